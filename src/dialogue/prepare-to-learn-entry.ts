// Run once after a build: what robots know of all calls is learnt before the first call needs it.
import { prepareToLearn } from './learn-script.ts';

prepareToLearn();
