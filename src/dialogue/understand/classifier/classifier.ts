import { seededRandom } from '../../../foundation/random.ts';
import { featuresOf, type Experience, type Known } from './experience.ts';
import type { Features } from './features.ts';
import { garbler } from './garble.ts';
import { compact, scoresOf, softmax, trainLinear, type CompactModel, type Example } from './linear-model.ts';
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
  /** Over 1 less sure than the scores, below 1 surer. */
  readonly temperature: number;
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

const plan = { epochs: 3, rate: 0.15, decay: 0, leastError: 0.05, firstSlope: 0.02 } as const;
/** Samples of which the acts know little are learnt from once more as a bad line may garble them, and count for less then. */
const garbledWeight = 0.5;
/** So many sentences that mean nothing are enough to learn what is not meant. */
const mostEveryday = 300;
/** What differs where intents are familiar and where they are strange. Found with sentences of writers from whom it had not learnt. */
const settings = {
  /** From which mean strangeness of its intents on a script is as good as all strange. */
  strangeFrom: 0.25,
  /** Sentences that mean nothing are learnt from in numbers but heard seldom: so much less likely they are, as a logarithm. */
  rarer: { familiar: 0.85, strange: 1.2 },
  /** Makes it as sure as it is right: what it learns from a few samples alone leaves it too unsure. */
  temperature: { familiar: 0.6, strange: 0.27 },
} as const;

/** Learns to tell `meanings` apart, and from what means none of them. The same samples give the same classifier. */
export function trainClassifier(experience: Experience, meanings: readonly LabelledSamples[]): Classifier {
  const { rarities, acts, everyday } = experience;
  const seen = (features: Features): Seen => ({ features, acts: scoresOf(acts, features) });
  const samples = meanings.map((meaning) => meaning.samples.map((text) => seen(featuresOf(rarities, text))));
  const prior = priorOf(
    samples.map((own) => own.map((sample) => sample.acts)),
    acts.classes,
  );
  const examplesOf = (own: readonly Seen[], label: number, weight: number): Example[] =>
    own.map((sample) => ({ features: sample.features, label, weight, before: scoresBefore(prior, sample.acts) }));
  const garbled = garbledOf(meanings, prior).map((texts) => texts.map((text) => seen(featuresOf(rarities, text))));
  const every = Math.ceil(everyday.length / mostEveryday);
  const others = everyday.filter((_, index) => index % every === 0).map(seen);
  const examples = [
    ...[...samples, others].flatMap((own, label) => examplesOf(own, label, 1)),
    ...garbled.flatMap((own, label) => examplesOf(own, label, garbledWeight)),
  ];
  const vocabulary = vocabularyOf(samples.flatMap((own) => own.flatMap(({ features }) => Array.from(features.keys))));
  const own = trainLinear(vocabulary, meanings.length + 1, examples, plan);
  own.bias[meanings.length] = (own.bias[meanings.length] ?? 0) - between(settings.rarer, prior);
  return {
    ids: meanings.map(({ id }) => id),
    known: { rarities, acts },
    prior,
    own: compact(own),
    temperature: between(settings.temperature, prior),
  };
}

interface Seen {
  readonly features: Features;
  /** Scores of the acts. */
  readonly acts: Float64Array;
}

function garbledOf(meanings: readonly LabelledSamples[], { strangeness }: Prior): readonly (readonly string[])[] {
  const garble = garbler(
    meanings.flatMap(({ samples }) => samples),
    seededRandom(5),
  );
  return meanings.map(({ samples }, intent) => ((strangeness[intent] ?? 0) > 0 ? samples.map(garble) : []));
}

function between(ends: { readonly familiar: number; readonly strange: number }, { strangeness }: Prior): number {
  const mean = strangeness.reduce((sum, strange) => sum + strange, 0) / Math.max(1, strangeness.length);
  return ends.familiar + (ends.strange - ends.familiar) * Math.min(1, mean / settings.strangeFrom);
}

export function classify({ ids, known, prior, own, temperature }: Classifier, text: string): Understood {
  const features = featuresOf(known.rarities, text);
  const shares = scoresOf(own, features, scoresBefore(prior, scoresOf(known.acts, features)));
  softmax(shares, temperature);
  const guesses = ids.map((id, label) => ({ id, probability: shares[label] ?? 0 }));
  const none = shares[ids.length] ?? 1;
  guesses.sort((one, other) => other.probability - one.probability);
  const [best] = guesses;
  return { guesses, none, understood: best !== undefined && best.probability >= none ? best.id : null };
}
