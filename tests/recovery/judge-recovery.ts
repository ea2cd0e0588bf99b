import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWav } from '../../src/audio/index.ts';
import { nodeFiles, stereoWavOf } from '../../src/call/index.ts';
import { recordingHeaderSchema, type RecordingHeader } from '../../src/call/media/recording-header.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import type { CallLog } from '../../src/simulator/index.ts';
import type { AttemptRow, CampaignBooks, LeadRow } from './office-books.ts';

/**
 * What the campaigns of these tests allow. Whom an earlier kill cut off is due again so long after the minute in which no
 * phone may ring twice that a carrier which noted the first INVITE late, on a busy machine, still notes a minute between.
 */
export const rules = { maxAttempts: 2, retryAfterMs: 68_000 } as const;

/** One kill, by the wall clock. */
export interface Cut {
  readonly killedAtMs: number;
  readonly restartedAtMs: number;
  readonly readyAtMs: number;
}

/** Every function here gives sentences about what is wrong; none where all is well. */
type Faults = string[];

const when = (fault: boolean, sentence: string): Faults => (fault ? [sentence] : []);

function faultsOfInvite({ sipCallId, callee }: CallLog, { records, attempts }: CampaignBooks): Faults {
  const ofCall = records.filter(({ sipCallIds }) => sipCallIds.includes(sipCallId));
  const [record] = ofCall;
  if (!record || ofCall.length > 1) return [`the INVITE to ${callee} has ${ofCall.length} records`];
  const ofRecord = attempts.filter(({ id, callId }) => id === record.attemptId && callId === record.callId);
  return [
    ...when(record.callee !== callee, `the record of the INVITE to ${callee} is about ${record.callee}`),
    ...when(ofRecord.length !== 1, `the INVITE to ${callee} has ${ofRecord.length} attempts`),
  ];
}

function faultsOfAttempt(attempt: AttemptRow, records: readonly CallRecord[]): Faults {
  const { id, state, sentAtMs, outcome } = attempt;
  const record = records.find(({ attemptId }) => attemptId === id);
  if (state === 'released') return when(sentAtMs !== null, `attempt ${id} was given back after it was sent`);
  if (state !== 'closed') return [`attempt ${id} is ${state}: it has no end`];
  return when(
    record !== undefined && record.outcome !== outcome,
    `attempt ${id} ended ${outcome}, its record says ${record?.outcome}`,
  );
}

function faultsOfLead(lead: LeadRow, attempts: readonly AttemptRow[]): Faults {
  const sent = attempts
    .filter(({ leadId, state }) => leadId === lead.leadId && state === 'closed')
    .sort((a, b) => (a.sentAtMs ?? 0) - (b.sentAtMs ?? 0));
  const last = sent.at(-1);
  const again = last?.outcome === 'interrupted' && sent.length < rules.maxAttempts;
  const earliestMs = (last?.endedAtMs ?? 0) + rules.retryAfterMs - 1_000;
  return [
    ...when(
      lead.attempts !== sent.length,
      `${lead.phone} is said to have ${lead.attempts} attempts, and has ${sent.length}`,
    ),
    ...when(sent.length > rules.maxAttempts, `${lead.phone} was dialed ${sent.length} times`),
    ...when(!['done', 'refused', 'waiting'].includes(lead.state), `${lead.phone} is lost as ${lead.state}`),
    ...when(again && lead.state !== 'waiting', `${lead.phone} was interrupted, and is ${lead.state}`),
    ...when(again && lead.nextAttemptAtMs < earliestMs, `${lead.phone} is due again too soon`),
  ];
}

/** Every INVITE has one attempt, every attempt one end, nobody is lost, and who was cut off is tried again. */
export function faultsOfBooks(books: CampaignBooks, calls: readonly CallLog[]): Faults {
  const numbers = new Set(books.leads.map(({ phone }) => phone));
  return [
    ...calls.filter(({ callee }) => numbers.has(callee)).flatMap((call) => faultsOfInvite(call, books)),
    ...books.attempts.flatMap((attempt) => faultsOfAttempt(attempt, books.records)),
    ...books.leads.flatMap((lead) => faultsOfLead(lead, books.attempts)),
  ];
}

/** Nobody's phone rings twice within a minute, whatever was forgotten. */
export function faultsOfPauses(calls: readonly CallLog[]): Faults {
  const lastAtMs = new Map<string, number>();
  return calls.flatMap(({ callee, invitedAt }) => {
    const pauseMs = invitedAt.wallMs - (lastAtMs.get(callee) ?? 0);
    lastAtMs.set(callee, invitedAt.wallMs);
    return when(pauseMs < 60_000, `${callee} was called again after ${pauseMs} ms`);
  });
}

const inTheAir = (calls: readonly CallLog[], atMs: number): CallLog[] =>
  calls.filter(({ invitedAt, endedAt }) => invitedAt.wallMs <= atMs && (endedAt === null || endedAt.wallMs > atMs));

/**
 * Whoever was in the air when the program was killed hears the call end within 10 s of its restart; on a machine so busy
 * that the start itself takes longer, before the program is ready.
 */
export function faultsOfEnds(calls: readonly CallLog[], { killedAtMs, restartedAtMs, readyAtMs }: Cut): Faults {
  const latestMs = Math.max(10_000, readyAtMs - restartedAtMs);
  return inTheAir(calls, killedAtMs).flatMap(({ callee, behaviour, endedAt, answeredAt, cancelledAt, truth }) => {
    const who = `${callee} (${behaviour})`;
    const afterMs = (endedAt?.wallMs ?? Infinity) - restartedAtMs;
    return [
      ...when(afterMs > latestMs, `${who} heard the end ${afterMs} ms after the restart`),
      // These two never end a call themselves: it must have been our BYE or CANCEL.
      ...when(
        behaviour === 'silent' && answeredAt !== null && truth.hungUpBy !== 'robot',
        `${who} got no BYE: ${truth.hungUpBy}`,
      ),
      ...when(behaviour === 'rings-on' && cancelledAt === null, `${who} got no CANCEL`),
    ];
  });
}

async function headerOf(folder: string): Promise<RecordingHeader | null> {
  const text = await readFile(join(folder, 'recording.json'), 'utf8').catch(() => null);
  return text === null ? null : recordingHeaderSchema.parse(JSON.parse(text));
}

/** Every recording opens; one that was cut holds what was heard up to a second before the kill. */
export async function faultsOfRecording(record: CallRecord, recordingsFolder: string, cut: Cut): Promise<Faults> {
  const { recording, callId } = record;
  const { killedAtMs } = cut;
  if (!recording) return [];
  const folder = join(recordingsFolder, recording.folder);
  const header = await headerOf(folder);
  // Killed before its first frame, a recording has nothing but its beginning.
  const fromMs = header?.startedAtMs ?? record.answeredAtMs ?? 0;
  const faults = when(
    header ? header.callId !== callId : recording.tracks.length > 0,
    `the recording of ${callId} has no header of its own`,
  );
  for (const { kind, file, durationMs } of recording.tracks) {
    const bytes = (await readFile(join(folder, file))).length;
    faults.push(
      ...when(
        kind === 'audio' && bytes !== durationMs * 8,
        `${file} of ${callId} has ${bytes} bytes, said ${durationMs} ms`,
      ),
    );
  }
  const wav = parseWav(await stereoWavOf(folder, recording, (path) => nodeFiles.read(path)), callId);
  const toMs = fromMs + wav.samples.length / wav.channels / 8;
  const wasCut = isCut(record, cut);
  return [
    ...faults,
    ...when(wasCut && recording.complete, `the recording of ${callId} was cut and is called complete`),
    ...when(
      wasCut && toMs < killedAtMs - 1_000,
      `the recording of ${callId} ends ${killedAtMs - toMs} ms before the kill`,
    ),
    ...when(
      wasCut && toMs > killedAtMs + 100,
      `the recording of ${callId} goes on for ${toMs - killedAtMs} ms after the kill`,
    ),
  ];
}

export const isCut = ({ recording, outcome, startedAtMs, endedAtMs }: CallRecord, { killedAtMs }: Cut): boolean =>
  recording !== null && outcome === 'interrupted' && startedAtMs < killedAtMs && endedAtMs <= killedAtMs;
