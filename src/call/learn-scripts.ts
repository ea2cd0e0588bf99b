import type { Worker } from 'node:worker_threads';
import type { ScriptDocument } from '../contract/script-document.ts';
import { teach, type Classifier, type CompiledScript } from '../dialogue/index.ts';
import { entryBeside, startThread } from '../foundation/entry.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';

export interface LearnQuestion {
  readonly number: number;
  readonly document: ScriptDocument;
}

export type LearnAnswer =
  | { readonly number: number; readonly classifier: Classifier }
  | { readonly number: number; readonly fault: string };

/** Learns what the sentences of scripts mean, in a thread of its own: calls wait for nobody. */
export interface ScriptLearner {
  /** Asks once for each script and those it may hand over to. They understand by keywords until it has been learnt. */
  learn(script: CompiledScript): void;
  close(): Promise<void>;
}

/** The thread starts with the first script and stays: what it knows of all calls is gained once. */
export function learnInThread(logger: Logger): ScriptLearner {
  const asked = new WeakSet<CompiledScript>();
  const waiting = new Map<number, CompiledScript>();
  let number = 0;
  let worker: Worker | null = null;

  const start = (): Worker => {
    const thread = startThread(entryBeside(import.meta.url, 'learn-scripts-entry'), null);
    thread.unref();
    thread.on('message', (answer: LearnAnswer) => {
      const script = waiting.get(answer.number);
      waiting.delete(answer.number);
      if ('fault' in answer)
        logger.error({ script: script?.document.id, fault: answer.fault }, 'a script was not learnt');
      else if (script !== undefined) teach(script, answer.classifier);
    });
    thread.on('error', (error) => {
      logger.error({ error: messageOf(error), scripts: waiting.size }, 'the thread that learns scripts ended');
      waiting.clear();
      worker = null;
    });
    return thread;
  };

  return {
    learn(script) {
      for (const one of [script, ...script.others.values()]) {
        if (one.classifier !== null || asked.has(one)) continue;
        asked.add(one);
        waiting.set(++number, one);
        worker ??= start();
        worker.postMessage({ number, document: one.document } satisfies LearnQuestion);
      }
    },
    async close() {
      await worker?.terminate();
    },
  };
}
