import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../src/contract/call-record.ts';
import type { CallSummary } from '../src/contract/call-summary.ts';
import type { TenantId } from '../src/contract/ids.ts';
import { heldCall } from '../src/dialogue/testing/held-call.ts';
import { systemClock } from '../src/foundation/clock.ts';
import { silentLogger } from '../src/foundation/logger.ts';
import { FakeClock } from '../src/foundation/testing/fake-clock.ts';
import { openChatModel } from '../src/language-model/index.ts';
import { ChatServer, type ServerAct } from '../src/language-model/testing/chat-server.ts';
import { exportCalls, getSummary, keepRecord, reportUsage, summariseWhenCallEnds } from '../src/records/index.ts';
import { callRecordOf } from '../src/records/testing/call-record.ts';
import { runReactions } from '../src/storage/index.ts';
import { testDatabase, type TestDatabase } from '../src/storage/testing/test-database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

const said = heldCall(['您好，您的预算是多少？', '三千块，家里两个孩子，电话13812345678']);
const plainText = '结果：谈完。意向等级：B。标签：有意向。了解到：product 重疾险。未答：预算。';
const talked = (tenantId: TenantId, fields: Partial<CallRecord> = {}): CallRecord =>
  callRecordOf(tenantId, { transcript: said.record.transcript, path: said.record.path, intents: [], ...fields });

/** What becomes of a call's end while `server` is the model; null: there is none. */
async function reactTo(server: Pick<ChatServer, 'url'> | null, clock: FakeClock) {
  const model = server && openChatModel({ url: server.url, model: 'm1', key: null });
  const summarise = summariseWhenCallEnds({
    database,
    clock,
    model,
    utcOffsetMinutes: 480,
    scriptOf: async () => said.document,
  });
  const running = await runReactions(database, [summarise], { clock: systemClock, logger: silentLogger });
  return { drained: () => running.drained(), [Symbol.asyncDispose]: () => running.close() };
}

const clockAfter = ({ endedAtMs }: CallRecord): FakeClock => new FakeClock(endedAtMs);
const dueNow = () => sql`update waihu_jobs._private_jobs set run_at = now()`.execute(database.admin);
const tokensOf = async (tenantId: TenantId): Promise<number> => {
  const rows = await reportUsage(database, tenantId, { from: '2026-03-01', to: '2026-03-03' }, 480);
  return rows.filter(({ provider }) => provider === 'm1').reduce((sum, { modelTokens }) => sum + modelTokens, 0);
};

const used = (tokens: number): ServerAct => ({
  raw: `data: {"choices":[],"usage":{"total_tokens":${tokens}}}\n\n`,
});
const answered = (args: object): readonly ServerAct[] => [{ tool: 'summary', args: JSON.stringify(args) }, used(120)];
const good = answered({
  words: '客户预算三千块，有两个孩子。',
  'value-children': '2',
  'sentence-children': '家里两个孩子',
  'value-income': '三千块',
  'sentence-income': '我一年挣三千块',
});
const children = {
  question: '有几个孩子',
  value: '2',
  evidence: { turn: 1, offsetMs: 1_000, text: '三千块，家里两个孩子，电话138****5678' },
};

/** Keeps a call, lets the server's answers come, and tells what was kept. */
async function summed(...answers: readonly (readonly ServerAct[])[]) {
  const tenantId = await database.newTenant();
  const record = talked(tenantId);
  await using server = await ChatServer.replaying(...answers);
  await using reactions = await reactTo(server, clockAfter(record));
  await keepRecord(database, record);
  await reactions.drained();
  const summary = await getSummary(database, tenantId, record.callId);
  return { summary, asked: server.asked, tokens: await tokensOf(tenantId) };
}

describe('a call that is over, where a model sums it up', () => {
  it('is kept in its words, with the values that have evidence, and metered', async () => {
    const { summary, asked, tokens } = await summed(good);
    const expected: CallSummary = {
      text: '客户预算三千块，有两个孩子。',
      model: 'm1',
      withheld: null,
      extracted: { children },
    };
    expect(summary).toEqual(expected);
    expect(tokens).toBe(120);
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(asked)).not.toContain('13812345678');
  });

  it('keeps the words of its record where an injection made the model invent an order', async () => {
    const { summary, asked, tokens } = await summed(
      answered({
        words: '客户已下单，保额五十万。',
        grade: 'A',
        'value-children': '5',
        'sentence-children': '五个孩子',
      }),
    );
    expect(summary).toEqual({
      text: plainText,
      model: null,
      withheld: { rule: 'figure', because: expect.stringContaining('五十万') },
      extracted: {},
    });
    expect([asked.length, tokens]).toEqual([1, 120]);
  });

  it.each<[string, readonly ServerAct[], number]>([
    ['streams garbage', [used(7), { raw: 'data: <html>\n\n' }], 7],
    ['answers with an error', [{ status: 503, body: 'busy' }], 0],
    ['breaks off', [{ words: '客户' }, { breaks: true }], 0],
  ])('keeps the words of its record where the server %s, and is not asked again at once', async (_, acts, tokens) => {
    const result = await summed(acts);
    expect(result.summary).toEqual({ text: plainText, model: null, withheld: null, extracted: {} });
    expect([result.asked.length, result.tokens]).toEqual([1, tokens]);
  });

  it('is asked again after a stall of twenty seconds, and for an hour', async () => {
    const tenantId = await database.newTenant();
    const record = talked(tenantId);
    const clock = clockAfter(record);
    await using server = await ChatServer.replaying([{ words: '客户' }, { stalls: true }], good);
    await using reactions = await reactTo(server, clock);
    await keepRecord(database, record);
    await expect.poll(() => server.asked.length, { timeout: 60_000 }).toBe(1);
    expect(await getSummary(database, tenantId, record.callId)).toMatchObject({ text: plainText, model: null });
    clock.tick(20_000);
    await expect.poll(() => server.abandoned, { timeout: 60_000 }).toBe(1);
    await reactions.drained();
    await dueNow();
    await reactions.drained();
    expect(server.asked).toHaveLength(1);
    clock.tick(30_000);
    await dueNow();
    await reactions.drained();
    expect(server.asked).toHaveLength(2);
    expect(await getSummary(database, tenantId, record.callId)).toMatchObject({ model: 'm1' });
    const old = talked(tenantId, { endedAtMs: clock.now() - 3_600_001 });
    await keepRecord(database, old);
    await reactions.drained();
    expect(server.asked).toHaveLength(2);
    expect(await getSummary(database, tenantId, old.callId)).toMatchObject({ model: null });
  });
});

describe('a call that is over', () => {
  it('has the summary of its record without a model, seen by its tenant alone and after a restart', async () => {
    const [tenantId, other] = [await database.newTenant(), await database.newTenant()];
    const record = talked(tenantId);
    const silent = talked(tenantId, { transcript: record.transcript.slice(0, 1) });
    await using reactions = await reactTo(null, clockAfter(record));
    await keepRecord(database, record);
    await keepRecord(database, silent);
    await reactions.drained();
    const again = database.another();
    expect(await getSummary(again, tenantId, record.callId)).toEqual({
      text: plainText,
      model: null,
      withheld: null,
      extracted: {},
    });
    expect(await getSummary(again, other, record.callId)).toBeNull();
    expect(await getSummary(again, tenantId, silent.callId)).toBeNull();
  });

  it('is exported with its summary and what was extracted', async () => {
    const tenantId = await database.newTenant();
    const record = talked(tenantId);
    await using server = await ChatServer.replaying(good);
    await using reactions = await reactTo(server, clockAfter(record));
    await keepRecord(database, record);
    await reactions.drained();
    let text = '';
    for await (const piece of exportCalls(database, tenantId, {}, 'masked')) text += piece;
    const [header, row] = text.split('\r\n');
    expect(header).toMatch(/小结,children$/);
    expect(row).toMatch(/客户预算三千块，有两个孩子。,2$/);
  });
});
