// The program of the thread that reads, writes and judges scripts: one task, one answer.
import { parentPort, workerData } from 'node:worker_threads';
import { lintScript } from '../dialogue/index.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { exportScript, importScript } from './exchange/exchange-script.ts';
import type { ScriptAnswer, ScriptTask } from './in-thread.ts';

const { input: task } = workerData as { readonly input: ScriptTask };
const answer = (value: ScriptAnswer): void => parentPort?.postMessage(value);

function resultOf(asked: ScriptTask): unknown {
  switch (asked.name) {
    case 'import':
      return importScript(asked.bytes, asked.file, asked.onto);
    case 'export':
      return exportScript(asked.document, asked.format);
    case 'lint':
      return lintScript(asked.document);
  }
}

try {
  answer({ kind: 'done', result: await resultOf(task) });
} catch (error) {
  const [code, facts] = error instanceof CodedError ? [error.code, error.facts] : ['script-work-failed', {}];
  answer({ kind: 'error', code, message: messageOf(error), facts });
}
