import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { Database } from '../storage/index.ts';
import { findScript, newestVersion } from './script-library.ts';

/** Where campaigns read published scripts. */
export interface PublishedScripts {
  /** The newest version; null where nothing was published. */
  published(
    tenantId: TenantId,
    scriptId: string,
  ): Promise<{ readonly version: number; readonly document: ScriptDocument } | null>;
  version(tenantId: TenantId, scriptId: string, version: number): Promise<ScriptDocument | null>;
}

/** Versions kept in memory: a campaign asks for the newest before every dial, and none ever changes. */
const mostRemembered = 64;

/** The published scripts of a database; a version once read is remembered. */
export function scriptShelf(database: Database): PublishedScripts {
  const remembered = new Map<string, ScriptDocument>();
  const version: PublishedScripts['version'] = async (tenantId, scriptId, number) => {
    const key = `${tenantId} ${scriptId} ${number}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = await findScript(database, tenantId, scriptId, number);
    if (found === null) return null;
    const oldest = remembered.size < mostRemembered ? undefined : remembered.keys().next().value;
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, found.document);
    return found.document;
  };
  return {
    version,
    async published(tenantId, scriptId) {
      const newest = await newestVersion(database, tenantId, scriptId);
      const document = newest === null ? null : await version(tenantId, scriptId, newest);
      return newest === null || document === null ? null : { version: newest, document };
    },
  };
}
