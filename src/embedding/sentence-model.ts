import { once } from 'node:events';
import { basename } from 'node:path';
import type { SentenceEmbedder } from '../contract/sentence-embedder.ts';
import { entryBeside, startThread } from '../foundation/entry.ts';
import { CodedError } from '../foundation/errors.ts';

export interface EmbedTask {
  readonly id: number;
  readonly sentences: readonly string[];
}

export type EmbedAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };

export interface OpenSentenceModel extends SentenceEmbedder {
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (vectors: readonly Float32Array[]) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the thread of a model and waits until it is ready. Throws `bad-sentence-model` with what is wrong with the folder. */
export async function openSentenceModel(folder: string): Promise<OpenSentenceModel> {
  const worker = startThread(entryBeside(import.meta.url, 'embed-entry'), folder);
  const [first] = (await once(worker, 'message')) as [EmbedAnswer];
  if (first.kind !== 'ready') {
    await worker.terminate();
    const reason = first.kind === 'unusable' ? first.reason : 'it does not begin';
    throw new CodedError('bad-sentence-model', `no sentence model in ${folder}: ${reason}`);
  }
  const waiting = new Map<number, Waiting>();
  let gone: Error | null = null;
  let last = 0;
  worker.on('message', (answer: EmbedAnswer) => {
    if (answer.kind !== 'vectors' && answer.kind !== 'failed') return;
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === 'vectors') one?.resolve(answer.vectors);
    else one?.reject(new Error(answer.reason));
  });
  const end = (error: Error): void => {
    gone = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', () => end(gone ?? new Error('the sentence model has ended')));
  worker.unref();
  return {
    name: basename(folder),
    async embed(sentences, signal) {
      signal?.throwIfAborted();
      if (gone) throw gone;
      const id = ++last;
      const task: EmbedTask = { id, sentences };
      try {
        return await new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          signal?.addEventListener('abort', () => reject(abortOf(signal)), { once: true });
          worker.postMessage(task);
        });
      } finally {
        waiting.delete(id);
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}

const abortOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error(String(reason)));
