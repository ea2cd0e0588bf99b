import type { ScriptNode } from '../../contract/script-document.ts';
import type { Manner } from '../dialogue-input.ts';
import { countOf, countUp } from '../count.ts';
import { placeOf, type Place } from '../place.ts';
import { sure, type Match } from '../understand/match-intents.ts';
import { addTag, say, type Turn } from './turn.ts';

/** Where a script says nothing of upset customers, estimates surer than this count in conditions. */
const usualLeastConfidence = 0.6;

/** Keeps how the customer's words sounded. */
export function noteManner(turn: Turn, { mood, talkedOver }: Manner): void {
  const { memory, script } = turn;
  const least = script.document.patterns.upset?.leastConfidence ?? usualLeastConfidence;
  memory.mood = mood !== undefined && mood.confidence >= least ? mood.emotion : null;
  if (memory.mood !== null) countUp(memory.moods, memory.mood);
  if (talkedOver === true) memory.talkOvers += 1;
}

/** Is the customer angry now, by sound or by word, who was not before? Says so to the rest of the call, with an apology. */
export function becomesUpset(turn: Turn, matches: readonly Match[]): boolean {
  const { memory, script } = turn;
  const { upset } = script.document.patterns;
  if (upset === undefined || memory.upset) return false;
  const sounds = memory.mood !== null && upset.moods.includes(memory.mood);
  const turns = upset.moods.reduce((sum, mood) => sum + countOf(memory.moods, mood), 0);
  const says = matches.some(({ id, confidence }) => upset.intents.includes(id) && confidence >= sure);
  if (!says && !(sounds && turns >= upset.after)) return false;
  memory.upset = true;
  if (upset.tag !== undefined) addTag(turn, upset.tag);
  say(turn, upset.say, { rotationKey: '#upset', repeatable: false });
  return true;
}

const sellsNothing: ReadonlySet<ScriptNode['kind']> = new Set(['jump', 'condition', 'transfer', 'end']);

/** May this node not be said because the customer is upset and it sells? */
export function isUnwantedPitch(turn: Turn, place: Place, node: ScriptNode): boolean {
  const { memory, script } = turn;
  const { upset } = script.document.patterns;
  if (!memory.upset || upset === undefined) return false;
  if ('pitch' in node && node.pitch !== undefined) return node.pitch;
  const shelter = placeOf(upset.goTo, script.mainFlow);
  const sheltered = place.flow === shelter.flow && (place.node === shelter.node || place.flow !== script.mainFlow);
  return !sheltered && !sellsNothing.has(node.kind) && script.document.flows[place.flow]?.kind !== 'global';
}
