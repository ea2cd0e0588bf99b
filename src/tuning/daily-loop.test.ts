import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { finishedCall } from '../call/testing/finished-call.ts';
import type { CallRecord } from '../contract/call-record.ts';
import type { TenantId } from '../contract/ids.ts';
import { misunderstoodFilterSchema, type Misunderstood } from '../contract/tuning.ts';
import { keepRecord } from '../records/index.ts';
import { documentOf, publishScript, scriptPage } from '../scripts/index.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  assignSentences,
  describeMisunderstood,
  describeReport,
  gatherAgain,
  gatherWhenCallEnds,
  ignoreSentences,
  listMisunderstood,
  reportPage,
  reportTuning,
} from './index.ts';
import { visitScript } from './testing/visit-script.ts';

let database: TestDatabase;
let tenantId: TenantId;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  tenantId = await database.newTenant();
  await publishScript(database, tenantId, visitScript(), author);
});

const author = { by: 'author', atMs: 1_000 };
const usual = misunderstoodFilterSchema.parse({});
const list = (filter = {}, tenant = tenantId): Promise<Misunderstood> =>
  listMisunderstood(database, tenant, 'visit', { ...usual, ...filter });

let made = 0;
/** A call of the script's robot is over, and has been gathered from. */
async function called(lines: readonly string[], version = 1): Promise<CallRecord> {
  made += 1;
  const callId = `n1-01890000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
  const held = await finishedCall(visitScript(), callId, lines);
  const dialogue = held.dialogue && { ...held.dialogue, opening: { ...held.dialogue.opening, scriptVersion: version } };
  const record = { ...held, tenantId, scriptVersion: version, dialogue };
  await keepRecord(database, record);
  await gatherWhenCallEnds.react({ factId: callId, kind: 'call-ended', tenantId, subjectId: callId }, database);
  return record;
}

const stored = (tenant = tenantId) =>
  database.withTenant(tenant, async (db) => ({
    sentences: await db.selectFrom('misunderstood_sentences').selectAll().orderBy('call_id').orderBy('step').execute(),
    visits: await db.selectFrom('node_visits').selectAll().orderBy('call_id').orderBy('node').execute(),
  }));

describe('sentences of calls', () => {
  it('are gathered when a call ends, shown in groups to their own tenant alone, and go with the call', async () => {
    const { callId } = await called(['灶台上的水开了', '有时间', '可以']);
    await called(['灶台上的水开了啊', '有时间', '可以']);
    await called(['上门要收费吗']);
    const { sentences, groups } = await list();
    expect(sentences).toBe(3);
    expect(groups.map(({ texts, nodes }) => [texts, nodes[0]?.node])).toEqual([
      [['灶台上的水开了', '灶台上的水开了啊'], 'hello'],
      [['上门要收费吗'], 'hello'],
    ]);
    expect(describeMisunderstood(await list())).toMatch(
      /2 × 灶台上的水开了 {2}\(main\/hello 2\)[^]*3 sentences in 2 groups/u,
    );
    expect((await list({ why: 'hung-up' })).groups.map(({ text }) => text)).toEqual(['上门要收费吗']);
    expect((await list({ node: 'day' })).sentences).toBe(0);
    expect((await list({ version: 2 })).sentences).toBe(0);
    const other = await database.newTenant();
    await publishScript(database, other, visitScript(), author);
    expect((await list({}, other)).sentences).toBe(0);
    await database.withTenant(tenantId, (db) => db.deleteFrom('calls').where('id', '=', callId).execute());
    expect((await list()).sentences).toBe(2);
  });

  it('are the same when they are gathered again from the dialogues that were kept', async () => {
    await called(['灶台上的水开了', '有时间', '不需要']);
    await called(['上门要收费吗']);
    const before = await stored();
    expect([before.sentences.length, before.visits.length]).toEqual([2, 4]);
    expect(await gatherAgain(database, tenantId, 'visit')).toBe(2);
    expect(await stored()).toEqual(before);
    await database.withTenant(tenantId, (db) => db.deleteFrom('misunderstood_sentences').execute());
    await database.withTenant(tenantId, (db) => db.deleteFrom('node_visits').execute());
    expect(await gatherAgain(database, tenantId, undefined)).toBe(2);
    expect(await stored()).toEqual(before);
    expect(await gatherAgain(database, tenantId, 'another')).toBe(0);
  });

  it('become samples of the draft and are settled by it; the history tells who did that', async () => {
    await called(['灶台上的水开了', '有时间', '可以']);
    const assign = { texts: ['灶台上的水开了'], to: { kind: 'new-intent', id: 'cooking', name: '在做饭' } } as const;
    await assignSentences(database, tenantId, 'visit', { ...assign, texts: [...assign.texts] }, author);
    const draft = await documentOf(database, tenantId, 'visit', 'draft');
    expect(draft.intents.find(({ id }) => id === 'cooking')).toMatchObject({ name: '在做饭', samples: assign.texts });
    expect((await list()).sentences).toBe(0);
    const { history } = await scriptPage(database, tenantId, 'visit');
    expect(history[0]).toMatchObject({ by: 'author', deed: 'taught', note: '1 → cooking' });
    await expect(
      assignSentences(database, tenantId, 'visit', { texts: ['好'], to: { kind: 'intent', id: 'nothing' } }, author),
    ).rejects.toMatchObject({ code: 'meaning-unknown' });
    await expect(
      assignSentences(database, tenantId, 'nobody', { texts: ['好'], to: { kind: 'intent', id: 'busy' } }, author),
    ).rejects.toMatchObject({ code: 'script-not-found' });
  });

  it('keep what two authors teach at the same moment', async () => {
    const teach = (text: string): Promise<void> =>
      assignSentences(database, tenantId, 'visit', { texts: [text], to: { kind: 'intent', id: 'deliver' } }, author);
    await Promise.all(['货呢', '东西到哪了', '快递呢'].map(teach));
    const { intents } = await documentOf(database, tenantId, 'visit', 'draft');
    expect(intents[0]?.samples.toSorted()).toEqual(['东西到哪了', '什么时候送货', '快递呢', '货呢'].toSorted());
  });

  it('are ignored by their words for this script until that is taken back', async () => {
    await called(['灶台上的水开了', '有时间', '可以']);
    const ignore = (ignored: boolean): Promise<number> =>
      ignoreSentences(database, tenantId, 'visit', { texts: ['灶台上的水开了'], ignored }, author);
    expect(await ignore(true)).toBe(1);
    expect(await ignore(true)).toBe(0);
    await called(['灶台上的水开了', '有时间', '可以']);
    expect(await list()).toMatchObject({ sentences: 0, ignored: [{ text: '灶台上的水开了', by: 'author' }] });
    expect(await ignore(false)).toBe(1);
    expect(await list()).toMatchObject({ sentences: 2, ignored: [] });
    const { history } = await scriptPage(database, tenantId, 'visit');
    expect(history.slice(0, 2).map(({ deed }) => deed)).toEqual(['unignored', 'ignored']);
    await expect(
      ignoreSentences(database, tenantId, 'nobody', { texts: ['好'], ignored: true }, author),
    ).rejects.toMatchObject({ code: 'script-not-found' });
  });
});

describe('the optimisation report', () => {
  it('names where people are lost, with calls, the change in words and what that did', async () => {
    for (const lines of [['不需要'], ['不需要'], [], ['有时间', '可以']]) await called(lines);
    await publishScript(database, tenantId, visitScript('您好，我是AI智能助手，A&B 耽误您一分钟可以吗？'), author);
    for (const lines of [['不需要'], ['有时间', '可以'], ['有时间', '可以'], ['有时间']]) await called(lines, 2);
    const report = await reportTuning(database, tenantId, 'visit', { leastVisits: 2 });
    expect(report).toMatchObject({ version: 2, versionBefore: 1, calls: 4, callsBefore: 4 });
    const [hello, day] = report.nodes;
    expect(hello).toMatchObject({
      node: 'hello',
      lost: { count: 2, of: 4, share: 0.5 },
      how: { 'hung-up': 0, refused: 1, 'right-after': 1 },
      changes: [{ kind: 'changed', place: 'main/hello say 1' }],
      before: { count: 3, of: 4 },
      difference: { points: -0.25, says: 'cannot-tell' },
    });
    expect(hello?.examples.map(({ how, customerSaid }) => [how, customerSaid]).toSorted()).toEqual([
      ['refused', '不需要'],
      ['right-after', '有时间'],
    ]);
    // One heard it in the first version: too few to compare with.
    expect(day).toMatchObject({ node: 'day', lost: { count: 1, of: 3 }, before: null, difference: null, changes: [] });
    const text = describeReport(report);
    expect(text).toContain('main/hello: lost 2, 50 % (15 to 85) of 4: hung up 0, refused 1, right after 1');
    expect(text).toContain('the numbers do not tell whether that changed');
    const page = reportPage(report);
    expect(page).toContain('A&amp;B');
    expect(page).not.toMatch(/<script|https?:/u);
    expect(await reportTuning(database, tenantId, 'visit', { version: 1, leastVisits: 2 })).toMatchObject({
      versionBefore: null,
      nodes: [{ node: 'hello', lost: { count: 3 }, before: null }],
    });
  });

  it('says nothing of nodes that too few heard, and knows no script that nobody was called with', async () => {
    await called(['不需要']);
    expect((await reportTuning(database, tenantId, 'visit', { leastVisits: 30 })).nodes).toEqual([]);
    await expect(reportTuning(database, tenantId, 'visit', { version: 7, leastVisits: 30 })).rejects.toThrow(
      "no call was held with version 7 of script 'visit'",
    );
    const other = await database.newTenant();
    await expect(reportTuning(database, other, 'visit', { leastVisits: 30 })).rejects.toThrow('no call was held with');
  });
});
