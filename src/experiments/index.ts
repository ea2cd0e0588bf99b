/**
 * Variants of scripts (A/B): which one a person meets, by fixed shares or by a bandit, what the calls came to, and what may honestly be
 * said of it. It never changes a script and never places a call; who speaks asks it before the first word.
 */
export { drawBeta } from './beta.ts';
export { countVariantsWhenCallEnds, recountVariants, type ExperimentShelf } from './count-when-call-ends.ts';
export { describeExperiment, describePlan } from './describe-status.ts';
export { planOf } from './experiment-status.ts';
export { heldWith, meetVariants } from './meet-variants.ts';
export { readExperiments } from './read-experiments.ts';
