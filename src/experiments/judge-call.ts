import type { CallRecord } from '../contract/call-record.ts';
import { leadGrades } from '../contract/call-outcome.ts';
import type { CampaignExperiment, ScriptExperiment, Success } from '../contract/script/experiment.ts';

type Held = Pick<
  CallRecord,
  'answeredAtMs' | 'answeredBy' | 'path' | 'hangUpBy' | 'grade' | 'tags' | 'orders' | 'transfer'
>;

/** An experiment as a call met it: of a script, with the flow that its main nodes stand in. */
export type MetExperiment =
  | { readonly scope: 'script'; readonly experiment: ScriptExperiment; readonly mainFlow: string }
  | { readonly scope: 'campaign'; readonly experiment: CampaignExperiment };

/**
 * Whether a call was a success of the variant it was held with; null where it says nothing of it: no person answered, or the call
 * never came to what varies. Up to there all variants are alike, so leaving such calls out favours none.
 */
export function judgeCall(record: Held, met: MetExperiment): boolean | null {
  const { answeredAtMs, answeredBy } = record;
  if (answeredAtMs === null || (answeredBy !== null && answeredBy !== 'human' && answeredBy !== 'unknown')) return null;
  if (met.scope === 'campaign') return record.path.length === 0 ? null : succeeded(record, met.experiment.success);
  const varies = whereItVaries(met.experiment, met.mainFlow);
  if (!record.path.some(varies)) return null;
  if (!('stays' in met.experiment.success)) return succeeded(record, met.experiment.success);
  const last = record.path.at(-1);
  return !(record.hangUpBy === 'customer' && last !== undefined && varies(last));
}

function whereItVaries(
  experiment: ScriptExperiment,
  mainFlow: string,
): (place: { readonly flow: string; readonly node: string }) => boolean {
  if (experiment.kind === 'words') {
    const target = experiment.node.includes('/') ? experiment.node : `${mainFlow}/${experiment.node}`;
    return ({ flow, node }) => `${flow}/${node}` === target;
  }
  const flows = new Set([experiment.flow, ...Object.values(experiment.variants).map(({ flow }) => flow)]);
  return ({ flow }) => flows.has(flow);
}

function succeeded(record: Held, success: Exclude<Success, { stays: true }>): boolean {
  if ('tag' in success) return record.tags.includes(success.tag);
  if ('grade' in success)
    return record.grade !== null && leadGrades.indexOf(record.grade) <= leadGrades.indexOf(success.grade);
  return success.outcome === 'ordered' ? record.orders.length > 0 : record.transfer?.answered === true;
}
