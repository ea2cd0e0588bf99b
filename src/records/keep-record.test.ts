import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIdSchema, campaignIdSchema, orderIdSchema, type TenantId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  callStatistics,
  exportCalls,
  findRecord,
  getCall,
  keepRecord,
  listCalls,
  outsideCallsSince,
  reportUsage,
} from './index.ts';
import { callRecordOf } from './testing/call-record.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const factsOf = async (callId: string): Promise<string[]> => {
  const rows = await database.admin
    .selectFrom('outbox')
    .select('kind')
    .where('subject_id', '=', callId)
    .orderBy('id')
    .execute();
  return rows.map(({ kind }) => kind);
};
const countOf = async (
  tenantId: TenantId,
  table: 'calls' | 'call_entries' | 'call_turns' | 'call_tracks' | 'call_usage',
) => {
  const { count } = await database.admin
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return Number(count);
};

describe('keepRecord', () => {
  it('keeps the record whole, with transcript, delays, tracks, usage and one fact', async () => {
    const tenantId = await database.newTenant();
    const record = callRecordOf(tenantId);
    expect(await keepRecord(database, record)).toBe('kept');
    expect(await getCall(database, tenantId, record.callId)).toEqual(record);
    expect(await countOf(tenantId, 'call_entries')).toBe(3);
    expect(await countOf(tenantId, 'call_turns')).toBe(1);
    expect(await countOf(tenantId, 'call_tracks')).toBe(1);
    expect(await countOf(tenantId, 'call_usage')).toBe(1);
    expect(await factsOf(record.callId)).toEqual(['call-ended']);
  });

  it('keeps it once, however often and however many at once bring it', async () => {
    const tenantId = await database.newTenant();
    const record = callRecordOf(tenantId);
    const answers = await Promise.all([1, 2, 3].map(() => keepRecord(database, record)));
    expect(answers.filter((answer) => answer === 'kept')).toHaveLength(1);
    expect(await keepRecord(database, { ...record, reason: 'again' })).toBe('already-kept');
    expect(await getCall(database, tenantId, record.callId)).toMatchObject({ reason: 'finished' });
    expect(await factsOf(record.callId)).toEqual(['call-ended']);
    expect(await countOf(tenantId, 'call_entries')).toBe(3);
  });

  it('says that silence or a call back was asked for', async () => {
    const tenantId = await database.newTenant();
    const record = callRecordOf(tenantId, { doNotCall: true, callBack: { wantedAtMs: null, reason: '在开车' } });
    await keepRecord(database, record);
    expect(await factsOf(record.callId)).toEqual(['call-ended', 'do-not-call-asked', 'call-back-asked']);
  });

  it('keeps a call in which nothing happened', async () => {
    const tenantId = await database.newTenant();
    const record = callRecordOf(tenantId, {
      outcome: 'busy',
      answeredBy: null,
      answeredAtMs: null,
      transcript: [],
      latencies: [],
      recording: null,
      usage: [],
      grade: null,
    });
    expect(await keepRecord(database, record)).toBe('kept');
    expect(await getCall(database, tenantId, record.callId)).toEqual(record);
  });

  it('keeps a record whose text PostgreSQL would refuse, with the refused characters replaced', async () => {
    const tenantId = await database.newTenant();
    const record = callRecordOf(tenantId, { reason: 'a\u0000b\uD800c', slots: { 'x\u0000': 'y' } });
    await keepRecord(database, record);
    expect(await getCall(database, tenantId, record.callId)).toMatchObject({
      reason: 'a\uFFFDb\uFFFDc',
      slots: { 'x\uFFFD': 'y' },
    });
  });

  it('shows a call to its tenant alone', async () => {
    const [tenantId, other] = [await database.newTenant(), await database.newTenant()];
    const record = callRecordOf(tenantId);
    await keepRecord(database, record);
    expect(await getCall(database, other, record.callId)).toBeNull();
    expect(await database.withTenant(tenantId, (db) => findRecord(db, record.callId))).toEqual(record);
    expect(await getCall(database, tenantId, callIdSchema.parse(`n1-${randomUUID()}`))).toBeNull();
  });
});

describe('listCalls', () => {
  it('pages newest first, calls of the same moment included, without missing or repeating any', async () => {
    const tenantId = await database.newTenant();
    for (let index = 0; index < 25; index++)
      await keepRecord(database, callRecordOf(tenantId, { startedAtMs: Date.UTC(2026, 2, 2) + Math.floor(index / 5) }));
    const seen: { callId: string; startedAtMs: number }[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCalls(database, tenantId, { cursor, limit: 7 });
      seen.push(...page.calls);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen.map(({ callId }) => callId)).size).toBe(25);
    const times = seen.map(({ startedAtMs }) => startedAtMs);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect((await listCalls(database, tenantId, { cursor: 'nonsense', limit: 1 })).calls).toHaveLength(1);
  });

  it('filters by campaign, outcome, grade, who answered, order, transfer, time and words', async () => {
    const tenantId = await database.newTenant();
    const campaignId = campaignIdSchema.parse(randomUUID());
    const sold = callRecordOf(tenantId, {
      campaignId,
      grade: 'A',
      orders: [{ orderId: orderIdSchema.parse(randomUUID()), product: '重疾险', amount: '50万' }],
      startedAtMs: 2_000_000,
    });
    const handed = callRecordOf(tenantId, {
      outcome: 'transferred',
      callee: '+8613900001111',
      transfer: { seat: 'agent1', answered: true, reason: null, bridgedMs: 5_000 },
      startedAtMs: 3_000_000,
    });
    const machine = callRecordOf(tenantId, {
      outcome: 'voicemail',
      answeredBy: 'voicemail',
      grade: null,
      transcript: [],
    });
    for (const record of [sold, handed, machine]) await keepRecord(database, record);
    const found = async (filter: Parameters<typeof callStatistics>[2]): Promise<string[]> =>
      (await listCalls(database, tenantId, { filter, limit: 10 })).calls.map(({ callId }) => callId);
    expect(await found({ campaignId })).toEqual([sold.callId]);
    expect(await found({ outcomes: ['transferred', 'voicemail'] })).toEqual([machine.callId, handed.callId]);
    expect(await found({ grades: ['A'] })).toEqual([sold.callId]);
    expect(await found({ answeredBy: 'voicemail' })).toEqual([machine.callId]);
    expect(await found({ ordered: true })).toEqual([sold.callId]);
    expect(await found({ transferred: true })).toEqual([handed.callId]);
    expect(await found({ fromMs: 2_500_000, toMs: 3_000_001 })).toEqual([handed.callId]);
    expect(await found({ text: '重疾险' })).toEqual([handed.callId, sold.callId]);
    expect(await found({ text: '100%' })).toEqual([handed.callId, sold.callId]);
    expect(await found({ text: '10_%' })).toEqual([]);
    expect(await found({ text: '1111' })).toEqual([handed.callId]);
    const [summary] = (await listCalls(database, tenantId, { filter: { campaignId }, limit: 1 })).calls;
    expect(summary).toMatchObject({ orders: 1, transferSeat: null, recorded: true, talkSec: 30, tags: ['有意向'] });
  });

  it('exports what it lists, masked unless asked for', async () => {
    const tenantId = await database.newTenant();
    await keepRecord(database, callRecordOf(tenantId, { tags: ['=1+1', 'b'] }));
    const textOf = async (numbers: 'whole' | 'masked'): Promise<string> => {
      let text = '';
      for await (const piece of exportCalls(database, tenantId, {}, numbers)) text += piece;
      return text;
    };
    const masked = await textOf('masked');
    expect(masked.startsWith('\uFEFF通话编号,被叫,')).toBe(true);
    expect(masked).toContain(",'+86138****5678,");
    expect(masked).toContain(",'=1+1;b,");
    expect(masked).not.toContain('13812345678');
    expect(await textOf('whole')).toContain("'+8613812345678");
    expect(masked.split('\r\n')[0]).toMatch(/,有录音,小结$/);
  });

  it('exports what flows asked in a column each, and nothing of what robots noted', async () => {
    const tenantId = await database.newTenant();
    const answered = { scriptId: null, slots: { remind: '2', account: '6222021234567' } };
    await keepRecord(database, callRecordOf(tenantId, { ...answered, startedAtMs: 2_000_000 }));
    await keepRecord(database, callRecordOf(tenantId, { slots: { name: '王女士' }, startedAtMs: 1_000_000 }));
    let text = '';
    for await (const piece of exportCalls(database, tenantId, {}, 'masked')) text += piece;
    const [header, ofFlow, ofRobot] = text.split('\r\n');
    expect(header).toMatch(/,有录音,小结,account,remind$/);
    expect(ofFlow).toMatch(/\*\*\*\*\d{4},2$/);
    expect(ofRobot).toMatch(/,,$/);
    expect(text).not.toContain('王女士');
    expect(text).not.toContain('6222021234567');
  });
});

describe('callStatistics', () => {
  it('counts the funnel, outcomes, grades and delays of what fits', async () => {
    const tenantId = await database.newTenant();
    const orderId = orderIdSchema.parse(randomUUID());
    const records = [
      callRecordOf(tenantId),
      callRecordOf(tenantId, { grade: 'A', orders: [{ orderId, product: 'x', amount: '1' }] }),
      callRecordOf(tenantId, { grade: 'A', transfer: { seat: 'a', answered: true, reason: null, bridgedMs: 1 } }),
      callRecordOf(tenantId, {
        outcome: 'busy',
        answeredBy: null,
        answeredAtMs: null,
        transcript: [],
        grade: null,
        recording: null,
        latencies: [],
        bargeIns: [],
        talkSec: 0,
      }),
      callRecordOf(tenantId, {
        outcome: 'cancelled',
        inviteSent: false,
        answeredBy: null,
        answeredAtMs: null,
        transcript: [],
        grade: null,
        recording: null,
        latencies: [],
        bargeIns: [],
        talkSec: 0,
      }),
    ];
    for (const record of records) await keepRecord(database, record);
    expect(await callStatistics(database, tenantId, {})).toEqual({
      calls: 5,
      dialed: 4,
      answered: 3,
      talked: 3,
      interested: 3,
      handedOver: 1,
      ordered: 1,
      handedOverOrOrdered: 2,
      recorded: 3,
      doNotCall: 0,
      talkSec: 90,
      outcomes: { completed: 3, busy: 1, cancelled: 1 },
      grades: { A: 2, B: 1 },
      replyMs: { p50: 100, p95: 100, count: 3 },
      turnMs: { p50: 350, p95: 350, count: 3 },
      bargeInMs: { p50: 80, p95: 80, count: 3 },
    });
    expect(await callStatistics(database, await database.newTenant(), {})).toMatchObject({
      calls: 0,
      talkSec: 0,
      outcomes: {},
      replyMs: { p50: null, p95: null, count: 0 },
    });
  });
});

describe('outsideCallsSince', () => {
  it('tells what telephones called outside, not campaigns, nor calls that came in or stayed in the house', async () => {
    const tenantId = await database.newTenant();
    const campaignId = campaignIdSchema.parse(randomUUID());
    const base = Date.UTC(2026, 2, 3);
    const made = { caller: '8001', callee: '+8613812345678', direction: 'outbound', startedAtMs: base } as const;
    const records = [
      made,
      { ...made, campaignId },
      { ...made, callee: '8002' },
      { ...made, caller: '+861088886666' },
      { ...made, direction: 'inbound' },
      { ...made, startedAtMs: base - 86_400_000 },
    ] as const;
    for (const fields of records) await keepRecord(database, callRecordOf(tenantId, fields));
    const { answeredAtMs, endedAtMs } = callRecordOf(tenantId, made);
    expect(await outsideCallsSince(database, tenantId, base)).toEqual([
      { extension: '8001', startedAtMs: base, answeredAtMs, endedAtMs },
    ]);
  });
});

describe('reportUsage', () => {
  it('adds up by day in the given zone and by provider, of one tenant alone', async () => {
    const [tenantId, other] = [await database.newTenant(), await database.newTenant()];
    const used = { recognizedSec: 0, synthesizedChars: 0, cachedChars: 0, modelTokens: 0 };
    const cloud = { ...used, provider: 'cloud', recognizedSec: 12.5 };
    const voice = { ...used, provider: 'voice', synthesizedChars: 40, cachedChars: 7, modelTokens: 3 };
    const lateInShanghai = Date.UTC(2026, 2, 2, 15, 59);
    const nextDayThere = Date.UTC(2026, 2, 2, 16, 1);
    for (const [tenant, startedAtMs, usage] of [
      [tenantId, lateInShanghai, [cloud, voice]],
      [tenantId, lateInShanghai - 3_600_000, [cloud]],
      [tenantId, nextDayThere, [cloud]],
      [tenantId, Date.UTC(2026, 2, 4), [cloud]],
      [other, lateInShanghai, [voice]],
    ] as const)
      await keepRecord(database, callRecordOf(tenant, { startedAtMs, usage: [...usage] }));
    const march = (from: string, to: string) => reportUsage(database, tenantId, { from, to }, 480);
    expect(await march('2026-03-02', '2026-03-03')).toEqual([
      { ...cloud, day: '2026-03-02', calls: 2, recognizedSec: 25 },
      { ...voice, day: '2026-03-02', calls: 1 },
      { ...cloud, day: '2026-03-03', calls: 1 },
    ]);
    expect(await march('2026-03-03', '2026-03-03')).toEqual([{ ...cloud, day: '2026-03-03', calls: 1 }]);
    expect(await march('2026-03-05', '2026-03-09')).toEqual([]);
  });
});
