import { isDeepStrictEqual } from 'node:util';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { DraftEffects } from '../contract/tuning.ts';
import { lintScript } from '../dialogue/index.ts';
import type { LoadedCases } from './load-case-file.ts';
import { describeInput, describeMove, replayDialogues, type PastDialogue, type Replay } from './replay.ts';
import { testScript, type TestReport } from './test-script.ts';

/** Two states of one script. */
export interface BeforeAndAfter {
  readonly before: ScriptDocument;
  readonly after: ScriptDocument;
}

/** What they are tried on. */
export interface ComparedOn {
  readonly cases: LoadedCases | null;
  readonly dialogues: readonly PastDialogue[];
}

export type VersionEffects = Omit<DraftEffects, 'scriptId'>;

/**
 * What the later of two states of a script changes: cases that come out otherwise, past calls that would go otherwise, and sentences that two
 * meanings understand now. Throws `script-invalid` and `cases-invalid`.
 */
export function compareVersions(
  versions: BeforeAndAfter,
  { cases, dialogues }: ComparedOn,
  progress: (done: number) => void = () => undefined,
): VersionEffects {
  return {
    cases: cases === null ? null : changedCases(versions, cases),
    calls: changedCalls(versions, dialogues, progress),
    collisions: newCollisions(versions),
  };
}

function changedCases({ before, after }: BeforeAndAfter, cases: LoadedCases): DraftEffects['cases'] {
  const [old, young] = [testScript(before, cases), testScript(after, cases)];
  const failedIn = ({ failed }: TestReport, name: string): TestReport['failed'][number] | undefined =>
    failed.find((one) => one.name === name);
  const changed = cases.cases.flatMap(({ name, line }) => {
    const [was, is] = [failedIn(old, name), failedIn(young, name)];
    // What fails otherwise than before has changed too.
    if (isDeepStrictEqual(was?.differences, is?.differences)) return [];
    const said = ((is ?? was)?.said ?? []).flatMap(({ customer, robot }) => [
      ...(customer === '' ? [] : [`客户 ${customer}`]),
      ...(robot === '' ? [] : [`机器人 ${robot}`]),
    ]);
    return [{ name, line, from: was === undefined, to: is === undefined, said }];
  });
  return { count: old.cases, changed };
}

/** Both are replayed: what the program itself understands otherwise by now is no effect of the later one. */
function changedCalls(
  { before, after }: BeforeAndAfter,
  dialogues: readonly PastDialogue[],
  progress: (done: number) => void,
): DraftEffects['calls'] {
  if (dialogues.length === 0) return { count: 0, changed: [] };
  const old = replayDialogues(before, dialogues, progress);
  const young = replayDialogues(after, dialogues, (done) => progress(dialogues.length + done));
  const changed = young.filter((replay, index) => !isDeepStrictEqual(replay.differences, old[index]?.differences));
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

function newCollisions({ before, after }: BeforeAndAfter): string[] {
  const known = collisionsOf(before);
  return collisionsOf(after).filter((message) => !known.includes(message));
}

function collisionsOf(document: ScriptDocument): readonly string[] {
  return lintScript(document).flatMap(({ code, message }) => (code === 'intents-collide' ? [message] : []));
}
