import { isDeepStrictEqual } from 'node:util';
import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { DraftEffects, EffectsWish } from '../contract/tuning.ts';
import { CodedError } from '../foundation/errors.ts';
import { listDialogues } from '../records/index.ts';
import {
  describeInput,
  describeMove,
  loadCaseFile,
  replayInThread,
  testScriptInThread,
  type Replay,
  type TestReport,
} from '../rehearsal/index.ts';
import { documentOf, findDraft, lintInThread } from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';

/**
 * What publishing a draft would change: cases that come out otherwise, past calls of the newest version that would go otherwise, and
 * sentences that two meanings understand. Throws `script-not-found`, `script-invalid`, `cases-invalid`.
 */
export async function draftEffects(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  { cases, calls }: EffectsWish,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<DraftEffects> {
  const draft = await findDraft(database, tenantId, scriptId);
  if (draft === null)
    throw new CodedError('script-not-found', `nobody is working on a draft of '${scriptId}'`, { scriptId });
  const documents = [await documentOf(database, tenantId, scriptId, 'newest'), draft.document] as const;
  return {
    scriptId,
    cases: cases === undefined ? null : await changedCases(documents, cases),
    calls: await changedCalls(database, tenantId, documents, { calls, progress }),
    collisions: await newCollisions(documents),
  };
}

type BeforeAndAfter = readonly [ScriptDocument, ScriptDocument];

async function changedCases([newest, draft]: BeforeAndAfter, text: string): Promise<DraftEffects['cases']> {
  const cases = loadCaseFile(text, `${newest.id}.cases.yaml`);
  const before = await testScriptInThread(newest, cases);
  const after = await testScriptInThread(draft, cases);
  const failedIn = ({ failed }: TestReport, name: string): TestReport['failed'][number] | undefined =>
    failed.find((one) => one.name === name);
  const changed = cases.cases.flatMap(({ name, line }) => {
    const [was, is] = [failedIn(before, name), failedIn(after, name)];
    // What fails otherwise than before has changed too.
    if (isDeepStrictEqual(was?.differences, is?.differences)) return [];
    const said = ((is ?? was)?.said ?? []).flatMap(({ customer, robot }) => [`客户 ${customer}`, `机器人 ${robot}`]);
    return [{ name, line, from: was === undefined, to: is === undefined, said }];
  });
  return { count: before.cases, changed };
}

/** Both are replayed: what the program itself understands otherwise by now is no effect of the draft. */
async function changedCalls(
  database: Database,
  tenantId: TenantId,
  [newest, draft]: BeforeAndAfter,
  { calls, progress }: { readonly calls: number; readonly progress: (done: number, of: number) => void },
): Promise<DraftEffects['calls']> {
  if (calls === 0) return { count: 0, changed: [] };
  const dialogues = await listDialogues(database, tenantId, { scriptId: newest.id, limit: calls });
  const of = 2 * dialogues.length;
  const before = await replayInThread(newest, dialogues, (done) => progress(done, of));
  const after = await replayInThread(draft, dialogues, (done) => progress(dialogues.length + done, of));
  const changed = after.filter((replay, index) => !isDeepStrictEqual(replay.differences, before[index]?.differences));
  return { count: dialogues.length, changed: changed.map(inWords) };
}

function inWords({ callId, differences, partAt }: Replay): DraftEffects['calls']['changed'][number] {
  const steps = differences.map(({ afterMs, input, before, after }) => ({
    afterMs,
    input: describeInput(input),
    before: before.map(describeMove),
    after: after.map(describeMove),
  }));
  return { callId, parts: partAt !== null, steps };
}

async function newCollisions([newest, draft]: BeforeAndAfter): Promise<string[]> {
  const [before, after] = await Promise.all([collisionsOf(newest), collisionsOf(draft)]);
  return after.filter((message) => !before.includes(message));
}

async function collisionsOf(document: ScriptDocument): Promise<string[]> {
  const problems = await lintInThread(document);
  return problems.filter(({ code }) => code === 'intents-collide').map(({ message }) => message);
}

/** For the terminal. */
export function describeEffects({ cases, calls, collisions }: DraftEffects): string {
  const outcome = (right: boolean): string => (right ? 'as it should' : 'otherwise');
  const caseLines = (cases?.changed ?? []).flatMap(({ name, line, from, to, said }) => [
    `case '${name}' (line ${line}): went ${outcome(from)}, goes ${outcome(to)}`,
    ...said.map((one) => `    ${one}`),
  ]);
  const callLines = calls.changed.flatMap(({ callId, steps, parts }) => [
    callId,
    ...steps.flatMap(({ afterMs, input, before, after }) => [
      `  ${(afterMs / 1000).toFixed(1)} s ${input}`,
      ...before.map((move) => `    - ${move}`),
      ...after.map((move) => `    + ${move}`),
    ]),
    ...(parts ? ['    from here on the call would have been another'] : []),
  ]);
  return [
    ...caseLines,
    ...callLines,
    ...collisions,
    cases === null ? 'no cases were given' : `${cases.changed.length} of ${cases.count} cases change`,
    `${calls.changed.length} of ${calls.count} past calls would go otherwise`,
    `${collisions.length} sentences are understood as two things now`,
  ].join('\n');
}
