import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { Database } from '../storage/index.ts';
import { findScript } from './publish-script.ts';

/** Where campaigns read published scripts. */
export interface PublishedScripts {
  /** The newest version; null where nothing was published. */
  published(
    tenantId: TenantId,
    scriptId: string,
  ): Promise<{ readonly version: number; readonly document: ScriptDocument } | null>;
  version(tenantId: TenantId, scriptId: string, version: number): Promise<ScriptDocument | null>;
}

/** Versions kept in memory: a campaign asks for the same one before every dial, and none ever changes. */
const mostRemembered = 64;

/** The published scripts of a database; a version once read is remembered. */
export function scriptShelf(database: Database): PublishedScripts {
  const remembered = new Map<string, ScriptDocument>();
  return {
    published: (tenantId, scriptId) => findScript(database, tenantId, scriptId),
    async version(tenantId, scriptId, version) {
      const key = `${tenantId} ${scriptId} ${version}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = await findScript(database, tenantId, scriptId, version);
      if (found === null) return null;
      const oldest = remembered.size < mostRemembered ? undefined : remembered.keys().next().value;
      if (oldest !== undefined) remembered.delete(oldest);
      remembered.set(key, found.document);
      return found.document;
    },
  };
}
