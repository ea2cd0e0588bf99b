import { describe, expect, it } from 'vitest';
import { finishedCall } from '../call/testing/finished-call.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { loadScriptFile } from '../scripts/index.ts';
import { compareVersions } from './compare-versions.ts';
import { loadCaseFile } from './load-case-file.ts';
import type { PastDialogue } from './replay.ts';

/** A visit whose intent 问停车 knows these sentences. */
const visit = (samples: string): ScriptDocument =>
  loadScriptFile(`id: visit
name: 回访
purpose: service
intents:
  - { id: parking, name: 问停车, samples: [${samples}] }
  - { id: address, name: 问地址, samples: [你们的门店具体开在哪条路上] }
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello:
        kind: speak
        say: 您好，我是AI智能助手，请问您明天来店里吗？
        branches: [{ on: positive, to: bye }, { on: intent, intent: parking, to: parking }, { on: intent, intent: address, to: bye }]
      parking: { kind: speak, say: 门口可以停车，那您来吗？, branches: [{ on: positive, to: bye }] }
      bye: { kind: end, say: 好的，再见。 }
patterns: { silence: { max: 2, say: 喂？ }, noMatch: { max: 2, say: 没听清。 } }
`).document!;

const before = visit('门口能停车吗');
const cases = loadCaseFile(
  `script: visit
cases:
  - { name: 听不懂, says: [灶台上的水开了], expect: { says: [没听清] } }
  - { name: 来, says: [来的], expect: { at: bye } }
`,
  'visit.cases.yaml',
);

async function heldWith(...calls: readonly (readonly string[])[]): Promise<PastDialogue[]> {
  const past: PastDialogue[] = [];
  for (const [index, lines] of calls.entries()) {
    const callId = `n1-01890000-0000-7000-8000-00000000000${index}`;
    const { dialogue } = await finishedCall(before, callId, lines);
    if (dialogue !== undefined) past.push({ callId, dialogue });
  }
  return past;
}

describe('compareVersions', () => {
  it('finds nothing where nothing changed', async () => {
    const dialogues = await heldWith(['好的'], ['灶台上的水开了', '好的']);
    expect(compareVersions({ before, after: before }, { cases, dialogues })).toEqual({
      cases: { count: 2, changed: [] },
      calls: { count: 2, changed: [] },
      collisions: [],
    });
    // What is known before any script is learnt first.
  }, 240_000);

  it('finds the case and the call that a new sample changes, and no other', async () => {
    const dialogues = await heldWith(['好的'], ['灶台上的水开了', '好的']);
    const after = visit('门口能停车吗, 灶台上的水开了');
    const done: number[] = [];
    const effects = compareVersions({ before, after }, { cases, dialogues }, (count) => void done.push(count));
    expect(effects.cases?.changed).toMatchObject([{ name: '听不懂', line: 3, from: true, to: false }]);
    expect(effects.cases?.changed[0]?.said).toContain('机器人 门口可以停车，那您来吗？');
    expect(effects.calls.changed).toMatchObject([
      { callId: dialogues[1]?.callId, steps: [{ input: '客户 灶台上的水开了' }] },
    ]);
    expect(effects.collisions).toEqual([]);
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it('names a sentence that two intents understand from now on, and needs neither cases nor calls', () => {
    const after = visit('门口能停车吗, 你们门店具体开在哪条路上');
    const { cases: none, calls, collisions } = compareVersions({ before, after }, { cases: null, dialogues: [] });
    expect([none, calls]).toEqual([null, { count: 0, changed: [] }]);
    expect(collisions).toContainEqual(expect.stringContaining("understood as 'address' too"));
  });
});
