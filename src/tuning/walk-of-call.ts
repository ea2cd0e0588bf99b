import type { CallRecord } from '../contract/call-record.ts';
import type { DialogueStep, KeptDialogue, Understanding } from '../contract/kept-dialogue.ts';

/** A call of a robot that is over, with how its dialogue went. */
export interface HeldCall {
  readonly record: CallRecord;
  readonly dialogue: KeptDialogue;
}

/** A node of a flow. */
export interface Place {
  readonly flow: string;
  readonly node: string;
}

/** A sentence of the customer that asked to be understood. */
export interface HeardSentence {
  /** Among the inputs, from 0. */
  readonly step: number;
  readonly afterMs: number;
  readonly text: string;
  readonly place: Place;
  /** What we had said before it. */
  readonly question: string;
  readonly understanding: Understanding;
  /** What was acted on; null where nothing was read, or a value was all there was. */
  readonly taken: Understanding['readings'][number] | null;
  /** The dialogue came to its end by it. */
  readonly ends: boolean;
}

/** A sentence of ours of which something was heard. */
export interface SaidSentence {
  readonly afterMs: number;
  readonly text: string;
  readonly place: Place;
}

export interface Walk {
  readonly heard: readonly HeardSentence[];
  readonly said: readonly SaidSentence[];
  /** The dialogue came to its own end, or gave the customer to a person. */
  readonly ended: boolean;
}

type Words = DialogueStep['input'];

const textOf = (words: Words, key: string): string => {
  const value = words[key];
  return typeof value === 'string' ? value : '';
};
const byCustomer: ReadonlySet<string> = new Set(['heard', 'keys', 'silence']);

/** Where a call went: what the customer said where, what he heard of us, and whether the dialogue ended by itself. */
export function walkOf({ steps }: KeptDialogue): Walk {
  const heard: HeardSentence[] = [];
  const ours = new Map<string, SaidSentence>();
  const spoken = new Map<string, boolean>();
  let place: Place = { flow: '', node: '' };
  let question = '';
  let ended = false;
  for (const [step, { afterMs, input, understanding, moves }] of steps.entries()) {
    const leaves = moves.some(({ kind }) => kind === 'hang-up' || kind === 'transfer');
    const text = textOf(input, 'text');
    if (input.kind === 'heard' && understanding !== undefined)
      heard.push({
        step,
        afterMs,
        text,
        place,
        question,
        understanding,
        taken: takenBy(understanding, moves),
        ends: leaves,
      });
    if (input.kind === 'said') spoken.set(textOf(input, 'sayId'), textOf(input, 'spokenText') !== '');
    let words = '';
    for (const move of moves) {
      const entered = placeEntered(move);
      if (entered !== null) place = entered;
      if (move.kind !== 'say') continue;
      words += textOf(move, 'text');
      ours.set(textOf(move, 'sayId'), { afterMs, text: textOf(move, 'text'), place });
    }
    if (words !== '') question = byCustomer.has(input.kind) ? words : question + words;
    ended ||= leaves;
  }
  return { heard, said: heardOf(ours, spoken), ended };
}

function placeEntered(move: Words): Place | null {
  const fact = move['fact'];
  if (move.kind !== 'fact' || typeof fact !== 'object' || fact === null) return null;
  const told = { kind: '', ...fact };
  if (told.kind !== 'node-entered') return null;
  return { flow: textOf(told, 'flow'), node: textOf(told, 'node') };
}

function takenBy({ readings }: Understanding, moves: readonly Words[]): HeardSentence['taken'] {
  for (const { fact } of moves) {
    if (typeof fact !== 'object' || fact === null || !('kind' in fact) || fact.kind !== 'intent-matched') continue;
    const intent = 'intent' in fact ? fact.intent : undefined;
    const reading = readings.find(({ id }) => id === intent);
    if (reading !== undefined) return reading;
  }
  return null;
}

/** What was played to some part, and of what was never told to be over the first: it was being said when the call ended. */
function heardOf(
  ours: ReadonlyMap<string, SaidSentence>,
  spoken: ReadonlyMap<string, boolean>,
): readonly SaidSentence[] {
  const open = [...ours.keys()].find((sayId) => !spoken.has(sayId));
  return [...ours].flatMap(([sayId, said]) => (spoken.get(sayId) === true || sayId === open ? [said] : []));
}
