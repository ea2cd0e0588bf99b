import { once } from 'node:events';
import type { GatheredSentence, SentenceGroup } from '../contract/tuning.ts';
import { entryBeside, startThread } from '../foundation/entry.ts';

/** `groupSentences` in a thread: thousands of sentences take seconds, and calls in the air wait for nobody. */
export async function groupInThread(sentences: readonly GatheredSentence[]): Promise<readonly SentenceGroup[]> {
  if (sentences.length === 0) return [];
  const worker = startThread(entryBeside(import.meta.url, 'tuning-entry'), sentences);
  try {
    const [groups] = (await once(worker, 'message')) as [readonly SentenceGroup[]];
    return groups;
  } finally {
    await worker.terminate();
  }
}
