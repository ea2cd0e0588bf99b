import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../foundation/errors.ts';
import type { EmbedAnswer, EmbedTask } from './sentence-model.ts';

// The thread of a sentence model: told its folder, says when it is ready, then a vector for each sentence it is given. The runtime is
// loaded here alone: where it is not installed, the model cannot be used and nothing else lacks.

const answer = (one: EmbedAnswer): void => parentPort?.postMessage(one);

async function work(folder: string): Promise<void> {
  const { openEmbed } = await import('./embed.ts');
  const embed = await openEmbed(folder);
  answer({ kind: 'ready' });
  parentPort?.on('message', ({ id, sentences }: EmbedTask) => {
    Promise.all(sentences.map(embed)).then(
      (vectors) => answer({ kind: 'vectors', id, vectors }),
      (error: unknown) => answer({ kind: 'failed', id, reason: messageOf(error) }),
    );
  });
}

work((workerData as { readonly input: string }).input).catch((error: unknown) => {
  answer({ kind: 'unusable', reason: messageOf(error) });
  parentPort?.close();
});
