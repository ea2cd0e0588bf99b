import type { CallRecord } from '../contract/call-record.ts';
import type { CallId, CampaignId, TenantId } from '../contract/ids.ts';
import type { CampaignExperiment, ChosenVariant } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { mainFlowOf } from '../dialogue/index.ts';
import { selectVariantRecords } from '../records/index.ts';
import type { Database, Reaction, TenantTransaction } from '../storage/index.ts';
import type { ExperimentName } from './experiment-status.ts';
import { countCall, forgetCounts } from './experiment-store.ts';
import { judgeCall, type MetExperiment } from './judge-call.ts';

/** Where experiments are written down: lent by `app`. */
export interface ExperimentShelf {
  version(tenantId: TenantId, scriptId: string, version: number): Promise<ScriptDocument | null>;
  /** What a campaign compares; null where it compares nothing. */
  ofCampaign(tenantId: TenantId, campaignId: CampaignId): Promise<CampaignExperiment | null>;
}

/** Counts what a call that ended says of the variants it was held with. */
export function countVariantsWhenCallEnds(
  recordOf: (db: TenantTransaction, callId: CallId) => Promise<CallRecord | null>,
  shelf: ExperimentShelf,
): Reaction {
  return {
    name: 'count-variants-when-call-ends',
    on: 'call-ended',
    react: ({ tenantId, subjectId }, database) =>
      database.withTenant(tenantId, async (db) => {
        const record = await recordOf(db, subjectId as CallId);
        if (record === null || record.variants.length === 0) return;
        await countAll(db, record, await judgementsOf(shelf, record));
      }),
  };
}

const recordsOfPage = 500;

/** Counts everything anew from the records of calls; how many of them were held with variants. What was counted before is the same after. */
export async function recountVariants(database: Database, tenantId: TenantId, shelf: ExperimentShelf): Promise<number> {
  return database.withTenant(tenantId, async (db) => {
    await forgetCounts(db);
    let [calls, after] = [0, ''];
    for (;;) {
      const page = await selectVariantRecords(db, after, recordsOfPage);
      for (const record of page) await countAll(db, record, await judgementsOf(shelf, record));
      calls += page.length;
      after = page.at(-1)?.callId ?? '';
      if (page.length < recordsOfPage) return calls;
    }
  });
}

interface Judgement {
  readonly name: ExperimentName;
  readonly variant: string;
  readonly success: boolean;
}

async function judgementsOf(shelf: ExperimentShelf, record: CallRecord): Promise<readonly Judgement[]> {
  const judgements: Judgement[] = [];
  for (const chosen of record.variants) {
    const found = await metIn(shelf, record, chosen);
    const success = found && judgeCall(record, found.met);
    if (found !== null && success !== null) judgements.push({ name: found.name, variant: chosen.variant, success });
  }
  return judgements;
}

/** The experiment as it was written when the call was held; null where it cannot be found any more. */
async function metIn(
  shelf: ExperimentShelf,
  { tenantId, scriptId, scriptVersion, campaignId }: CallRecord,
  { scope, experiment: name }: ChosenVariant,
): Promise<{ readonly name: ExperimentName; readonly met: MetExperiment } | null> {
  if (scope === 'campaign') {
    const experiment = campaignId === null ? null : await shelf.ofCampaign(tenantId, campaignId);
    if (campaignId === null || experiment === null) return null;
    return { name: { scope, of: campaignId, experiment: name }, met: { scope, experiment } };
  }
  const document = scriptId === null ? null : await shelf.version(tenantId, scriptId, scriptVersion);
  const experiment = document?.experiments[name];
  if (scriptId === null || document === null || experiment === undefined) return null;
  return {
    name: { scope, of: scriptId, experiment: name },
    met: { scope, experiment, mainFlow: mainFlowOf(document) },
  };
}

async function countAll(db: TenantTransaction, record: CallRecord, judgements: readonly Judgement[]): Promise<void> {
  const { leadId: person, callId, endedAtMs } = record;
  if (person === null) return;
  for (const { name, variant, success } of judgements)
    await countCall(db, name, { person, variant, callId, endedAtMs, success });
}
