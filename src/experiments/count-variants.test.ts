import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../contract/call-record.ts';
import { leadIdSchema, type LeadId, type TenantId } from '../contract/ids.ts';
import { scriptDocumentSchema } from '../contract/script-document.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { findRecord, keepRecord } from '../records/index.ts';
import { callRecordOf } from '../records/testing/call-record.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { countVariantsWhenCallEnds, meetVariants, readExperiments, recountVariants } from './index.ts';

const script = scriptDocumentSchema.parse({
  id: 'survey',
  name: '满意度',
  purpose: 'service',
  flows: { main: { kind: 'main', start: 'greeting', nodes: { greeting: { kind: 'end', say: '您好。' } } } },
  patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' } },
  experiments: {
    opening: {
      kind: 'words',
      node: 'greeting',
      success: { grade: 'B' },
      baseline: 40,
      minimumEffect: 50,
      variants: { short: { say: '喂您好。' } },
    },
  },
});
const name = { scope: 'script', of: 'survey', experiment: 'opening' } as const;
const named = [{ name, experiment: script.experiments['opening']! }];
const shelf = { version: async () => script, ofCampaign: async () => null };
const clock = new FakeClock();

let database: TestDatabase;
let tenantId: TenantId;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  tenantId = await database.newTenant();
});

const somebody = (): LeadId => leadIdSchema.parse(randomUUID());
const meet = async (person: LeadId): Promise<string | undefined> =>
  (await meetVariants({ database, clock }, tenantId, person, named))[0]?.variant;
const figures = async (): Promise<unknown> =>
  (await readExperiments({ database, clock }, tenantId, named)).map(({ state, underWay, variants }) => ({
    state,
    underWay,
    variants: variants.map(({ variant, people, successes }) => [variant, people, successes]),
  }));

/** A call of a person ends, and the fact reaches the reaction. */
async function ends(person: LeadId, variant: string, fields: Partial<CallRecord> = {}): Promise<void> {
  const variants = [{ scope: 'script' as const, experiment: 'opening', variant }];
  const record = callRecordOf(tenantId, { scriptId: 'survey', leadId: person, variants, ...fields });
  await keepRecord(database, record);
  const reaction = countVariantsWhenCallEnds(findRecord, shelf);
  const fact = { factId: randomUUID(), kind: 'call-ended', tenantId, subjectId: record.callId } as const;
  for (let time = 0; time < 2; time++) await reaction.react(fact, database);
}

describe('a person', () => {
  it('meets the same variant again, whatever is known by then', async () => {
    const person = somebody();
    const first = await meet(person);
    for (let other = 0; other < 5; other++) await ends(somebody(), 'short', { grade: 'A' });
    expect(await meet(person)).toBe(first);
  });

  it('is one of two among whom both variants are met, and is under way until a call of his says something', async () => {
    const people = Array.from({ length: 24 }, somebody);
    const met = await Promise.all(people.map(meet));
    expect(new Set(met)).toEqual(new Set(['control', 'short']));
    expect(await figures()).toMatchObject([{ state: 'running', underWay: 24 }]);
    await ends(people[0]!, met[0]!);
    expect(await figures()).toMatchObject([{ underWay: 23 }]);
  });

  it('meets nothing of an experiment that is over: its planned number is reached', async () => {
    for (let person = 0; person < 14; person++) {
      await ends(somebody(), 'control', { grade: 'C' });
      await ends(somebody(), 'short', { grade: 'A' });
    }
    expect(await figures()).toMatchObject([{ state: 'ended' }]);
    expect(await meet(somebody())).toBeUndefined();
  });
});

describe('counts', () => {
  it('have the first call of each person that says something, and no other tenant’s', async () => {
    const [one, two, three] = [somebody(), somebody(), somebody()];
    await ends(one, 'control', { answeredAtMs: null, startedAtMs: 1_000 });
    await ends(one, 'control', { grade: 'C', startedAtMs: 2_000 });
    await ends(one, 'control', { grade: 'A', startedAtMs: 3_000 });
    await ends(two, 'short', { grade: 'A' });
    await ends(three, 'short', { answeredBy: 'voicemail' });
    const counted = [
      {
        state: 'running',
        underWay: 0,
        variants: [
          ['control', 1, 0],
          ['short', 1, 1],
        ],
      },
    ];
    expect(await figures()).toEqual(counted);
    tenantId = await database.newTenant();
    expect(await figures()).toEqual([
      {
        state: 'running',
        underWay: 0,
        variants: [
          ['control', 0, 0],
          ['short', 0, 0],
        ],
      },
    ]);
  });

  it('are the same when calls are told in another order, and when they are counted anew', async () => {
    const person = somebody();
    await ends(person, 'short', { grade: 'A', startedAtMs: 9_000 });
    await ends(person, 'short', { grade: 'C', startedAtMs: 1_000 });
    for (let other = 0; other < 6; other++)
      await ends(somebody(), other % 2 === 0 ? 'control' : 'short', { grade: other < 3 ? 'A' : 'D' });
    const before = await figures();
    expect(before).toMatchObject([
      {
        variants: [
          ['control', 3, 2],
          ['short', 4, 1],
        ],
      },
    ]);
    expect(await recountVariants(database, tenantId, shelf)).toBe(8);
    expect(await figures()).toEqual(before);
    await database.withTenant(tenantId, (db) => db.deleteFrom('experiment_people').execute());
    await recountVariants(database, tenantId, shelf);
    expect(await figures()).toEqual(before);
  });
});
