import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../call/index.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { startChild } from '../foundation/entry.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { sampleScript } from '../scripts/testing/sample-scripts.ts';
import { replayInThread } from './index.ts';
import type { PastDialogue, Replay } from './replay.ts';

const calls = 1_000;
const insurance = sampleScript('insurance');
let folder: string;
let past: readonly PastDialogue[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-replay-'));
  const file = fileURLToPath(new URL('../../examples/scripts/insurance.yaml', import.meta.url));
  const entry = new URL('testing/keep-dialogues-entry.ts', import.meta.url);
  const child = startChild(entry, [folder, file, String(calls)]);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the earlier process ended with ${code}`);
  const { leftovers } = await openJournal(folder, new FakeClock());
  past = leftovers.flatMap(({ callId, dialogue }) => (dialogue === null ? [] : [{ callId, dialogue }]));
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const replayed = (document: ScriptDocument): Promise<readonly Replay[]> =>
  replayInThread(document, past, () => undefined);
const stepsOf = (kind: string): number =>
  past.reduce((sum, { dialogue }) => sum + dialogue.steps.filter(({ input }) => input.kind === kind).length, 0);

describe('a thousand dialogues that an earlier process held', () => {
  it('have interruptions, silences, keys and what functions answered in them', () => {
    expect(past).toHaveLength(calls);
    for (const kind of ['heard', 'said', 'silence', 'keys', 'function-result'])
      expect(stepsOf(kind)).toBeGreaterThan(100);
    const cut = past.flatMap(({ dialogue }) =>
      dialogue.steps.filter(({ input }) => input.kind === 'said' && input['completed'] === false),
    );
    expect(cut.length).toBeGreaterThan(300);
    const moves = past.flatMap(({ dialogue }) => dialogue.steps.flatMap((step) => step.moves));
    const ends = new Set(moves.flatMap((move) => (move.kind === 'hang-up' ? [move['reason']] : [])));
    expect(ends.size).toBeGreaterThan(6);
  });

  it('make the same moves with the same version', async () => {
    const replays = await replayed(insurance);
    expect(replays).toHaveLength(calls);
    expect(replays.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });

  it('show a sentence that is worded otherwise wherever it was said, and nothing else', async () => {
    const changed = structuredClone(insurance);
    const { goodbye } = changed.flows['main']!.nodes;
    if (goodbye?.kind !== 'end') throw new Error('the script has no goodbye');
    goodbye.say = [{ text: '好的，那就这样，再见！' }];
    const replays = await replayed(changed);
    const said = past.filter(({ dialogue }) =>
      dialogue.steps.some(({ moves }) => moves.some((move) => move.kind === 'say' && move['node'] === 'goodbye')),
    );
    expect(said.length).toBeGreaterThan(5);
    const otherwise = replays.filter(({ differences }) => differences.length > 0);
    expect(otherwise.map(({ callId }) => callId)).toEqual(said.map(({ callId }) => callId));
    for (const { differences, partAt } of otherwise) {
      expect(differences).toMatchObject([
        { before: [{ kind: 'say', node: 'goodbye' }], after: [{ kind: 'say', text: '好的，那就这样，再见！' }] },
      ]);
      expect(partAt).toBeNull();
    }
  });

  it('part where a branch leads elsewhere, at the step that took it and in no call that did not', async () => {
    const changed = structuredClone(insurance);
    const branch = changed.flows['main']!.nodes['ask-interest']!.branches.find(({ on }) => on === 'positive')!;
    branch.to = 'human/transfer';
    const replays = await replayed(changed);
    const parted = replays.filter(({ differences }) => differences.length > 0);
    expect(parted.length).toBeGreaterThan(20);
    for (const { callId, differences, partAt } of parted) {
      const { steps } = past.find((one) => one.callId === callId)!.dialogue;
      expect(differences).toHaveLength(1);
      expect(differences[0]!.step).toBe(partAt);
      const before = steps[partAt!]!.moves.flatMap((move) => (move.kind === 'fact' ? [move['fact']] : []));
      expect(before).toContainEqual({ kind: 'node-entered', flow: 'main', node: 'confirm-order' });
    }
    expect(replays.filter(({ partAt }) => partAt !== null)).toHaveLength(parted.length);
  });
});
