import type { SpokenLine } from '../dialogue-memory.ts';
import { countOf, countUp } from '../count.ts';
import type { DialogueOutcome } from '../move.ts';
import { branchFor } from './branches.ts';
import { askAgain, enterFromMain, follow, followTarget, listen, sayRephrased } from './walk.ts';
import { knowledgeEntry } from './topic.ts';
import { addTag, currentNode, hangUp, heardAs, say, sayLine, type Turn } from './turn.ts';

/** However a script answers silence, this many of them end the call. */
const mostSilences = 12;

/** Nothing was heard for the listening time. */
export function onSilence(turn: Turn): void {
  const { memory, script } = turn;
  const { silence } = script.document.patterns;
  memory.silencesRunning += 1;
  memory.silences += 1;
  if (memory.silences > mostSilences) return endAs(turn, 'silent', 'silence', undefined);
  if (sayUnheard(turn)) return listen(turn);
  const node = currentNode(turn);
  const branch = node === undefined ? undefined : branchFor(turn, node, ['silence']);
  if (branch !== undefined) return follow(turn, branch);
  if (memory.silencesRunning > silence.max) return endAs(turn, 'silent', 'silence', silence.goTo);
  say(turn, silence.say, { rotationKey: '#silence', repeatable: false });
  memory.checkingHearing = /听|在吗|喂|hear|there/.test(memory.spoken.at(-1)?.text ?? '');
  listen(turn);
}

/** Something was heard and not understood, and the node has no branch for that. The second time the question is asked in other words. */
export function onNoMatch(turn: Turn): void {
  const { memory, script } = turn;
  const { noMatch } = script.document.patterns;
  memory.noMatchesRunning += 1;
  heardAs(turn, 'missed');
  if (memory.noMatchesRunning > noMatch.max) return endAs(turn, 'not-understood', 'not understood', noMatch.goTo);
  say(turn, noMatch.say, { rotationKey: '#no-match', repeatable: false });
  if (memory.noMatchesRunning <= 1) return listen(turn);
  const node = currentNode(turn);
  if (node !== undefined && sayRephrased(turn, node)) listen(turn);
  else askAgain(turn);
}

/** The customer wants the last words again. */
export function onRepeat(turn: Turn): void {
  const { prefix } = turn.script.document.patterns.repeat;
  const lines = turn.memory.spoken.filter(({ repeatable }) => repeatable);
  if (lines.length === 0) return askAgain(turn);
  if (prefix !== undefined) say(turn, prefix, { rotationKey: '#repeat', repeatable: false });
  for (const line of lines) sayAgain(turn, line, line.text);
  listen(turn);
}

/** The call has gone on for as many rounds as it may. */
export function onTooLong(turn: Turn, reason: string): void {
  const { tooLong } = turn.script.document.patterns;
  if (tooLong !== undefined) say(turn, tooLong.say, { rotationKey: '#too-long', repeatable: false });
  turn.memory.mustEnd = true;
  if (tooLong?.goTo === undefined) hangUp(turn, reason, 'completed');
  else enterFromMain(turn, tooLong.goTo);
}

/** Answers a question of the knowledge base, in its next wording, and goes where it says. */
export function answerQuestion(turn: Turn, id: string): void {
  const { document } = turn.script;
  const knowledge = knowledgeEntry(turn, id);
  if (knowledge === undefined) return onNoMatch(turn);
  const asked = countUp(turn.memory.knowledge, id);
  for (const tag of knowledge.tags) addTag(turn, tag);
  const { repeatedQuestion } = document.patterns;
  if (repeatedQuestion !== undefined && asked >= repeatedQuestion.max)
    say(turn, repeatedQuestion.say, { rotationKey: '#repeated-question' });
  else say(turn, knowledge.answers, { rotationKey: `#knowledge/${id}`, bargeIn: knowledge.bargeIn });
  if (knowledge.followUps !== undefined) turn.memory.topic = { question: id, asks: knowledge.ask !== undefined };
  if (knowledge.ask !== undefined) {
    say(turn, knowledge.ask, { rotationKey: `#knowledge/${id}#ask`, bargeIn: knowledge.bargeIn });
    return listen(turn);
  }
  // An answer interrupts nothing: repeat and return mean the question we are at.
  if (knowledge.goTo === 'repeat') askAgain(turn);
  else if (knowledge.goTo === 'return') listen(turn);
  else followTarget(turn, knowledge.goTo.includes('/') ? knowledge.goTo : `${turn.script.mainFlow}/${knowledge.goTo}`);
}

/** Says what an interruption cut off, from the sentence it cut; false where nothing was cut off. */
export function sayUnheard(turn: Turn): boolean {
  const lines = turn.memory.spoken.filter(({ unheard }) => unheard !== null && unheard !== '');
  for (const line of lines) sayAgain(turn, line, line.unheard ?? '');
  return lines.length > 0;
}

function sayAgain(turn: Turn, line: SpokenLine, text: string): void {
  const { audio, voice, bargeIn, repeatable, rotationKey } = line;
  sayLine(turn, { text, audio: text === line.text ? audio : null, voice, bargeIn, repeatable, rotationKey });
}

function endAs(turn: Turn, outcome: DialogueOutcome, reason: string, goTo: string | undefined): void {
  turn.memory.endingAs = outcome;
  if (goTo === undefined || countOf(turn.memory.rotation, `#${outcome}`) > 0) return hangUp(turn, reason, outcome);
  countUp(turn.memory.rotation, `#${outcome}`);
  enterFromMain(turn, goTo);
}
