import type { TenantId } from '../contract/ids.ts';
import { variantNames } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { settleExperiment } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database } from '../storage/index.ts';
import type { Deed } from './deed.ts';
import { editDraft } from './keep-drafts.ts';
import type { StoredDraft } from './script-store.ts';

/**
 * Ends an experiment in the draft (of the newest version where there is none): what the variant says stands in the script, the
 * experiment is gone. Everybody hears it once the draft is published. Throws `script-not-found` and `experiment-unknown`.
 */
export function takeWinner(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  { experiment, variant }: { readonly experiment: string; readonly variant: string },
  deed: Deed,
): Promise<StoredDraft> {
  const settle = (document: ScriptDocument): ScriptDocument => {
    assertVariant(document, experiment, variant);
    return settleExperiment(document, experiment, variant);
  };
  const what = `${experiment}: ${variant}`;
  const note = deed.note === undefined ? what : `${what}: ${deed.note}`;
  return editDraft(database, tenantId, scriptId, settle, 'winner-taken', { ...deed, note });
}

/** The same for several, by experiment. */
export function assertVariants(document: ScriptDocument, variants: Readonly<Record<string, string>>): void {
  for (const [experiment, variant] of Object.entries(variants)) assertVariant(document, experiment, variant);
}

/** Throws `experiment-unknown` where a script has no such experiment, or it no such variant. */
function assertVariant({ id, experiments }: ScriptDocument, experiment: string, variant: string): void {
  const found = Object.hasOwn(experiments, experiment) ? experiments[experiment] : undefined;
  const names = found === undefined ? Object.keys(experiments) : variantNames(found);
  if (found !== undefined && names.includes(variant)) return;
  const has = names.length === 0 ? 'it has none' : `there are: ${names.join(', ')}`;
  throw new CodedError(
    'experiment-unknown',
    found === undefined
      ? `script '${id}' has no experiment '${experiment}'; ${has}`
      : `experiment '${experiment}' of script '${id}' has no variant '${variant}'; ${has}`,
    { scriptId: id, experiment, variant },
  );
}
