import type { CallRecord } from '../contract/call-record.ts';
import type { GatheredSentence, GatheredWhy } from '../contract/tuning.ts';
import { alike, likenessOf } from '../dialogue/index.ts';
import { personalIn } from './personal-in.ts';
import { walkOf, type HeardSentence, type HeldCall } from './walk-of-call.ts';
import { withoutPersonalData } from './without-personal-data.ts';

/** What was acted on with less confidence than this was guessed. */
const surely = 0.75;
/** Yes, no and no-thank-you answer the question: they are said again and again, and people hang up after them. */
const plain: ReadonlySet<string> = new Set(['affirm', 'deny', 'refuse', 'greeting', 'hear-you', 'bye']);
const objection =
  /不是(这|那)个?意思|(问|说)的?不是(这|那)个?|没(听懂|明白|理解)我|你没听懂|听不懂(我|人)|答非所问|我没(问|说)(这|那)个?|(理解|听)错|牛头不对马嘴|not what i (meant|said|asked)/iu;
/** From here on two sentences are the same one. */
const theSame = 0.7;
/** Who hangs up later than this has listened first. */
const hungUpWithinMs = 10_000;

/** The sentences of a call that were not understood, or wrongly as far as what came next tells, in order. */
export function sentencesOf(call: HeldCall): readonly GatheredSentence[] {
  const { record, dialogue } = call;
  const { heard, ended } = walkOf(dialogue);
  const known = personalIn(call);
  const places = placesInRecording(record, heard);
  return heard.flatMap((sentence, index): GatheredSentence[] => {
    const saidAtMs = dialogue.opening.atMs + sentence.afterMs;
    const hungUp = record.hangUpBy === 'customer' && !ended && record.endedAtMs - saidAtMs <= hungUpWithinMs;
    const why = whyGathered(sentence, heard[index + 1], hungUp);
    if (why === null) return [];
    const { step, place, question, text, understanding } = sentence;
    return [
      {
        callId: record.callId,
        step,
        saidAtMs,
        scriptVersion: dialogue.opening.scriptVersion,
        ...place,
        question: withoutPersonalData(question, known),
        text: withoutPersonalData(text, known),
        why,
        readings: understanding.readings,
        ...(places[index] ?? nowhere),
      },
    ];
  });
}

function whyGathered(sentence: HeardSentence, next: HeardSentence | undefined, hungUp: boolean): GatheredWhy | null {
  const { understanding, taken } = sentence;
  if (understanding.as === 'missed') return 'missed';
  if (understanding.as === 'doubted') return next?.understanding.as === 'denied' ? 'denied' : 'doubted';
  if (understanding.as === 'denied') return null;
  if (next !== undefined && objection.test(next.text) && !objection.test(sentence.text)) return 'objected';
  if (taken === null || plain.has(taken.id)) return null;
  if (taken.confidence < surely) return 'doubted';
  if (next !== undefined) return isSaidAgain(sentence, next) ? 'said-again' : null;
  // Who says no and hangs up was understood.
  return hungUp && (taken.polarity === 'neutral' || taken.polarity === 'positive') ? 'hung-up' : null;
}

function isSaidAgain({ text, place }: HeardSentence, next: HeardSentence): boolean {
  const samePlace = place.flow === next.place.flow && place.node === next.place.node;
  return samePlace && alike(likenessOf(text), likenessOf(next.text)) >= theSame;
}

type Seconds = Pick<GatheredSentence, 'fromSec' | 'toSec'>;
const nowhere: Seconds = { fromSec: null, toSec: null };

/** Where each is in the recording: a turn that was heard in pieces is all of them. */
function placesInRecording({ recording, transcript }: CallRecord, heard: readonly HeardSentence[]): readonly Seconds[] {
  if (recording === null) return heard.map(() => nowhere);
  const theirs = transcript.filter(({ speaker }) => speaker === 'customer');
  let next = 0;
  return heard.map(({ text }) => {
    const isPart = (at: number): boolean => theirs[at] !== undefined && text.includes(theirs[at].text.trim());
    let at = next;
    while (at < theirs.length && !isPart(at)) at += 1;
    const first = theirs[at];
    if (first === undefined) return nowhere;
    let last = first;
    for (let length = first.text.trim().length; length < text.length && isPart(at + 1); at++) {
      last = theirs[at + 1] ?? last;
      length += last.text.trim().length;
    }
    next = at + 1;
    return { fromSec: first.offsetMs / 1000, toSec: (last.offsetMs + last.durationMs) / 1000 };
  });
}
