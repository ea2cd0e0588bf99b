import type { ScriptDocument } from '../contract/script-document.ts';
import {
  compileDraft,
  learnScript,
  settleExperiments,
  teach,
  type CompiledScript,
  type Variants,
} from '../dialogue/index.ts';
import { seededRandom } from '../foundation/random.ts';
import { branchesOf, describeBranch } from './branch-mutations.ts';
import { standardPersonas } from './customer/standard-personas.ts';
import type { Persona } from './customer/persona.ts';
import { findDeadEnds, placesOf, type DeadEnd } from './find-dead-ends.ts';
import { findLoops, type FoundLoop } from './find-loops.ts';
import { rehearseConversation, type RehearsedConversation } from './rehearsed-conversation.ts';

export interface RehearsalOptions {
  readonly conversations: number;
  readonly seed: number;
  /** The standard personas where absent. */
  readonly personas?: readonly Persona[];
  /** Everybody meets these. Where absent, each meets the controls or one variant, in turn. */
  readonly variants?: Variants;
}

/** What the conversations with one kind of customer came to. */
export interface PersonaResult {
  readonly name: string;
  readonly goal: string;
  readonly conversations: number;
  /** Turns of the customer, on average. */
  readonly rounds: number;
  /** How many ended for each reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly grades: Readonly<Record<string, number>>;
}

/** Customers whose words a language model chose. */
export interface CustomersByModel {
  readonly model: string;
  /** Personas that it led; the others went by rules, as machines that answer do. */
  readonly led: readonly string[];
  readonly conversations: number;
  /** Turns it was asked for, and what they cost. */
  readonly turns: number;
  readonly tokens: number;
  /** Conversations whose customer failed, for each reason: they are counted nowhere else. */
  readonly customerFailed: Readonly<Record<string, number>>;
}

export interface RehearsalReport {
  readonly script: string;
  readonly name: string;
  readonly seed: number;
  readonly conversations: number;
  /** The share that some conversation went through, 0–1. */
  readonly coverage: { readonly nodes: number; readonly branches: number };
  /** What none went through: `flow/node`, and branches as people call them. */
  readonly uncovered: { readonly nodes: readonly string[]; readonly branches: readonly string[] };
  readonly rounds: number;
  readonly personas: Readonly<Record<string, PersonaResult>>;
  readonly loops: readonly FoundLoop[];
  readonly deadEnds: readonly DeadEnd[];
  /** What the language model did that led customers; null: all went by rules. */
  readonly byModel: CustomersByModel | null;
  /** A conversation of each persona, and one for each loop and dead end, by seed. */
  readonly examples: readonly RehearsedConversation[];
}

/** One conversation that is to be held. */
export interface PlannedConversation {
  readonly script: CompiledScript;
  readonly persona: Persona;
  readonly seed: number;
}

/**
 * Lets customers of many kinds talk with a script and tells what of it they went through and where they got stuck. A draft that
 * could not be published can be rehearsed as well. `progress` hears how many conversations are over.
 */
export function rehearse(
  given: ScriptDocument,
  options: RehearsalOptions,
  progress: (done: number) => void = () => undefined,
): RehearsalReport {
  const { document, personas, planned } = planRehearsal(given, options);
  const held = planned.map(({ script, persona, seed }, index) => {
    const conversation = rehearseConversation(script, persona, seed);
    progress(index + 1);
    return conversation;
  });
  return reportOn(document, personas, { seed: options.seed, held, byModel: null });
}

/** Who talks with which variant of the script, in order: the same for the same options. */
export function planRehearsal(
  given: ScriptDocument,
  options: RehearsalOptions,
): {
  readonly document: ScriptDocument;
  readonly personas: readonly Persona[];
  readonly planned: readonly PlannedConversation[];
} {
  const document = options.variants === undefined ? given : settleExperiments(given, options.variants);
  const scripts = waysToSay(document);
  const personas = options.personas ?? standardPersonas;
  const planned = castOf(personas, options).map((persona, index) => {
    const script = scripts[index % scripts.length];
    if (script === undefined) throw new Error('a script is said in one way at least');
    return { script, persona, seed: options.seed * 100_003 + index };
  });
  return { document, personas, planned };
}

/** What conversations that were held whole came to together. */
export function reportOn(
  document: ScriptDocument,
  personas: readonly Persona[],
  { seed, held, byModel }: Pick<RehearsalReport, 'seed' | 'byModel'> & { held: readonly RehearsedConversation[] },
): RehearsalReport {
  const loops = findLoops(held);
  const deadEnds = findDeadEnds(document, held);
  return {
    script: document.id,
    name: document.name,
    seed,
    conversations: held.length,
    ...coverageOf(document, held),
    rounds: averageRounds(held),
    personas: Object.fromEntries(personas.map((persona) => [persona.id, resultOf(persona, held)])),
    loops,
    deadEnds,
    byModel,
    examples: examplesOf(held, personas, [...loops, ...deadEnds]),
  };
}

/** The script with its controls, and with each variant beside the other controls. */
function waysToSay(document: ScriptDocument): readonly CompiledScript[] {
  const learnt = learnScript(document);
  const ways = Object.entries(document.experiments).flatMap(([name, { variants }]) =>
    Object.keys(variants).map((variant) => ({ [name]: variant })),
  );
  return [{}, ...ways].map((variants) => {
    const script = compileDraft(settleExperiments(document, variants));
    teach(script, learnt);
    return script;
  });
}

/** Who calls in which order: every persona once, then by their shares. */
function castOf(personas: readonly Persona[], { conversations, seed }: RehearsalOptions): readonly Persona[] {
  const random = seededRandom(seed);
  const shares = personas.reduce((sum, { share }) => sum + share, 0);
  const drawn = (): Persona | undefined => {
    let left = random.next() * shares;
    return personas.find(({ share }) => (left -= share) < 0) ?? personas.at(-1);
  };
  return Array.from({ length: conversations }, (_, index) => personas[index] ?? drawn()).filter(
    (persona) => persona !== undefined,
  );
}

function coverageOf(
  document: ScriptDocument,
  held: readonly RehearsedConversation[],
): Pick<RehearsalReport, 'coverage' | 'uncovered'> {
  const visited = new Set(held.flatMap((conversation) => conversation.visited));
  const taken = new Set(held.flatMap((conversation) => conversation.taken));
  const nodes = placesOf(document);
  const branches = branchesOf(document).map(({ place, index, branch }) => ({
    key: `${place.flow}/${place.node}/${index}`,
    label: `${place.flow}/${place.node}: ${describeBranch(branch)}`,
  }));
  const missed = nodes.filter((node) => !visited.has(node));
  const untaken = branches.filter(({ key }) => !taken.has(key));
  return {
    coverage: {
      nodes: coveredShare(nodes.length, missed.length),
      branches: coveredShare(branches.length, untaken.length),
    },
    uncovered: { nodes: missed, branches: untaken.map(({ label }) => label) },
  };
}

function coveredShare(all: number, missed: number): number {
  return all === 0 ? 1 : rounded((all - missed) / all, 4);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function averageRounds(held: readonly RehearsedConversation[]): number {
  return rounded(held.reduce((sum, { stays }) => sum + stays.length, 0) / Math.max(1, held.length), 1);
}

function resultOf({ id, name, goal }: Persona, held: readonly RehearsedConversation[]): PersonaResult {
  const own = held.filter(({ persona }) => persona === id);
  return {
    name,
    goal,
    conversations: own.length,
    rounds: averageRounds(own),
    outcomes: counted(own.map(({ ended }) => ended)),
    grades: counted(own.flatMap(({ grade }) => (grade === null ? [] : [grade]))),
  };
}

export function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words.toSorted()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function examplesOf(
  held: readonly RehearsedConversation[],
  personas: readonly Persona[],
  findings: readonly { readonly example: number | null }[],
): readonly RehearsedConversation[] {
  const seeds = new Set(findings.map(({ example }) => example));
  const firsts = personas.map(({ id }) => held.find(({ persona }) => persona === id)?.seed);
  return held.filter(({ seed }) => seeds.has(seed) || firsts.includes(seed));
}
