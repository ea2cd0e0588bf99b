import type { Random } from '../../foundation/random.ts';
import { answerQuestion } from './answer-question.ts';
import type { Persona, Topic } from './persona.ts';
import { aboutTopic, goodbyes, grunts, rambling } from './phrases.ts';
import { pressesKeys } from './press-keys.ts';
import { readQuestion, type Question } from './read-question.ts';
import { happens, speaks, type CustomerTurn, type Talker } from './talker.ts';

/** A customer in a conversation: hears what the robot says and answers by his persona. He knows nothing of the script. */
export interface Customer {
  turn(robotSays: string): CustomerTurn;
}

/** What he remembers of the conversation so far. */
interface Recall {
  turns: number;
  /** What the robot last wanted him to do. */
  deed: string;
  /** How often he heard the same words. */
  readonly heard: Map<string, number>;
  /** How often he brought up each of his objections. */
  readonly raised: Map<number, number>;
}

export function customerOf(persona: Persona, random: Random): Customer {
  const talker = { persona, random };
  const recall: Recall = { turns: 0, deed: '', heard: new Map(), raised: new Map() };
  return {
    turn(robotSays) {
      recall.turns += 1;
      const times = (recall.heard.get(robotSays) ?? 0) + 1;
      recall.heard.set(robotSays, times);
      if (hasEnough(talker, recall.turns, times))
        return happens(talker, 0.6) ? { kind: 'hangs-up' } : speaks(talker, goodbyes);
      const question = readQuestion(robotSays);
      if (question.deed !== '') recall.deed = question.deed;
      return reply(talker, recall, question);
    },
  };
}

/** His patience is at its end, or he is told the same for the fourth time. */
function hasEnough(talker: Talker, turns: number, timesHeard: number): boolean {
  return (turns > talker.persona.patience && happens(talker, 0.4)) || (timesHeard > 3 && happens(talker, 0.4));
}

function reply(talker: Talker, recall: Recall, question: Question): CustomerTurn {
  const { manner } = talker.persona;
  if (happens(talker, manner.silent)) return { kind: 'silent' };
  if (happens(talker, manner.rambles)) return speaks(talker, rambling);
  const objection = objects(talker, recall, question);
  if (objection !== null) return objection;
  if (happens(talker, manner.keys)) {
    const pressed = pressesKeys(talker, question);
    if (pressed !== null) return pressed;
  }
  return happens(talker, manner.grunts) ? speaks(talker, grunts) : answerQuestion(talker, question);
}

/** What nobody says before he knows what the call is about: who is asked whether he is Mr Wang does not know it yet. */
const ofTheMatter: ReadonlySet<unknown> = new Set<Topic>([
  'did-it',
  'how-to-do-it',
  'what-if-not',
  'no-money',
  'not-certain',
  'cannot-come',
  'never-had',
  'still-broken',
  'another-kind',
]);

/** Something on his mind that he has not said yet. */
function objects(talker: Talker, { raised, deed }: Recall, { kind, options }: Question): CustomerTurn | null {
  const { objections } = talker.persona;
  const first = talker.random.int(Math.max(1, objections.length));
  for (const [at] of objections.entries()) {
    const index = (first + at) % objections.length;
    const objection = objections[index];
    if (objection === undefined) continue;
    const { about, chance, times } = objection;
    const before = raised.get(index) ?? 0;
    if (before >= times || (kind === 'who' && ofTheMatter.has(about)) || !happens(talker, chance)) continue;
    const lines = typeof about === 'string' ? aboutTopic[about] : about;
    const sayable = lines.filter((line) => deed !== '' || !line.includes('{deed}'));
    if (sayable.length === 0) continue;
    raised.set(index, before + 1);
    const [a = '这个', b = '那个'] = options;
    return speaks(
      talker,
      sayable.map((line) => line.replace('{a}', a).replace('{b}', b).replaceAll('{deed}', deed)),
    );
  }
  return null;
}
