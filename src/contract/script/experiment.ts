import { z } from 'zod';
import { leadGradeSchema } from '../call-outcome.ts';
import { idSchema, placeSchema } from './names.ts';
import { utterancesSchema } from './speaking.ts';

/** The variant that says what the script says without the experiment. */
export const controlVariant = 'control';

const time = z.iso.datetime({ offset: true, error: 'a time is written like 2026-03-02T10:00:00+08:00' });
const percentage = z.number().gt(0).lt(100);

/** What makes a call a success, once something came of it that no variant itself decides. */
const endSuccessSchema = z.union(
  [
    /** This grade or a better one. */
    z.strictObject({ grade: leadGradeSchema }),
    z.strictObject({ outcome: z.enum(['ordered', 'transferred']) }),
    z.strictObject({ tag: z.string().min(1) }),
  ],
  { error: 'a success is one of {grade: B}, {outcome: ordered}, {outcome: transferred}, {tag: NAME}' },
);
const successSchema = z.union(
  [
    ...endSuccessSchema.options,
    /** The customer does not hang up within the node, or the flow, that varies. */
    z.strictObject({ stays: z.literal(true) }),
  ],
  { error: 'a success is one of {grade: B}, {outcome: ordered}, {outcome: transferred}, {tag: NAME}, {stays: true}' },
);
export type Success = z.infer<typeof successSchema>;

const rules = {
  /** For people. */
  title: z.string().optional(),
  /** `fixed`: by `shares`; `bandit`: the better a variant does, the more people meet it, and none falls below `floor`. */
  allocation: z.enum(['fixed', 'bandit']).default('fixed'),
  /** Percent of the people for each variant, `control` among them; equal where absent. Not for a bandit. */
  shares: z.record(idSchema, z.number().min(0).max(100)).optional(),
  /** Percent that a bandit gives each variant at least. */
  floor: z.number().min(0).max(50).default(10),
  /** The rate of the control, in percent, as far as it is known before. */
  baseline: percentage,
  /** The smallest difference to the control that is worth finding, in percentage points. */
  minimumEffect: percentage,
  startsAt: time.optional(),
  /** From then on everybody meets the control. Without it the planned number of people ends the experiment. */
  endsAt: time.optional(),
};

/** Two or more ways to say a part of a script, met by different people, and which of them does better (A/B 测试). */
export const scriptExperimentSchema = z.discriminatedUnion('kind', [
  /** Other words of one node; what a variant leaves out the node's own words say. */
  z.object({
    kind: z.literal('words'),
    ...rules,
    success: successSchema,
    node: placeSchema,
    variants: z.record(idSchema, z.object({ say: utterancesSchema, rephrase: utterancesSchema.optional() })),
  }),
  /** Another flow in the place of one; who met it comes nowhere into that one. */
  z.object({
    kind: z.literal('flow'),
    ...rules,
    success: successSchema,
    flow: idSchema,
    variants: z.record(idSchema, z.object({ flow: idSchema })),
  }),
]);
export type ScriptExperiment = z.infer<typeof scriptExperimentSchema>;

/** Another script in the place of a campaign's: each variant names one. */
export const campaignExperimentSchema = z.object({
  ...rules,
  success: endSuccessSchema,
  variants: z.record(idSchema, z.object({ scriptId: idSchema })),
});
export type CampaignExperiment = z.infer<typeof campaignExperimentSchema>;

/** What both have in common: all that allocation and statistics need. */
export type Experiment = ScriptExperiment | CampaignExperiment;

/** Its variants by name, the control first. */
export function variantNames({ variants }: Pick<Experiment, 'variants'>): readonly string[] {
  return [controlVariant, ...Object.keys(variants)];
}

/** One variant that a call was held with. `script`: an experiment of its script; `campaign`: the scripts of its campaign. */
export const chosenVariantSchema = z.object({
  scope: z.enum(['script', 'campaign']),
  experiment: idSchema,
  variant: idSchema,
});
export type ChosenVariant = z.infer<typeof chosenVariantSchema>;

/** What the one experiment of a campaign is called. */
export const campaignExperimentName = 'scripts';

/** The variants of a script's own experiments, by the experiment's name. */
export function variantsOfScript(chosen: readonly ChosenVariant[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    chosen.flatMap(({ scope, experiment, variant }) => (scope === 'script' ? [[experiment, variant]] : [])),
  );
}

/** What is wrong with shares, floor or dates, in words; empty where nothing is. */
export function faultsOfRules(experiment: Experiment): readonly string[] {
  const { allocation, shares, floor, baseline, minimumEffect, startsAt, endsAt } = experiment;
  const names = variantNames(experiment);
  const faults: string[] = [];
  if (Object.hasOwn(experiment.variants, controlVariant))
    faults.push(`a variant is called '${controlVariant}': that is what the script says without the experiment`);
  if (names.length < 2) faults.push('has no variant beside the control');
  if (shares !== undefined) faults.push(...faultsOfShares(allocation, shares, names));
  if (allocation === 'bandit' && floor * names.length > 100)
    faults.push(`gives each of ${names.length} variants ${floor} % at least, which is more than 100 %`);
  if (baseline + minimumEffect >= 100) faults.push(`looks for ${baseline} + ${minimumEffect} %: no rate is that high`);
  if (startsAt !== undefined && endsAt !== undefined && Date.parse(endsAt) <= Date.parse(startsAt))
    faults.push(`ends at ${endsAt}, before it begins at ${startsAt}`);
  return faults;
}

function faultsOfShares(
  allocation: Experiment['allocation'],
  shares: Readonly<Record<string, number>>,
  names: readonly string[],
): readonly string[] {
  if (allocation === 'bandit') return ['gives shares, which a bandit finds by itself: take them away, or use fixed'];
  const unknown = Object.keys(shares).filter((name) => !names.includes(name));
  if (unknown.length > 0) return [`gives '${unknown[0]}' a share, which is none of ${names.join(', ')}`];
  const faults = names.flatMap((name) => {
    if (!Object.hasOwn(shares, name)) return [`gives '${name}' no share`];
    return shares[name] === 0 ? [`variant '${name}' has a share of 0: nobody ever meets it`] : [];
  });
  const sum = Object.values(shares).reduce((left, right) => left + right, 0);
  if (Math.abs(sum - 100) > 1e-6) faults.push(`has shares that sum to ${sum} %, wanted 100`);
  return faults;
}
