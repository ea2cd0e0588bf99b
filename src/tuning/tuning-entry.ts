// The program of the thread that groups sentences by likeness: one task, one answer.
import { parentPort, workerData } from 'node:worker_threads';
import type { GatheredSentence } from '../contract/tuning.ts';
import { groupSentences } from './group-sentences.ts';

const { input: sentences } = workerData as { readonly input: readonly GatheredSentence[] };
parentPort?.postMessage(groupSentences(sentences));
