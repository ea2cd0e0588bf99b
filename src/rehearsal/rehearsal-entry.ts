// The program of the thread that holds conversations: one task, one answer.
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { compareVersions } from './compare-versions.ts';
import type { ThreadAnswer, ThreadTask } from './in-thread.ts';
import { rehearse } from './rehearse.ts';
import { replayDialogues } from './replay.ts';
import { testScript } from './test-script.ts';

const { input: task } = workerData as { readonly input: ThreadTask };
const answer = (value: ThreadAnswer): void => parentPort?.postMessage(value);

function resultOf(asked: ThreadTask, progress: (done: number) => void): unknown {
  switch (asked.name) {
    case 'test':
      return testScript(asked.document, asked.cases);
    case 'rehearse':
      return rehearse(asked.document, asked.options, progress);
    case 'compare':
      return compareVersions(asked.versions, asked.on, progress);
    case 'replay':
      return replayDialogues(asked.document, asked.dialogues, progress);
  }
}

try {
  const progress = (done: number): void => answer({ kind: 'progress', done });
  answer({ kind: 'done', result: resultOf(task, progress) });
} catch (error) {
  const [code, facts] = error instanceof CodedError ? [error.code, error.facts] : ['rehearsal-failed', {}];
  answer({ kind: 'error', code, message: messageOf(error), facts });
}
