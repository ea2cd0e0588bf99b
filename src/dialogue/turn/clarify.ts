import type { ScriptNode } from '../../contract/script-document.ts';
import { canonicalText } from '../entity/clause.ts';
import type { Match } from '../understand/match-intents.ts';
import { asksExplicitly } from './branches.ts';
import { reactionTo, takeReading } from './readings.ts';
import { knowledgeEntry } from './topic.ts';
import { heardAs, say, type Turn } from './turn.ts';
import { askAgain, listen } from './walk.ts';

/**
 * Asks back where the reading to act on is doubtful: 您是说…吗, with the second one where that is as likely. True where that was
 * asked; nothing else is done with the words then.
 */
export function asksBack(turn: Turn, node: ScriptNode, readings: readonly Match[]): boolean {
  const { memory, script } = turn;
  const { clarify } = script.document.patterns;
  if (clarify === undefined || memory.clarifications >= clarify.max) return false;
  const possible = readings.filter((match) => reactionTo(turn, node, match) !== null);
  const [first] = possible;
  if (first === undefined || !isDoubtful(first, clarify.below) || isWelcome(node, first)) return false;
  const others = possible.filter((match) => match !== first && isDoubtful(match, clarify.below));
  const second = others.find(({ confidence }) => first.confidence - confidence <= clarify.margin);
  const two = second !== undefined && clarify.either !== undefined;
  memory.clarifying = two ? [first, second] : [first];
  memory.clarifications += 1;
  heardAs(turn, 'doubted');
  const names = { meaning: spokenName(turn, first), other: second === undefined ? '' : spokenName(turn, second) };
  const words = two ? (clarify.either ?? clarify.say) : clarify.say;
  say(turn, words, { rotationKey: two ? '#clarify-either' : '#clarify', repeatable: true, names });
  listen(turn);
  return true;
}

/** Yes and no are never doubted, and a refusal is acted on. */
function isDoubtful({ confidence, generic, polarity }: Match, below: number): boolean {
  return !generic && polarity !== 'refuse' && confidence < below;
}

/** Who seems to want what we offer is taken at his word, but where the node wants a clear yes. */
function isWelcome(node: ScriptNode, { polarity }: Match): boolean {
  return polarity === 'positive' && !asksExplicitly(node);
}

/** 价格/优惠 is written for authors: its first word is said. */
function spokenName(turn: Turn, { id, of }: Match): string {
  if (of === 'knowledge') return (knowledgeEntry(turn, id)?.question ?? id).replace(/[?？。]$/u, '');
  const intent = turn.script.intents.find((one) => one.id === id);
  return intent?.spoken ?? intent?.name.split(/[/／、]/u)[0] ?? id;
}

/**
 * The customer was asked what he meant. True where his words answer that: 对, one of the two, 不是. Anything else is heard as if
 * we had not asked.
 */
export function answersClarification(
  turn: Turn,
  node: ScriptNode,
  answer: { readonly text: string; readonly onlySounds: boolean; readonly readings: readonly Match[] },
): boolean {
  const { memory } = turn;
  const [first, second] = memory.clarifying ?? [];
  memory.clarifying = null;
  if (first === undefined) return false;
  const chosen = chosenReading(first, second, answer);
  if (chosen !== null) return takeReading(turn, node, [{ ...chosen, confidence: 1 }]);
  const [heard] = answer.readings;
  const saysNo = heard !== undefined && heard.polarity === 'negative' && heard.generic;
  const saysMore = answer.readings.some((match) => !match.generic && reactionTo(turn, node, match) !== null);
  if (!saysNo || saysMore) return false;
  heardAs(turn, 'denied');
  askAgain(turn);
  return true;
}

function chosenReading(
  first: Match,
  second: Match | undefined,
  { text, onlySounds, readings }: Parameters<typeof answersClarification>[2],
): Match | null {
  const same = (match: Match): Match | undefined =>
    [first, second].find((asked) => asked?.id === match.id && asked.of === match.of);
  const named = readings.find((match) => !match.generic && same(match) !== undefined);
  const [heard] = readings;
  if (heard !== undefined && heard.polarity === 'negative' && heard.generic) return null;
  if (named !== undefined) return same(named) ?? null;
  if (second !== undefined && /后(面|边|者|一个)|第二/.test(canonicalText(text))) return second;
  if (/前(面|边|者|一个)|第一/.test(canonicalText(text))) return first;
  const saysYes = onlySounds || (heard?.polarity === 'positive' && heard.generic);
  return saysYes ? first : null;
}
