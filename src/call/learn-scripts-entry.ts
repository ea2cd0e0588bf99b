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

/** What was learnt is handed over, not copied: copying would hold the calls' thread. What is known of all calls stays here too. */
const ownedBy = (answer: LearnAnswer): ArrayBufferLike[] => {
  if ('fault' in answer) return [];
  const { weights, bias, vocabulary } = answer.classifier.model;
  return [weights.buffer, bias.buffer, vocabulary.keys.buffer, vocabulary.rows.buffer];
};

parentPort?.on('message', (question: LearnQuestion) => {
  const answer = learnt(question);
  parentPort?.postMessage(answer, ownedBy(answer) as ArrayBuffer[]);
});
