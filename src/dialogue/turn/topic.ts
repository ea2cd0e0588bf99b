import type { Knowledge } from '../../contract/script-document.ts';
import { understand } from '../understand/learnt.ts';
import type { Match } from '../understand/match-intents.ts';
import { currentNode, type Turn } from './turn.ts';

export function knowledgeEntry(turn: Turn, id: string): Knowledge | undefined {
  return turn.script.document.knowledge.find((entry) => entry.id === id);
}

/** May this question be answered now? One that is only a follow-up, only right after what it follows. */
export function mayBeAsked(turn: Turn, id: string): boolean {
  return knowledgeEntry(turn, id)?.onlyAsFollowUp !== true || followUpsNow(turn).includes(id);
}

function followUpsNow(turn: Turn): readonly string[] {
  const { topic } = turn.memory;
  return topic === null ? [] : (knowledgeEntry(turn, topic.question)?.followUps ?? []);
}

/** What the words may mean, the reading to act on first: what follows up on our last answer goes before all but a refusal. */
export function readingsOf(turn: Turn, text: string): readonly Match[] {
  const matches = understand(turn.script, text, expectedHere(turn));
  const now = followUpsNow(turn);
  const isFollowUp = ({ of, id }: Match): boolean => of === 'knowledge' && now.includes(id);
  const isRefusal = ({ polarity, generic }: Match): boolean => polarity === 'refuse' && !generic;
  const possible = matches.filter((match) => match.of !== 'knowledge' || mayBeAsked(turn, match.id));
  const rest = possible.filter((match) => !isFollowUp(match) && !isRefusal(match));
  return [...possible.filter(isRefusal), ...possible.filter(isFollowUp), ...rest];
}

function expectedHere(turn: Turn): ReadonlySet<string> {
  const branches = currentNode(turn)?.branches ?? [];
  return new Set(branches.flatMap(({ on, intent }) => (on === 'intent' && intent !== undefined ? [intent] : [])));
}

/** The follow-up that a yes or no to our own question asks for. */
export function replyTo(turn: Turn, polarity: 'positive' | 'negative'): string | undefined {
  if (turn.memory.topic?.asks !== true) return undefined;
  return followUpsNow(turn).find((id) => knowledgeEntry(turn, id)?.on === polarity);
}
