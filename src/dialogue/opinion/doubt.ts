import type { CompiledScript } from '../compiled-script.ts';
import type { DialogueMemory } from '../dialogue-memory.ts';
import { answersQuestion } from '../answers-question.ts';
import { canonicalText } from '../entity/clause.ts';
import { reactionTo } from '../turn/readings.ts';
import { readingsOf } from '../turn/topic.ts';
import { currentNode, type Turn } from '../turn/turn.ts';
import { isBackchannel } from '../understand/backchannel.ts';
import { classify } from '../understand/classifier/classifier.ts';
import { labelOf, sure, type Match } from '../understand/match-intents.ts';
import { barely, matchOf, type Candidate } from './candidate.ts';

/** A sentence that the script's own reading leaves in doubt. */
export interface Doubt {
  readonly language: 'zh-CN' | 'en';
  readonly text: string;
  /** What the robot had said before it. */
  readonly asked: string;
  /** What it may mean here, the likelier first. Nothing else is believed. */
  readonly candidates: readonly Candidate[];
  readonly budgetMs: number;
  /** Whom the script wants asked. */
  readonly by: OpinionSource;
}

export type OpinionSource = 'model' | 'likeness';

/** Readings as near to each other as this are in doubt. */
const near = 0.08;
/** What is less likely than this is not put forward. */
const leastLikely = 0.05;
const mostCandidates = 6;
/** A language model reads each; a sentence model has their vectors already. */
const mostSamples = { model: 4, likeness: 20 } as const;

/**
 * What a second opinion is to be asked about words of the customer here; null where the script wants none, or where there is no doubt:
 * something sure was read, they answer the question, or nothing that they might mean leads anywhere from here.
 */
export function doubtOf(script: CompiledScript, memory: DialogueMemory, text: string): Doubt | null {
  const current = script.others.get(memory.scriptId) ?? script;
  if (opinionSourceOf(current) === null) return null;
  if (memory.phase !== 'listening' || memory.clarifying !== null || memory.topic?.asks === true) return null;
  const turn: Turn = { script: current, memory, moves: [], steps: 0, heard: text, understanding: null };
  const node = currentNode(turn);
  if (node === undefined || node.kind === 'converse' || isBackchannel(canonicalText(text), current.fillers))
    return null;
  const readings = readingsOf(turn, text);
  const [first] = readings;
  // What answers a slot is no reading; where nothing was read it needs none.
  if (first === undefined && answersQuestion(script, memory, text) === 'answer') return null;
  const asked = memory.spoken.map(({ text: said }) => said).join('');
  const doubt = doubtAmong(current, { text, asked }, readings);
  const candidates = (doubt?.candidates ?? []).filter(
    (candidate) => reactionTo(turn, node, matchOf(current, candidate)) !== null,
  );
  return doubt === null || candidates.length === 0 ? null : { ...doubt, candidates };
}

/**
 * The doubt that readings leave, wherever in the script one is; null where they leave none, nothing else is likely at all, or the script
 * wants no second opinion.
 */
export function doubtAmong(
  script: CompiledScript,
  { text, asked }: Pick<Doubt, 'text' | 'asked'>,
  readings: readonly Match[],
): Doubt | null {
  const { document, meanings, classifier, intents } = script;
  const by = opinionSourceOf(script);
  if (by === null || !isDoubtful(readings)) return null;
  const guesses = classifier === null ? [] : classify(classifier, text).guesses;
  const likely = guesses.filter(({ probability }) => probability >= leastLikely).map(({ id }) => id);
  const labels = new Set([...readings.filter(({ generic }) => !generic).map(labelOf), ...likely]);
  const candidates = [...labels].slice(0, mostCandidates).flatMap((label) => {
    const meaning = meanings.find((one) => labelOf(one) === label);
    if (meaning === undefined) return [];
    const { of, id } = meaning;
    const intent = of === 'intent' ? intents.find((one) => one.id === id) : undefined;
    const entry = of === 'knowledge' ? document.knowledge.find((one) => one.id === id) : undefined;
    const samples = [...(intent?.samples ?? []), ...(entry?.similar ?? [])].slice(0, mostSamples[by]);
    return [{ of, id, name: intent?.name ?? entry?.question ?? id, samples }];
  });
  const budgetMs = document.understanding?.secondOpinionMs ?? 0;
  return candidates.length === 0 ? null : { language: document.language, text, asked, candidates, budgetMs, by };
}

/** Whom a script wants asked; null: nobody. */
export function opinionSourceOf({ document }: Pick<CompiledScript, 'document'>): OpinionSource | null {
  const { secondOpinion = 'none' } = document.understanding ?? {};
  return secondOpinion === 'none' ? null : secondOpinion;
}

/** Yes, no and thank-you are never doubted, and a refusal is acted on. */
function isDoubtful(readings: readonly Match[]): boolean {
  const [first] = readings;
  if (first === undefined) return true;
  if (first.generic || first.polarity === 'refuse') return false;
  const [best, second] = readings.filter(({ generic }) => !generic).toSorted(byConfidence);
  if (best === undefined || best.confidence < sure) return true;
  return second !== undefined && best.confidence < barely && best.confidence - second.confidence <= near;
}

const byConfidence = (one: Match, other: Match): number => other.confidence - one.confidence;
