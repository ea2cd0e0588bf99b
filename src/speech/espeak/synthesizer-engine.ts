import { messageOf } from '../../foundation/errors.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import { sentencesOf, type Sentence } from '../text/sentences.ts';
import { espeakSettings, type Espeak, type EspeakSettings } from './espeak-voice.ts';
import { synthesizeSentence } from './synthesize-sentence.ts';

interface Job {
  readonly id: number;
  readonly sentences: Sentence[];
  readonly settings: EspeakSettings;
  readonly reply: (reply: EngineReply) => void;
  sentSamples: number;
  wanted: boolean;
}

/**
 * Speaks for all calls with one voice engine: a sentence of one call, then a sentence of the next, so that a long text
 * holds nobody up and a cancelled one costs at most the sentence under way.
 */
export function synthesizerEngine(espeak: Espeak): Engine {
  const jobs: Job[] = [];
  let busy = false;

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      if (job.wanted && (await advance(espeak, job))) jobs.push(job);
      // Requests and cancellations that came meanwhile are read between sentences.
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    busy = false;
  };

  return {
    connected(reply) {
      const mine = new Map<number, Job>();
      const drop = (job: Job | undefined): void => {
        if (job) job.wanted = false;
      };
      return {
        received(request) {
          if (request.kind === 'cancel') drop(mine.get(request.id));
          if (request.kind !== 'say') return;
          const { id, text, voice } = request;
          const job: Job = {
            id,
            sentences: sentencesOf(text),
            settings: espeakSettings(voice),
            sentSamples: 0,
            wanted: true,
            reply: (message) => {
              if (message.kind === 'end' || message.kind === 'failed') mine.delete(id);
              reply(message);
            },
          };
          mine.set(id, job);
          jobs.push(job);
          void work();
        },
        closed() {
          for (const job of mine.values()) drop(job);
        },
      };
    },
  };
}

/** Says the job's next sentence. True while more are to come. */
async function advance(espeak: Espeak, job: Job): Promise<boolean> {
  const { id, reply } = job;
  const sentence = job.sentences.shift();
  if (!sentence) {
    reply({ kind: 'end', id, provider: espeak.name });
    return false;
  }
  try {
    const startSample = job.sentSamples;
    job.sentSamples += await synthesizeSentence(espeak, sentence, job.settings, {
      chunk: (samples) => job.wanted && reply({ kind: 'chunk', id, samples }),
      mark: (textLength, atSample) =>
        job.wanted &&
        reply({ kind: 'mark', id, textLength: sentence.sourceStart + textLength, atSample: startSample + atSample }),
      wanted: () => job.wanted,
    });
  } catch (error) {
    if (job.wanted) reply({ kind: 'failed', id, reason: `${espeak.name}: ${messageOf(error)}` });
    return false;
  }
  if (job.sentences.length > 0) return true;
  if (job.wanted) reply({ kind: 'end', id, provider: espeak.name });
  return false;
}
