import type { RehearsedConversation, Stay } from './rehearsed-conversation.ts';

/** Questions a conversation went round in without gaining anything. */
export interface FoundLoop {
  /** In the order they are asked. */
  readonly nodes: readonly string[];
  /** How many conversations went round in it. */
  readonly conversations: number;
  /** The seed of one of them. */
  readonly example: number;
}

const mostNodes = 6;
/** Twice round happens among people; a third time is a circle. */
const rounds = 3;

/** The loops of all conversations, those that held most of them first. */
export function findLoops(conversations: readonly RehearsedConversation[]): readonly FoundLoop[] {
  const found = new Map<string, FoundLoop>();
  for (const conversation of conversations) {
    const nodes = circleOf(conversation.stays) ?? fallsThrough(conversation);
    if (nodes === null) continue;
    const key = nodes.toSorted().join(' ');
    const known = found.get(key) ?? { nodes, conversations: 0, example: conversation.seed };
    found.set(key, { ...known, conversations: known.conversations + 1 });
  }
  return [...found.values()].toSorted((left, right) => right.conversations - left.conversations);
}

/** The shortest run of questions that was gone through three times in a row, whatever was answered, with nothing learned. */
function circleOf(stays: readonly Stay[]): readonly string[] | null {
  for (let length = 1; length <= mostNodes; length++) {
    for (let from = 0; from + length * rounds <= stays.length; from++) {
      const went = stays.slice(from, from + length * rounds);
      if (went.every((stay, index) => goesOnByItsOwn(stay) && sameStep(stay, went[index % length])))
        return [...new Set(went.map(({ at }) => at))];
    }
  }
  return null;
}

function sameStep(stay: Stay, before: Stay | undefined): boolean {
  return stay.at === before?.at && stay.known === before.known;
}

/** It was left by a branch of its own: questions that are answered and asked again are no loop of the script. */
function goesOnByItsOwn({ at, branches }: Stay): boolean {
  return branches.some((branch) => branch.startsWith(`${at}/`));
}

/** Nodes that lead to one another without listening: the dialogue itself gives up on them. */
function fallsThrough({ faults }: RehearsedConversation): readonly string[] | null {
  return faults.find(({ circle }) => circle.length > 0)?.circle ?? null;
}
