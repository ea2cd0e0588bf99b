import type { CallRecord } from '../../contract/call-record.ts';
import type { CallLog, SeatLog } from '../../simulator/index.ts';

/** One thing on which the product and the simulator's log disagree. */
export interface Mismatch {
  readonly sipCallId: string;
  readonly behaviour: string | null;
  readonly what: string;
  readonly product: string;
  readonly simulator: string;
}

export interface Comparison {
  /** INVITEs that the carrier took. */
  readonly calls: number;
  /** Those that have a record, all of whose sides were compared. */
  readonly compared: number;
  readonly mismatches: readonly Mismatch[];
}

/** T.140 marks what the line lost with U+FFFD, and what the end of the call cut off was still on its way. */
const lost = '\uFFFD';
const mostUnderWay = 4;

/** Words without punctuation and spaces: what was said, however it was written. */
export function bareWords(text: string): string {
  return text.replaceAll(/[\s\p{P}]|(?!\uFFFD)\p{S}/gu, '');
}

/**
 * Whether the far end read what we say we sent: the same words, but for characters that it marks as lost on the line, and
 * for the last few, which may have been on their way when the call ended.
 */
export function readAs(sent: string, read: string): boolean {
  const pattern = read
    .split(lost)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.{0,3}');
  return new RegExp(`^${pattern}.{0,${mostUnderWay}}$`, 'u').test(sent);
}

const keyEntry = /^\[(.)\]$/u;

function saidBy(record: CallRecord, speaker: 'robot' | 'customer'): { words: string; keys: string } {
  const texts = record.transcript.filter((entry) => entry.speaker === speaker).map(({ text }) => text);
  const keys = texts.flatMap((text) => keyEntry.exec(text)?.[1] ?? []).join('');
  return { words: bareWords(texts.filter((text) => !keyEntry.test(text)).join('')), keys };
}

type Row = readonly [what: string, product: unknown, simulator: unknown];

function orderRow(record: CallRecord, { truth }: CallLog): Row {
  const wanted = truth.ordered && truth.wants ? `${truth.wants.product} ${truth.wants.amountYuan}` : 'none';
  const made = record.orders.map((order) => `${order.product} ${Number(order.amount)}`).join(', ') || 'none';
  return ['order', made, wanted];
}

function transferRows(record: CallRecord, { truth }: CallLog, seats: readonly SeatLog[]): Row[] {
  const joined = truth.transfer !== null && truth.transfer.heardToneHz !== null;
  const rows: Row[] = [['transfer answered', record.transfer?.answered ?? false, joined]];
  if (!joined || !truth.transfer) return rows;
  const { seat, heardToneHz, heardBySeat } = truth.transfer;
  const seatTones = seats.filter((log) => log.seat === seat).map((log) => log.ownToneHz);
  return [
    ...rows,
    ['seat', record.transfer?.seat ?? null, seat],
    ['customer heard the seat', seatTones.includes(heardToneHz ?? 0), true],
    ['seat heard the customer', heardBySeat, true],
  ];
}

/** What one side wrote beside what the other read, the same but for what the line lost. */
function wordsRow(what: string, sent: string, read: string): Row {
  return [what, sent, readAs(sent, read) ? sent : read];
}

function rowsOf(record: CallRecord, log: CallLog, seats: readonly SeatLog[]): Row[] {
  const { truth } = log;
  const customer = saidBy(record, 'customer');
  const robot = saidBy(record, 'robot');
  const rows: Row[] = [
    ['answered', record.answeredAtMs !== null, truth.answered],
    ['outcome', record.outcome, truth.outcome],
    ['answered by', record.answeredBy, truth.answeredBy],
    ['hung up by', record.hangUpBy, truth.hungUpBy],
    ['keys from the customer', customer.keys, truth.keysPressed],
    ['grade', record.grade, truth.grade],
    ['asked never to be called again', record.doNotCall, truth.askedNeverAgain],
    orderRow(record, log),
    ...transferRows(record, log, seats),
  ];
  if (!log.textAgreed || !truth.answered) return rows;
  return [
    ...rows,
    wordsRow('words of the customer', bareWords(truth.wordsSaid.join('')), customer.words),
    wordsRow('words of the robot', robot.words, bareWords(truth.wordsHeard.join(''))),
  ];
}

/** Compares every call the carrier took with the product's record of it, side by side, and names each difference. */
export function compareCalls(
  records: readonly CallRecord[],
  logs: readonly CallLog[],
  seats: readonly SeatLog[],
): Comparison {
  const byDialog = new Map(records.flatMap((record) => record.sipCallIds.map((id) => [id, record] as const)));
  const taken = logs.filter(({ admission }) => admission === 'taken');
  const mismatches: Mismatch[] = [];
  let compared = 0;
  for (const log of taken) {
    const record = byDialog.get(log.sipCallId);
    const about = { sipCallId: log.sipCallId, behaviour: log.behaviour };
    if (!record) {
      mismatches.push({ ...about, what: 'record', product: 'none', simulator: 'a call' });
      continue;
    }
    compared += 1;
    for (const [what, product, simulator] of rowsOf(record, log, seats))
      if (product !== simulator)
        mismatches.push({ ...about, what, product: String(product), simulator: String(simulator) });
  }
  const known = new Set(logs.map(({ sipCallId }) => sipCallId));
  for (const record of records)
    if (record.inviteSent && !record.sipCallIds.some((id) => known.has(id)))
      mismatches.push({
        sipCallId: record.sipCallIds[0] ?? '',
        behaviour: null,
        what: 'record',
        product: 'a call',
        simulator: 'none',
      });
  return { calls: taken.length, compared, mismatches };
}
