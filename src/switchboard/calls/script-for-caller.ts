import type { TenantId } from '../../contract/ids.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';

/** Where the scripts come from that robots speak to callers by. */
export interface ScriptsForCallers {
  /** A published script that a robot can speak by; null where there is none. */
  readonly scriptOf: (tenantId: TenantId, name: string) => Promise<PublishedScript | null>;
  /** The script of the campaign that called this number last, and what is known of that person; null where none did. */
  readonly ringBackOf: (
    tenantId: TenantId,
    numbers: { readonly caller: string; readonly called: string },
  ) => Promise<(PublishedScript & Known) | null>;
}

interface PublishedScript {
  readonly script: ScriptDocument;
  readonly version: number;
}

interface Known {
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * What a caller hears: somebody who rings back, the campaign's script from where it says why we called, if it does; anybody else the
 * script of that name. Either may use what the campaign knows of the person; what the call brought along goes before that.
 */
export async function scriptForCaller(
  { scriptOf, ringBackOf }: ScriptsForCallers,
  line: { readonly tenantId: TenantId; readonly caller: string; readonly called: string },
  asked: { readonly name: string; readonly ringBack: boolean } & Known,
): Promise<(PublishedScript & Known & { readonly ringsBack?: boolean }) | null> {
  const { tenantId, caller, called } = line;
  const before = asked.ringBack && caller !== '' ? await ringBackOf(tenantId, { caller, called }) : null;
  const variables = { ...before?.variables, ...asked.variables };
  if (before !== null && before.script.ringBack !== undefined) return { ...before, variables, ringsBack: true };
  const found = await scriptOf(tenantId, asked.name);
  return found && { ...found, variables };
}
