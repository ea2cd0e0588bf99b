import { featuresOf, type Experience, type Known } from './experience.ts';
import type { Features } from './features.ts';
import { compact, scoresOf, softmax, trainLinear, type CompactModel } from './linear-model.ts';
import { priorOf, scoresBefore, type Prior } from './prior.ts';
import { vocabularyOf } from './vocabulary.ts';

/** What sentences to tell apart: samples of each meaning. */
export interface LabelledSamples {
  readonly id: string;
  readonly samples: readonly string[];
}

/** Learnt from a script's samples. Plain data. */
export interface Classifier {
  readonly ids: readonly string[];
  readonly known: Known;
  readonly prior: Prior;
  /** What the script's own samples add: a class for each id, and one for none of them. */
  readonly own: CompactModel;
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
  /** What is meant, where it is likelier than nothing. */
  readonly understood: string | null;
}

const plan = { epochs: 3, rate: 0.15, decay: 0 } as const;
/** So many sentences that mean nothing are enough to learn what is not meant. */
const mostEveryday = 200;
/** They are learnt from in numbers but heard seldom: so much less likely they are, as a logarithm. */
const rarer = 0.7;
/** Makes it as sure as it is right; found, as `rarer`, with sentences of writers from whom it had not learnt. */
const temperature = 0.65;

/** Learns to tell `meanings` apart, and from what means none of them. The same samples give the same classifier. */
export function trainClassifier(experience: Experience, meanings: readonly LabelledSamples[]): Classifier {
  const { rarities, acts, everyday } = experience;
  const prepared = ({ features }: { readonly features: Features }) => ({ features, acts: scoresOf(acts, features) });
  const samples = meanings.map((meaning) =>
    meaning.samples.map((text) => prepared({ features: featuresOf(rarities, text) })),
  );
  const prior = priorOf(
    samples.map((own) => own.map((sample) => sample.acts)),
    acts.classes,
  );
  const every = Math.ceil(everyday.length / mostEveryday);
  const others = everyday.filter((_, index) => index % every === 0).map((features) => prepared({ features }));
  const examples = [...samples, others].flatMap((own, label) =>
    own.map((sample) => ({ features: sample.features, label, weight: 1, before: scoresBefore(prior, sample.acts) })),
  );
  const vocabulary = vocabularyOf(samples.flatMap((own) => own.flatMap(({ features }) => Array.from(features.keys))));
  const own = trainLinear(vocabulary, meanings.length + 1, examples, plan);
  own.bias[meanings.length] = (own.bias[meanings.length] ?? 0) - rarer;
  return {
    ids: meanings.map(({ id }) => id),
    known: { rarities, acts },
    prior,
    own: compact(own),
  };
}

export function classify({ ids, known, prior, own }: Classifier, text: string): Understood {
  const features = featuresOf(known.rarities, text);
  const shares = scoresOf(own, features, scoresBefore(prior, scoresOf(known.acts, features)));
  softmax(shares, temperature);
  const guesses = ids.map((id, label) => ({ id, probability: shares[label] ?? 0 }));
  const none = shares[ids.length] ?? 1;
  guesses.sort((one, other) => other.probability - one.probability);
  const [best] = guesses;
  return { guesses, none, understood: best !== undefined && best.probability >= none ? best.id : null };
}
