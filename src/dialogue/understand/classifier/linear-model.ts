import { seededRandom, shuffled } from '../../../foundation/random.ts';
import type { Features } from './features.ts';
import { rowOf, type Vocabulary } from './vocabulary.ts';

/** Multinomial logistic regression: a weight for each part of a sentence and each class. Plain arrays. */
export interface LinearModel {
  readonly classes: number;
  readonly vocabulary: Vocabulary;
  /** `classes` weights for each row of the vocabulary. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export interface Example {
  readonly features: Features;
  /** Index of its class. */
  readonly label: number;
  /** How much it counts. */
  readonly weight: number;
  /** What is known of its classes before: scores to which those of the model are added. */
  readonly before: Float64Array | null;
}

export interface TrainingPlan {
  readonly epochs: number;
  readonly rate: number;
  /** How much of each weight an epoch takes away. */
  readonly decay: number;
  /** Below this the error of a class teaches nothing worth its time. */
  readonly leastError: number;
  /** What the slope of each weight starts from: with more, the first steps are shorter. */
  readonly firstSlope: number;
}

/**
 * Trains by AdaGrad, one example after another in an order that is the same each time. Rare classes count more. What the vocabulary does
 * not have teaches nothing.
 */
export function trainLinear(
  vocabulary: Vocabulary,
  classes: number,
  examples: readonly Example[],
  plan: TrainingPlan,
): LinearModel {
  const weights = new Float32Array(vocabulary.size * classes);
  const bias = new Float32Array(classes);
  const learner = { weights, bias, slopes: new Float32Array(weights.length).fill(plan.firstSlope), classes, plan };
  const prepared = examples.map(({ features, ...example }) => ({ ...known(vocabulary, features), ...example }));
  const importance = importanceOf(examples, classes);
  const scores = new Float64Array(classes);
  const wrong = new Uint32Array(classes);
  const random = seededRandom(1);
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    for (const { rows, values, label, weight, before } of shuffled(prepared, random)) {
      startScores(scores, bias, before);
      addScores(weights, rows, values, scores);
      softmax(scores, 1);
      const errors = errorsOf(scores, label, weight * (importance[label] ?? 1));
      learn(learner, rows, values, errors, wrong.subarray(0, listWrong(errors, plan.leastError, wrong)));
    }
    if (plan.decay > 0) for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) * (1 - plan.decay);
  }
  return { classes, vocabulary, weights, bias };
}

/** A model to answer with and not to train on: a byte for each weight. Threads share it. */
export interface CompactModel extends Omit<LinearModel, 'weights'> {
  readonly weights: Int8Array;
  /** What a weight of 1 stands for. */
  readonly unit: number;
}

export function compact({ classes, vocabulary, weights, bias }: LinearModel): CompactModel {
  let largest = 0;
  for (let at = 0; at < weights.length; at++) largest = Math.max(largest, Math.abs(weights[at] ?? 0));
  const unit = largest === 0 ? 1 : largest / 127;
  const bytes = new Int8Array(new SharedArrayBuffer(weights.length));
  for (let at = 0; at < weights.length; at++) bytes[at] = Math.round((weights[at] ?? 0) / unit);
  return { classes, vocabulary, weights: bytes, unit, bias };
}

/** The score of each class, before anything makes probabilities of them. */
export function scoresOf(
  model: LinearModel | CompactModel,
  features: Features,
  before: Float64Array | null = null,
): Float64Array {
  const scores = new Float64Array(model.classes);
  const { rows, values } = known(model.vocabulary, features);
  startScores(scores, model.bias, before);
  addScores(model.weights, rows, 'unit' in model ? values.map((value) => value * model.unit) : values, scores);
  return scores;
}

/** Makes probabilities of scores, in place. A higher temperature makes them less sure. */
export function softmax(scores: Float64Array, temperature: number): void {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    const share = Math.exp(((scores[at] ?? 0) - highest) / temperature);
    scores[at] = share;
    sum += share;
  }
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] ?? 0) / sum;
}

interface KnownParts {
  readonly rows: Uint32Array;
  readonly values: Float32Array;
}

/** The parts that a vocabulary has. */
function known(vocabulary: Vocabulary, { keys, values }: Features): KnownParts {
  const rows = new Uint32Array(keys.length);
  const kept = new Float32Array(keys.length);
  let size = 0;
  for (let part = 0; part < keys.length; part++) {
    const row = rowOf(vocabulary, keys[part] ?? 0);
    if (row < 0) continue;
    rows[size] = row;
    kept[size++] = values[part] ?? 0;
  }
  return { rows: rows.subarray(0, size), values: kept.subarray(0, size) };
}

function importanceOf(examples: readonly Example[], classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const { label } of examples) counts[label] = (counts[label] ?? 0) + 1;
  const usual = examples.length / classes;
  return counts.map((count) => (count === 0 ? 1 : Math.min(3, Math.max(0.5, Math.sqrt(usual / count)))));
}

function startScores(scores: Float64Array, bias: Float32Array, before: Float64Array | null): void {
  for (let at = 0; at < scores.length; at++) scores[at] = (bias[at] ?? 0) + (before?.[at] ?? 0);
}

function addScores(
  weights: Float32Array | Int8Array,
  rows: Uint32Array,
  values: Float32Array,
  scores: Float64Array,
): void {
  const classes = scores.length;
  for (let part = 0; part < rows.length; part++) {
    const start = (rows[part] ?? 0) * classes;
    const value = values[part] ?? 0;
    for (let at = 0; at < classes; at++) scores[at] = (scores[at] ?? 0) + value * (weights[start + at] ?? 0);
  }
}

/** Makes errors of probabilities, in place. */
function errorsOf(probabilities: Float64Array, label: number, importance: number): Float64Array {
  probabilities[label] = (probabilities[label] ?? 0) - 1;
  for (let at = 0; at < probabilities.length; at++) probabilities[at] = (probabilities[at] ?? 0) * importance;
  return probabilities;
}

/** Writes the classes whose errors teach something to `wrong`, and says how many they are. */
function listWrong(errors: Float64Array, leastError: number, wrong: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < errors.length; at++) if (Math.abs(errors[at] ?? 0) >= leastError) wrong[count++] = at;
  return count;
}

interface Learner {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  /** How steep the error has been so far, for each weight. */
  readonly slopes: Float32Array;
  readonly classes: number;
  readonly plan: TrainingPlan;
}

function learn(
  { weights, bias, slopes, classes, plan: { rate } }: Learner,
  rows: Uint32Array,
  values: Float32Array,
  errors: Float64Array,
  wrong: Uint32Array,
): void {
  for (let one = 0; one < wrong.length; one++) {
    const label = wrong[one] ?? 0;
    bias[label] = (bias[label] ?? 0) - 0.05 * rate * (errors[label] ?? 0);
  }
  for (let part = 0; part < rows.length; part++) {
    const value = values[part] ?? 0;
    const start = (rows[part] ?? 0) * classes;
    for (let one = 0; one < wrong.length; one++) {
      const label = wrong[one] ?? 0;
      const gradient = value * (errors[label] ?? 0);
      const slope = (slopes[start + label] ?? 0) + gradient * gradient;
      slopes[start + label] = slope;
      weights[start + label] = (weights[start + label] ?? 0) - (rate * gradient) / Math.sqrt(slope);
    }
  }
}
