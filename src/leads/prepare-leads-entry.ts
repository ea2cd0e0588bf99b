// The program of the thread that reads a list: one batch at a time, the next when it is asked for.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { leadFileAt } from './lead-file.ts';
import { packBatches } from './packed-batch.ts';
import type { PrepareAnswer, PrepareInput } from './prepare-in-thread.ts';
import { prepareLeads } from './prepare-leads.ts';

const { input } = workerData as { readonly input: PrepareInput };
const answer = (value: PrepareAnswer): void => parentPort?.postMessage(value);

try {
  const file = await leadFileAt(input.path, input.name);
  for await (const batch of packBatches(prepareLeads(file, input.choice))) {
    const asked = parentPort ? once(parentPort, 'message') : null;
    answer({ kind: 'batch', batch });
    await asked;
  }
  answer({ kind: 'end' });
} catch (error) {
  const [code, facts] = error instanceof CodedError ? [error.code, error.facts] : ['lead-file-unreadable', {}];
  answer({ kind: 'error', code, message: messageOf(error), facts });
}
