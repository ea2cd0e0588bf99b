// The program of the thread that learns scripts: one after another, an answer to each.
import { parentPort } from 'node:worker_threads';
import { learnScript } from '../dialogue/index.ts';
import { messageOf } from '../foundation/errors.ts';
import type { LearnAnswer, LearnQuestion } from './learn-scripts.ts';

const learnt = ({ number, document }: LearnQuestion): LearnAnswer => {
  try {
    return { number, classifier: learnScript(document) };
  } catch (error) {
    return { number, fault: messageOf(error) };
  }
};

// What was learnt lies in shared memory: it is neither copied nor handed over, and what is known of all calls is there once.
parentPort?.on('message', (question: LearnQuestion) => {
  parentPort?.postMessage(learnt(question));
});
