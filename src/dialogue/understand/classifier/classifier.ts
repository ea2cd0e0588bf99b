import { beginningFor } from './beginning.ts';
import { calibrate, type Calibration } from './calibrate.ts';
import { featuresOf, type Experience, type Rarities } from './experience.ts';
import {
  compact,
  scoresOf,
  softmax,
  trainLinear,
  type CompactModel,
  type Example,
  type LinearModel,
} from './linear-model.ts';

/** What sentences to tell apart: samples of each meaning. */
export interface LabelledSamples {
  readonly id: string;
  readonly samples: readonly string[];
}

/** Learnt from a script's samples. Plain data. */
export interface Classifier {
  readonly ids: readonly string[];
  readonly rarities: Rarities;
  /** A class for each id first; the others are things that none of them is for. */
  readonly model: CompactModel;
  readonly calibration: Calibration;
}

export interface Guess {
  readonly id: string;
  /** How likely it is meant, 0 to 1: of a hundred guesses at 0.8 eighty are right. */
  readonly probability: number;
}

export interface Understood {
  /** The likeliest first. They and `none` make 1. */
  readonly guesses: readonly Guess[];
  /** How likely it means none of them. */
  readonly none: number;
  /** What is meant, where it is sure enough. */
  readonly understood: string | null;
}

const plan = { epochs: 5, rate: 0.6, decay: 0 } as const;

/** Learns to tell `meanings` apart, and from what means none of them. The same samples give the same classifier. */
export function trainClassifier(experience: Experience, meanings: readonly LabelledSamples[]): Classifier {
  const { rarities, everyday } = experience;
  const samples = meanings.map((meaning) => meaning.samples.map((text) => featuresOf(rarities, text)));
  const start = beginningFor(experience, samples);
  const examples = [
    ...samples.flatMap((own, label) => own.map((features) => ({ features, label }))),
    ...everyday.map((features) => ({ features, label: start.classes - 1 })),
  ];
  const learn = (from: readonly Example[]): LinearModel => trainLinear(start, from, plan);
  return {
    ids: meanings.map(({ id }) => id),
    rarities,
    model: compact(learn(examples)),
    calibration: calibrate(examples, meanings.length, learn),
  };
}

export function classify({ ids, rarities, model, calibration }: Classifier, text: string): Understood {
  const shares = scoresOf(model, featuresOf(rarities, text));
  softmax(shares, calibration.temperature);
  const guesses = ids.map((id, label) => ({ id, probability: shares[label] ?? 0 }));
  const none = shares.subarray(ids.length).reduce((sum, share) => sum + share, 0);
  guesses.sort((one, other) => other.probability - one.probability);
  const [best] = guesses;
  const sure = best !== undefined && none <= best.probability * calibration.noneAtMost;
  return { guesses, none, understood: sure ? best.id : null };
}
