import type { TenantId } from '../contract/ids.ts';
import { csvByteOrderMark, csvLine } from '../foundation/csv-text.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import type { Database } from '../storage/index.ts';
import { selectAnswers, selectQuestions } from './answer-store.ts';
import type { CallFilter, CallSummary } from './call-store.ts';
import { listCalls } from './keep-record.ts';

const rowsOfPage = 1_000;
const headers = [
  '通话编号',
  '被叫',
  '主叫',
  '线路',
  '开始时间',
  '接通时间',
  '结束时间',
  '结果',
  '接听方',
  '意向等级',
  '挂断方',
  '振铃秒数',
  '通话秒数',
  '转接秒数',
  '轮次',
  '标签',
  '订单数',
  '转接坐席',
  '有录音',
  '小结',
];

/**
 * Calls that fit as CSV that spreadsheets open, in pieces, newest first; what flows asked and scripts extract has a column each at the
 * end. Numbers are whole only for whom may see them, and masked in summaries for everybody.
 */
export async function* exportCalls(
  database: Database,
  tenantId: TenantId,
  filter: CallFilter,
  numbers: 'whole' | 'masked',
): AsyncGenerator<string> {
  const questions = await database.withTenant(tenantId, (db) => selectQuestions(db, filter));
  yield csvByteOrderMark + csvLine([...headers, ...questions]);
  const shown = numbers === 'whole' ? (number: string): string => number : maskPhoneNumber;
  let cursor: string | undefined;
  do {
    const page = await listCalls(database, tenantId, { filter, cursor, limit: rowsOfPage });
    const answers = await answersOf(database, tenantId, page.calls);
    yield page.calls
      .map((call) => {
        const said = answers.get(call.callId);
        const answered = questions.map((question) => said?.answers[question]?.replaceAll(/\+?\d{7,}/g, shown) ?? null);
        return csvLine([...cellsOf(call, shown), said?.summary ?? null, ...answered]);
      })
      .join('');
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function answersOf(
  database: Database,
  tenantId: TenantId,
  calls: readonly CallSummary[],
): ReturnType<typeof selectAnswers> {
  const callIds = calls.map(({ callId }) => callId);
  return database.withTenant(tenantId, (db) => selectAnswers(db, callIds));
}

function cellsOf(call: CallSummary, shown: (number: string) => string): (string | number | null)[] {
  return [
    call.callId,
    shown(call.callee),
    shown(call.caller),
    call.trunk,
    new Date(call.startedAtMs).toISOString(),
    call.answeredAtMs === null ? null : new Date(call.answeredAtMs).toISOString(),
    new Date(call.endedAtMs).toISOString(),
    call.outcome,
    call.answeredBy,
    call.grade,
    call.hangUpBy,
    call.ringSec,
    call.talkSec,
    call.bridgedSec,
    call.turns,
    call.tags.join(';'),
    call.orders,
    call.transferSeat,
    call.recorded ? '是' : '否',
  ];
}
