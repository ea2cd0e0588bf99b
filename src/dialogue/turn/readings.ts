import type { Branch, ScriptNode } from '../../contract/script-document.ts';
import { countOf, countUp } from '../count.ts';
import type { Match } from '../understand/match-intents.ts';
import { asksForOtherWords } from '../understand/other-words.ts';
import { branchFor } from './branches.ts';
import { answerQuestion, onRepeat, sayUnheard } from './patterns.ts';
import { mayBeAsked } from './topic.ts';
import { currentLabel, say, state, type Turn } from './turn.ts';
import { askAgain, enter, enterFromMain, follow, listen, sayRephrased } from './walk.ts';

/** What is done where a reading is the right one. */
type Reaction = () => void;

/** Takes the first reading that something is made of: a branch, a global flow, an answer, a repair. */
export function takeReading(turn: Turn, node: ScriptNode, readings: readonly Match[]): boolean {
  for (const match of readings) {
    const react = reactionTo(turn, node, match);
    if (react === null) continue;
    react();
    return true;
  }
  return false;
}

/** What this reading leads to here; null where nothing can be made of it. */
export function reactionTo(turn: Turn, node: ScriptNode, match: Match): Reaction | null {
  const own = match.of === 'intent' ? branchFor(turn, node, ['intent'], match.id) : undefined;
  if (own !== undefined) return taking(turn, match, () => follow(turn, own));
  // Plain yes and no belong to the node first; what has a meaning of its own goes to its flow first.
  if (match.generic) return byPolarity(turn, node, match) ?? anywhere(turn, node, match);
  return anywhere(turn, node, match) ?? byPolarity(turn, node, match);
}

function taking(turn: Turn, { id, confidence }: Match, react: Reaction): Reaction {
  return () => {
    matched(turn, id, confidence);
    react();
  };
}

export function matched(turn: Turn, intent: string, confidence: number): void {
  countUp(turn.memory.intents, intent);
  turn.memory.noMatchesRunning = 0;
  state(turn, { kind: 'intent-matched', intent, confidence, node: currentLabel(turn) });
}

/** The global flow an intent enters from here. */
export function flowFor({ script, memory }: Turn, match: Match): string | undefined {
  const flow = match.of === 'intent' ? script.flowOfIntent.get(match.id) : undefined;
  return flow === memory.at.flow ? undefined : flow;
}

function anywhere(turn: Turn, node: ScriptNode, match: Match): Reaction | null {
  const { script } = turn;
  const { patterns } = script.document;
  const flow = flowFor(turn, match);
  if (flow !== undefined)
    return taking(turn, match, () =>
      enter(turn, { flow, node: script.document.flows[flow]?.start ?? '' }, 'interrupts'),
    );
  const question = match.of === 'knowledge' ? match.id : script.knowledgeOfIntent.get(match.id);
  if (question !== undefined && mayBeAsked(turn, question))
    return taking(turn, match, () => answerQuestion(turn, question));
  if (match.of === 'knowledge') return null;
  if (patterns.repeat.intents.includes(match.id)) return taking(turn, match, () => repeatOrRephrase(turn, node));
  if (patterns.skip.intents.includes(match.id)) return skipping(turn, node, match);
  if (patterns.chitchat?.intents.includes(match.id) === true) return taking(turn, match, () => onChitchat(turn, match));
  if (match.id === 'greeting' || match.id === 'hear-you')
    return taking(turn, match, () => (sayUnheard(turn) ? listen(turn) : askAgain(turn)));
  return null;
}

function byPolarity(turn: Turn, node: ScriptNode, match: Match): Reaction | null {
  if (match.polarity === 'neutral') return null;
  const branch =
    branchFor(turn, node, [match.polarity]) ??
    (match.polarity === 'refuse' ? branchFor(turn, node, ['negative']) : undefined);
  return branch === undefined ? null : taking(turn, match, () => follow(turn, branch));
}

/** 再说一遍 gets the same words, 什么意思 gets others where the node has some. */
function repeatOrRephrase(turn: Turn, node: ScriptNode): void {
  const inOtherWords = asksForOtherWords(turn.heard ?? '') && sayRephrased(turn, node);
  if (inOtherWords) listen(turn);
  else onRepeat(turn);
}

function skipping(turn: Turn, node: ScriptNode, match: Match): Reaction | null {
  if (node.kind !== 'slot' && node.kind !== 'digits') return null;
  const branch: Branch | undefined = branchFor(turn, node, ['skipped']) ?? branchFor(turn, node, ['failed']);
  if (branch === undefined) return null;
  return taking(turn, match, () => {
    const { skip } = turn.script.document.patterns;
    if (skip.say !== undefined) say(turn, skip.say, { rotationKey: '#skip', repeatable: false });
    follow(turn, branch);
  });
}

/** Some small talk is answered; then the conversation goes on with what it is about. */
function onChitchat(turn: Turn, { id }: Match): void {
  const { chitchat } = turn.script.document.patterns;
  if (chitchat === undefined) return askAgain(turn);
  const isEnough = countOf(turn.memory.intents, id) > chitchat.max;
  const words = isEnough ? chitchat.enough : chitchat.say;
  if (words !== undefined)
    say(turn, words, { rotationKey: isEnough ? '#chitchat-enough' : '#chitchat', repeatable: false });
  if (isEnough && chitchat.goTo !== undefined) enterFromMain(turn, chitchat.goTo);
  else askAgain(turn);
}
