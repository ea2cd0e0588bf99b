import type { CallRecord } from '../../contract/call-record.ts';
import type { CallLog } from '../../simulator/index.ts';

/** What became of what customers said beside the question. */
export interface AsidesJudged {
  /** All that customers said. */
  readonly lines: number;
  /** Of these, what no script expects. */
  readonly asides: number;
  /** The robot understood nothing and asked again, where it stood. */
  readonly clarified: number;
  /** The robot took it for an answer: it went elsewhere, or wrote words down. */
  readonly wrongBranch: number;
  /** The call ended before anything came of it. */
  readonly cutOff: number;
}

type Fate = 'clarified' | 'wrongBranch' | 'cutOff';

/** By the paths and transcripts of the records and the times of the carrier's log; both by the clock of one machine. */
export function judgeAsides(records: readonly CallRecord[], logs: readonly CallLog[]): AsidesJudged {
  const byDialog = new Map(records.flatMap((record) => record.sipCallIds.map((id) => [id, record] as const)));
  const fates = logs.flatMap((log) => {
    const record = byDialog.get(log.sipCallId);
    return record ? log.said.flatMap((said, index) => (said.aside ? [fateOf(log, index, record)] : [])) : [];
  });
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length;
  return {
    lines: logs.reduce((sum, { said }) => sum + said.length, 0),
    asides: fates.length,
    clarified: count('clarified'),
    wrongBranch: count('wrongBranch'),
    cutOff: count('cutOff'),
  };
}

function fateOf({ said, heard, invitedAt }: CallLog, index: number, record: CallRecord): Fate {
  const aside = said[index];
  if (!aside || aside.lastVoicedAtMs === null) return 'cutOff';
  const wall = (monotonicMs: number): number => invitedAt.wallMs + monotonicMs - invitedAt.monotonicMs;
  const [began, ended] = [wall(aside.firstVoicedAtMs), wall(aside.lastVoicedAtMs)];
  const nextWords = said[index + 1];
  const until = nextWords ? wall(nextWords.firstVoicedAtMs) : record.endedAtMs;
  const nodeThen = record.path.findLast(({ atMs }) => atMs <= began);
  const wentElsewhere = record.path.some(
    ({ atMs, flow, node }) => atMs > began && atMs < until && (flow !== nodeThen?.flow || node !== nodeThen.node),
  );
  const recordingFrom = record.answeredAtMs ?? record.startedAtMs;
  const wroteWords = record.transcript.some(({ speaker, text, offsetMs, durationMs }) => {
    const from = recordingFrom + offsetMs;
    return speaker === 'customer' && text !== '' && from < ended && from + durationMs > began;
  });
  if (wentElsewhere || wroteWords) return 'wrongBranch';
  return heard.some(({ endedAtMs }) => wall(endedAtMs) > ended) ? 'clarified' : 'cutOff';
}
