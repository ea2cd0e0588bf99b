import { drawBeta } from '../../experiments/index.ts';
import type { Random } from '../../foundation/random.ts';

/** What may tell whether somebody answers, of one dial. */
export interface DialContext {
  readonly region: string;
  /** Hour of the callee's day, 0–23. */
  readonly hour: number;
  /** ISO weekday, 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** The number that is shown. */
  readonly number: string;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Dials of one kind, and how many of them were answered. Not whole numbers: the old fades. */
export interface Tally {
  readonly dials: number;
  readonly answered: number;
}

export interface DialTally extends DialContext, Tally {}

/** What was learnt of answers: each factor by itself, and hours with regions together. */
export interface AnswerRates {
  readonly all: Tally;
  readonly factors: Readonly<Record<Factor, Readonly<Record<string, Tally>>>>;
  readonly hoursOfRegions: Readonly<Record<string, Tally>>;
}

type Factor = keyof DialContext;

const none: Tally = { dials: 0, answered: 0 };

/** Nothing seen: one dial in four is answered, as far as twenty would tell. */
export const unknownRates: AnswerRates = {
  all: { dials: 20, answered: 5 },
  factors: { region: {}, hour: {}, weekday: {}, number: {}, attempt: {} },
  hoursOfRegions: {},
};

/** A factor counts as it was seen to once it was seen in so many dials; before, it hardly counts. */
const shrinkage = 60;

/** With what was dialed since; all seen before counts `keep` of what it counted. */
export function learnAnswers(rates: AnswerRates, dialed: readonly DialTally[], keep: number): AnswerRates {
  const sum = (known: Readonly<Record<string, Tally>>, keyOf: (one: DialTally) => string): Record<string, Tally> => {
    const next: Record<string, Tally> = {};
    for (const [key, tally] of Object.entries(known)) next[key] = faded(tally, keep);
    for (const one of dialed) next[keyOf(one)] = added(next[keyOf(one)] ?? none, one);
    return next;
  };
  return {
    all: dialed.reduce<Tally>(added, faded(rates.all, keep)),
    factors: {
      region: sum(rates.factors.region, ({ region }) => region),
      hour: sum(rates.factors.hour, ({ hour }) => String(hour)),
      weekday: sum(rates.factors.weekday, ({ weekday }) => String(weekday)),
      number: sum(rates.factors.number, ({ number }) => number),
      attempt: sum(rates.factors.attempt, ({ attempt }) => String(attempt)),
    },
    hoursOfRegions: sum(rates.hoursOfRegions, cellOf),
  };
}

const faded = ({ dials, answered }: Tally, keep: number): Tally => ({ dials: dials * keep, answered: answered * keep });
const added = (one: Tally, other: Tally): Tally => ({
  dials: one.dials + other.dials,
  answered: one.answered + other.answered,
});
const cellOf = ({ region, hour }: Pick<DialContext, 'region' | 'hour'>): string => `${region}/${hour}`;

/** How likely a dial is answered, by what is known. */
export function expectedAnswer(rates: AnswerRates, context: DialContext): number {
  const { answered, dials } = believed(rates, context);
  return answered / dials;
}

/** The same as one draw from what it may be: what was tried seldom varies most, and so is tried now and then (Thompson 1933). */
export function drawAnswer(rates: AnswerRates, context: DialContext, random: Random): number {
  const { answered, dials } = believed(rates, context);
  return drawBeta(Math.max(1, answered), Math.max(1, dials - answered), random);
}

/** How many dials were seen of its region in its hour, the old counting less. */
export function seenOf(rates: AnswerRates, context: DialContext): number {
  return rates.hoursOfRegions[cellOf(context)]?.dials ?? 0;
}

/** What is believed of a kind of dial: what was seen of it, and so many dials more as the factors alone would have it. */
function believed(rates: AnswerRates, context: DialContext): Tally {
  const others = (['weekday', 'number', 'attempt'] as const).reduce(
    (product, factor) => product * factorOf(rates, factor, context),
    1,
  );
  const mean = rates.all.answered / rates.all.dials;
  const prior = probability(mean * factorOf(rates, 'region', context) * factorOf(rates, 'hour', context));
  const seen = rates.hoursOfRegions[cellOf(context)] ?? none;
  const ofCell = (seen.answered + shrinkage * prior) / (seen.dials + shrinkage);
  const dials = seen.dials + shrinkage;
  return { dials, answered: dials * probability(ofCell * others) };
}

const probability = (value: number): number => Math.min(0.98, Math.max(0.005, value));

/** How much oftener than the mean dials of this kind were answered, drawn towards 1 where they were few. */
function factorOf({ all, factors: known }: AnswerRates, factor: Factor, context: DialContext): number {
  const { dials, answered } = known[factor][String(context[factor])] ?? none;
  const mean = all.answered / all.dials;
  return (answered + shrinkage * mean) / (dials * mean + shrinkage * mean);
}
