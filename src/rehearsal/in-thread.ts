import type { Worker } from 'node:worker_threads';
import type { ScriptDocument } from '../contract/script-document.ts';
import { entryBeside, startThread } from '../foundation/entry.ts';
import { CodedError, type Facts } from '../foundation/errors.ts';
import type { BeforeAndAfter, ComparedOn, VersionEffects } from './compare-versions.ts';
import type { LoadedCases } from './load-case-file.ts';
import type { RehearsalOptions, RehearsalReport } from './rehearse.ts';
import type { PastDialogue, Replay } from './replay.ts';
import type { TestReport } from './test-script.ts';

export type ThreadTask =
  | { readonly name: 'test'; readonly document: ScriptDocument; readonly cases: LoadedCases }
  | { readonly name: 'replay'; readonly document: ScriptDocument; readonly dialogues: readonly PastDialogue[] }
  | { readonly name: 'compare'; readonly versions: BeforeAndAfter; readonly on: ComparedOn }
  | { readonly name: 'rehearse'; readonly document: ScriptDocument; readonly options: RehearsalOptions };

export type ThreadAnswer =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly facts: Facts };

type Progress = (done: number) => void;

/** `testScript` in a thread of its own: hundreds of conversations take seconds, and calls in the air wait for nobody. */
export async function testScriptInThread(document: ScriptDocument, cases: LoadedCases): Promise<TestReport> {
  return (await inThread({ name: 'test', document, cases })) as TestReport;
}

/** `rehearse` in a thread of its own. */
export async function rehearseInThread(
  document: ScriptDocument,
  options: RehearsalOptions,
  progress: Progress,
): Promise<RehearsalReport> {
  return (await inThread({ name: 'rehearse', document, options }, progress)) as RehearsalReport;
}

/** `replayDialogues` in a thread of its own. */
export async function replayInThread(
  document: ScriptDocument,
  dialogues: readonly PastDialogue[],
  progress: Progress,
): Promise<readonly Replay[]> {
  return (await inThread({ name: 'replay', document, dialogues }, progress)) as readonly Replay[];
}

/** `compareVersions` in a thread of its own. */
export async function compareInThread(
  versions: BeforeAndAfter,
  on: ComparedOn,
  progress: Progress,
): Promise<VersionEffects> {
  return (await inThread({ name: 'compare', versions, on }, progress)) as VersionEffects;
}

async function inThread(task: ThreadTask, progress: Progress = () => undefined): Promise<unknown> {
  const worker = startThread(entryBeside(import.meta.url, 'rehearsal-entry'), task);
  try {
    return await answerOf(worker, progress);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, progress: Progress): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.kind === 'progress') progress(answer.done);
      else if (answer.kind === 'done') resolve(answer.result);
      else reject(new CodedError(answer.code, answer.message, answer.facts));
    });
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(new CodedError('rehearsal-failed', 'the thread of the rehearsal ended without an answer')),
    );
  });
}
