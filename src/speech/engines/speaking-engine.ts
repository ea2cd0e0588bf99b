import type { Voice } from '../../contract/script-document.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { EngineReply } from '../link/wire.ts';
import { sentencesOf, type Sentence } from '../text/sentences.ts';
import type { Engine } from './engine-server.ts';

/** What comes of a sentence, in order. */
export interface SentenceSink {
  /** 8 kHz samples. */
  chunk(samples: Int16Array): void;
  /** The first `textLength` characters of the sentence are said `atSample` samples after its start. */
  mark(textLength: number, atSample: number): void;
  /** Whether anybody still listens. */
  wanted(): boolean;
}

/** A voice of this machine, whatever makes it. */
export interface Speaker {
  /** What `end` calls it. */
  readonly name: string;
  /** Says one sentence and the pause after it; resolves to their length in samples. One at a time. Rejects with why it cannot. */
  say(sentence: Sentence, voice: Voice, sink: SentenceSink): Promise<number>;
}

interface Job {
  readonly id: number;
  readonly sentences: Sentence[];
  readonly voice: Voice;
  readonly reply: (reply: EngineReply) => void;
  readonly hasWords: boolean;
  sentSamples: number;
  wanted: boolean;
}

/**
 * Speaks for all calls with one voice engine: a sentence of one call, then a sentence of the next, so that a long text
 * holds nobody up and a cancelled one costs at most the sentence under way.
 */
export function speakingEngine(speaker: Speaker): Engine {
  const jobs: Job[] = [];
  let busy = false;

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      if (job.wanted && (await advance(speaker, job))) jobs.push(job);
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
            voice,
            hasWords: /[\p{L}\p{N}]/u.test(text),
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
async function advance(speaker: Speaker, job: Job): Promise<boolean> {
  const sentence = job.sentences.shift();
  if (sentence && !(await saySentence(speaker, job, sentence))) return false;
  if (job.sentences.length > 0) return true;
  if (job.wanted) job.reply(endOf(speaker, job));
  return false;
}

/** False where it could not be said, which was told. */
async function saySentence(speaker: Speaker, job: Job, sentence: Sentence): Promise<boolean> {
  const { id, reply } = job;
  const startSample = job.sentSamples;
  try {
    job.sentSamples += await speaker.say(sentence, job.voice, {
      chunk: (samples) => job.wanted && reply({ kind: 'chunk', id, samples }),
      mark: (textLength, atSample) =>
        job.wanted &&
        reply({ kind: 'mark', id, textLength: sentence.sourceStart + textLength, atSample: startSample + atSample }),
      wanted: () => job.wanted,
    });
    return true;
  } catch (error) {
    if (job.wanted) reply({ kind: 'failed', id, reason: `${speaker.name}: ${messageOf(error)}` });
    return false;
  }
}

function endOf({ name }: Speaker, { id, sentSamples, hasWords }: Job): EngineReply {
  if (sentSamples > 0 || !hasWords) return { kind: 'end', id, provider: name };
  return { kind: 'failed', id, reason: `${name} knows no sound for any word of this text` };
}
