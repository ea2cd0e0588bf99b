import { framesOf, ToneDetector } from '../../src/audio/index.ts';
import { announcementCause, toneCause } from '../../src/call/announcement.ts';
import { pickUpStep, undecided } from '../../src/call/answering-machine.ts';
import { AnswerEar } from '../../src/speech/answer/answer-ear.ts';
import { knownRecording, meaningOf, type KnownRecording } from '../../src/speech/answer/known-recording.ts';
import type { CorpusCase, Enrolled } from './making.ts';

/** What the product makes of one sound. `none`: nothing told a cause, or nobody was decided on. */
export interface Judged {
  readonly kind: string;
  readonly label: string;
  readonly found: string;
  readonly reason: string;
  /** When what was found was first found; null where nothing was. */
  readonly afterMs: number | null;
  /** What the words alone would tell, null where there are none. */
  readonly byWords: string | null;
}

const answerers: ReadonlySet<string> = new Set(['human', 'voicemail', 'assistant', 'screening', 'ivr', 'fax']);
const frameMs = 20;

export const isAnswerer = (label: string): boolean => answerers.has(label);

export function knownFrom(enrolled: readonly Enrolled[]): readonly KnownRecording[] {
  return enrolled.flatMap(({ label, name, samples }) => {
    const meaning = meaningOf(label);
    return meaning ? [knownRecording(name, meaning, samples)] : [];
  });
}

/** By sound alone; whether before or after the answer follows from the label. */
export function judge(sample: CorpusCase, known: readonly KnownRecording[]): Judged {
  const answered = isAnswerer(sample.label);
  const heard = answered ? whoAnswered(sample.samples, known) : whyNot(sample.samples, known);
  return { kind: sample.kind, label: sample.label, byWords: byWords(sample), ...heard };
}

function byWords({ label, words }: CorpusCase): string | null {
  if (words === null) return null;
  if (!isAnswerer(label)) return announcementCause(words) ?? 'none';
  return pickUpStep(undecided, { kind: 'words', text: words, final: true, sinceAnswerMs: 3_000 }).answeredBy;
}

type Heard = Pick<Judged, 'found' | 'reason' | 'afterMs'>;
const nothing: Heard = { found: 'none', reason: '', afterMs: null };

/** The first cause ends the call. */
function whyNot(samples: Int16Array, known: readonly KnownRecording[]): Heard {
  const [tones, ear] = [new ToneDetector(), new AnswerEar('early', known)];
  for (const [index, frame] of framesOf(samples).entries()) {
    const tone = tones.push(frame);
    const told = tone && toneCause(tone);
    const afterMs = (index + 1) * frameMs;
    if (told) return { found: told, reason: `tone ${tone}`, afterMs };
    const evidence = ear.push(frame, tone);
    if (evidence?.kind === 'cause') return { found: evidence.cause, reason: evidence.reason, afterMs };
  }
  return nothing;
}

/** The last word counts; the time is when the same side, person or machine, was first found. */
function whoAnswered(samples: Int16Array, known: readonly KnownRecording[]): Heard {
  const [tones, ear] = [new ToneDetector(), new AnswerEar('answered', known)];
  let [pickUp, heard] = [undecided, nothing];
  for (const [index, frame] of framesOf(samples).entries()) {
    const afterMs = (index + 1) * frameMs;
    const tone = tones.push(frame);
    const evidence = ear.push(frame, tone);
    const before = pickUp;
    if (evidence?.kind === 'picked-up') pickUp = pickUpStep(pickUp, { ...evidence, kind: 'sound', worded: false });
    if (tone) pickUp = pickUpStep(pickUp, { kind: 'tone', tone, sinceAnswerMs: afterMs });
    if (pickUp === before) continue;
    const { answeredBy: found, reason } = pickUp;
    const sameSide = heard.found !== 'none' && (heard.found === 'human') === (found === 'human');
    heard = { found, reason, afterMs: sameSide ? heard.afterMs : afterMs };
  }
  return heard;
}
