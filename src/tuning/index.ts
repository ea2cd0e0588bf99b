/**
 * The daily loop of a script (话术优化): what finished calls say was not understood, grouped by likeness and given a meaning by an author,
 * and where people are lost, beside what changed in the words. Never changes what robots say: that is the draft's way to a version.
 */
export { assignSentences, ignoreSentences } from './assign-sentences.ts';
export { describeMisunderstood, describeReport } from './describe.ts';
export { gatherAgain, gatherWhenCallEnds } from './gather-calls.ts';
export { listMisunderstood } from './list-misunderstood.ts';
export { reportPage } from './report-page.ts';
export { reportTuning } from './report-tuning.ts';
