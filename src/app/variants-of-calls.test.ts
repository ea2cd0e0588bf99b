import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openJournal } from '../call/index.ts';
import { holdLiveDialogue } from '../call/testing/live-dialogue.ts';
import { RobotCallRig } from '../call/testing/robot-call-rig.ts';
import type { CallRecord } from '../contract/call-record.ts';
import { leadIdSchema, type TenantId } from '../contract/ids.ts';
import type { ChosenVariant } from '../contract/script/experiment.ts';
import { scriptDocumentSchema } from '../contract/script-document.ts';
import { systemClock } from '../foundation/clock.ts';
import { seededRandom } from '../foundation/random.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { heldWith, meetVariants } from '../experiments/index.ts';
import { getCall, keepRecord } from '../records/index.ts';
import { callRecordOf } from '../records/testing/call-record.ts';
import { replayInThread } from '../rehearsal/index.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';

const usual = '您好，请问您有时间吗？';
const short = '您好，方便吗？';
const script = scriptDocumentSchema.parse({
  id: 'visit',
  name: '回访',
  purpose: 'service',
  flows: {
    main: {
      kind: 'main',
      start: 'hello',
      nodes: {
        hello: { kind: 'speak', say: usual, branches: [{ on: 'positive', to: 'bye' }] },
        bye: { kind: 'end', say: '谢谢，再见。' },
      },
    },
  },
  patterns: { silence: { max: 0, say: '再见。', goTo: 'bye' }, noMatch: { max: 0, say: '再见。', goTo: 'bye' } },
  experiments: {
    opening: {
      kind: 'words',
      node: 'hello',
      success: { stays: true },
      baseline: 50,
      minimumEffect: 10,
      variants: { short: { say: short } },
    },
  },
});
const named = [
  { name: { scope: 'script', of: 'visit', experiment: 'opening' }, experiment: script.experiments['opening']! },
] as const;

let database: TestDatabase;
let tenantId: TenantId;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'waihu-variants-'))]);
  tenantId = await database.newTenant();
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** The first of many people who meets this variant. */
async function somebodyWith(variant: string): Promise<readonly ChosenVariant[]> {
  const clock = new FakeClock();
  for (let person = 0; person < 100; person++) {
    const lead = leadIdSchema.parse(`01890000-0000-7000-8000-${String(person).padStart(12, '0')}`);
    const met = await meetVariants({ database, clock }, tenantId, lead, named);
    if (met[0]?.variant === variant) return met;
  }
  throw new Error(`nobody of 100 meets '${variant}'`);
}

it('two people get two variants: each hears its words, both calls keep theirs and are the same when held again', async () => {
  const chosen = [await somebodyWith('control'), await somebodyWith('short')];
  const { journal } = await openJournal(folder, systemClock);
  const callIds = chosen.map(() => callRecordOf(tenantId).callId);
  for (const [index, variants] of chosen.entries())
    await holdLiveDialogue(heldWith(script, variants), {
      callId: callIds[index]!,
      customer: { turn: () => ({ kind: 'says', text: '可以的' }) },
      random: seededRandom(3),
      journal,
      functionAnswers: { ok: false, reason: 'none' },
      variants,
    });
  journal.close();

  const { leftovers } = await openJournal(folder, systemClock);
  const records: CallRecord[] = [];
  for (const { callId, dialogue, events } of leftovers) {
    const started = events.find((event) => event.kind === 'call-started');
    await keepRecord(database, callRecordOf(tenantId, { callId, dialogue: dialogue!, variants: started!.variants! }));
    records.push((await getCall(database, tenantId, callId))!);
    const first = dialogue?.steps.flatMap(({ moves }) => moves).find(({ kind }) => kind === 'say');
    const { variant } = records.at(-1)!.variants[0]!;
    expect(first).toMatchObject({ text: variant === 'short' ? short : usual });
    expect(dialogue?.opening.variants).toEqual({ opening: variant });
  }
  expect(records.map(({ variants }) => variants)).toEqual(chosen);

  const past = leftovers.map(({ callId, dialogue }) => ({ callId, dialogue: dialogue! }));
  const replays = await replayInThread(script, past, () => undefined);
  expect(replays.map(({ differences }) => differences)).toEqual([[], []]);
});

it.each([
  ['control', usual, short],
  ['short', short, usual],
])(
  'a call with sound in which somebody meets %s plays its words and no others',
  async (variant, heard, unheard) => {
    const call = await RobotCallRig.answered(heldWith(script, await somebodyWith(variant)));
    await call.untilSaying(heard);
    await call.pass(4_000);
    const said = call.told.flatMap((event) => (event.kind === 'robot-said' ? [event.text] : []));
    expect(said[0]).toBe(heard);
    expect(said).not.toContain(unheard);
  },
  60_000,
);
