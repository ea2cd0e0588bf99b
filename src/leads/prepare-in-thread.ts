import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { entryBeside, startThread } from '../foundation/entry.ts';
import { CodedError, messageOf, type Facts } from '../foundation/errors.ts';
import type { ColumnChoice } from './map-columns.ts';
import type { PackedBatch } from './packed-batch.ts';

export interface PrepareInput {
  /** Where the uploaded file lies. */
  readonly path: string;
  /** What the operator called it. */
  readonly name: string;
  readonly choice: ColumnChoice;
}

export type PrepareAnswer =
  | { readonly kind: 'batch'; readonly batch: PackedBatch }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly facts: Facts };

/** A workbook that unpacks to more than this ends its thread, not the program. */
const maxThreadMemoryMb = 1_024;

/** Reads and normalises a list in a thread of its own, one batch ahead of whoever takes them: memory holds two. */
export async function* prepareLeadsInThread(input: PrepareInput): AsyncGenerator<PackedBatch> {
  const worker = startThread(entryBeside(import.meta.url, 'prepare-leads-entry'), input, {
    resourceLimits: { maxOldGenerationSizeMb: maxThreadMemoryMb },
  });
  try {
    let coming = nextAnswer(worker, input);
    for (;;) {
      const answer = await coming;
      if (answer.kind === 'end') return;
      if (answer.kind === 'error') throw new CodedError(answer.code, answer.message, answer.facts);
      coming = nextAnswer(worker, input);
      // Whoever stops taking batches never learns how the next would have failed.
      coming.catch(() => undefined);
      worker.postMessage('next');
      yield answer.batch;
    }
  } finally {
    await worker.terminate();
  }
}

async function nextAnswer(worker: Worker, { name }: PrepareInput): Promise<PrepareAnswer> {
  try {
    const [answer] = (await once(worker, 'message')) as [PrepareAnswer];
    return answer;
  } catch (error) {
    throw new CodedError(
      'lead-file-unreadable',
      `reading '${name}' ended early: ${messageOf(error)}; a workbook this large is to be saved as CSV`,
      { file: name },
      error,
    );
  }
}
