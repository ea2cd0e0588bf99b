import type { LostHow } from '../contract/tuning.ts';
import { personalIn } from './personal-in.ts';
import { walkOf, type HeardSentence, type HeldCall, type Place, type SaidSentence, type Walk } from './walk-of-call.ts';
import { withoutPersonalData } from './without-personal-data.ts';

/** Somebody heard a node of a call; `lost` where he was lost there. */
export interface NodeVisit extends Place {
  readonly callId: string;
  readonly scriptVersion: number;
  readonly atMs: number;
  readonly lost: {
    readonly how: LostHow;
    readonly robotSaid: string;
    readonly customerSaid: string;
    /** Seconds of the recording; null where there is none. */
    readonly atSec: number | null;
  } | null;
}

const machines: ReadonlySet<string | null> = new Set(['voicemail', 'assistant', 'screening', 'ivr', 'fax']);

/** The nodes that a person heard of, each once, in order. Machines hear nothing. */
export function visitsOf(call: HeldCall): readonly NodeVisit[] {
  const { record, dialogue } = call;
  if (machines.has(record.answeredBy)) return [];
  const walk = walkOf(dialogue);
  const losses = lossesOf(walk, record.hangUpBy === 'customer');
  const first = new Map<string, SaidSentence>();
  for (const said of walk.said) if (!first.has(keyOf(said.place))) first.set(keyOf(said.place), said);
  return [...first].map(([key, { place, afterMs }]) => {
    const loss = losses.get(key);
    return {
      callId: record.callId,
      scriptVersion: dialogue.opening.scriptVersion,
      ...place,
      atMs: dialogue.opening.atMs + afterMs,
      lost: loss === undefined ? null : lostOf(call, loss),
    };
  });
}

const keyOf = ({ flow, node }: Place): string => `${flow}/${node}`;

interface Loss {
  readonly how: LostHow;
  readonly robotSaid: string;
  readonly customerSaid: string;
}

/**
 * Where the customer was lost, by place. He hung up where he heard us last; where he answered last and heard no more than the next words he
 * was lost right after. He refused wherever his last answers, without another between, were refusals.
 */
function lossesOf({ heard, said, ended }: Walk, byCustomer: boolean): ReadonlyMap<string, Loss> {
  const left = byCustomer && !ended;
  const answer = heard.at(-1);
  const last = said.at(-1);
  const parting = { robotSaid: last?.text ?? '', customerSaid: answer?.text ?? '' };
  const losses = new Map<string, Loss>();
  if (left && answer !== undefined) losses.set(keyOf(answer.place), { how: 'right-after', ...parting });
  for (const { place, question, text } of refusalsIn(heard, left))
    losses.set(keyOf(place), { how: 'refused', robotSaid: question, customerSaid: text });
  if (left && last !== undefined) losses.set(keyOf(last.place), { how: 'hung-up', ...parting });
  return losses;
}

function refusalsIn(heard: readonly HeardSentence[], left: boolean): readonly HeardSentence[] {
  const last = heard.at(-1);
  if (last === undefined || !(left || last.ends)) return [];
  const refusals = heard.slice(heard.findLastIndex((sentence) => polarityOf(sentence) !== 'refuse') + 1);
  // A plain no is a refusal where the script ends on it.
  return refusals.length === 0 && last.ends && polarityOf(last) === 'negative' ? [last] : refusals;
}

function polarityOf({ taken, understanding }: HeardSentence): string {
  return (taken ?? understanding.readings[0])?.polarity ?? 'neutral';
}

function lostOf(call: HeldCall, { how, robotSaid, customerSaid }: Loss): NodeVisit['lost'] {
  const { recording, transcript } = call.record;
  const known = personalIn(call);
  const last = transcript.findLast(({ speaker }) => (how === 'refused' ? speaker === 'customer' : true));
  return {
    how,
    robotSaid: withoutPersonalData(robotSaid, known),
    customerSaid: withoutPersonalData(customerSaid, known),
    atSec: recording === null || last === undefined ? null : last.offsetMs / 1000,
  };
}
