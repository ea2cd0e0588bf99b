import type { TurnSound } from '../../contract/turn-measure.ts';
import type { Felt } from './emotion-words.ts';
import type { Sign } from './judge-words.ts';
import type { UsualVoice } from './usual-voice.ts';

/** How a turn differs from the speaker's usual voice. */
interface Change {
  readonly louderDb: number;
  readonly higherSemitones: number;
  readonly livelierSemitones: number;
  /** Share of the usual rate: 0.2 is a fifth faster. */
  readonly faster: number;
}

/** Smaller changes are within what one voice does without a reason. */
const noticed = { louderDb: 2.5, higherSemitones: 1.2, livelierSemitones: 0.7, faster: 0.15 } as const;
const shortestMs = 300;
/** Said while the robot spoke: more than a word of assent. */
const talkedOverMs = 500;
/** Of the turn, in pauses. */
const haltingShare = 0.15;

/**
 * What the sound of a turn tells of feelings, against the speaker's own usual voice: louder and higher is anger, faster
 * and over the robot impatience, slower and halting hesitation, higher and livelier but no louder pleasure.
 */
export function judgeSound(sound: TurnSound, usual: UsualVoice): readonly Sign[] {
  if (sound.voicedMs < shortestMs) return [];
  const change = changeOf(sound, usual);
  const louder = over(change.louderDb, noticed.louderDb);
  const higher = over(change.higherSemitones, noticed.higherSemitones);
  const livelier = over(change.livelierSemitones, noticed.livelierSemitones);
  const faster = over(change.faster, noticed.faster);
  const slower = over(-change.faster, noticed.faster);
  const halting = sound.durationMs > 0 ? over(sound.pausedMs / sound.durationMs, haltingShare) : 0;
  const talkedOver = over(sound.overlapMs, talkedOverMs);
  const words = [
    said(louder, `louder by ${Math.round(change.louderDb)} dB`),
    said(higher, `higher by ${change.higherSemitones.toFixed(1)} semitones`),
    said(livelier, 'livelier'),
    said(faster, `faster by ${Math.round(change.faster * 100)} %`),
    said(slower, `slower by ${Math.round(-change.faster * 100)} %`),
    said(halting, `pauses for ${Math.round(sound.pausedMs)} ms`),
    said(talkedOver, `over the robot for ${sound.overlapMs} ms`),
  ].filter((word) => word !== '');
  const weights: Readonly<Record<Felt, number>> = {
    angry: louder * 0.7 + Math.min(louder, higher) * 0.5,
    impatient: faster * 0.9 + talkedOver * 0.4,
    hesitant: slower * 0.6 + halting * 0.7,
    positive: louder > 0.7 || slower > 0 ? 0 : higher * 0.4 + livelier * 0.4,
  };
  return (Object.keys(weights) as Felt[])
    .filter((emotion) => weights[emotion] > 0)
    .map((emotion) => ({ emotion, weight: weights[emotion], reason: `sound: ${words.join(', ')}` }));
}

function changeOf(sound: TurnSound, usual: UsualVoice): Change {
  if (usual.turns === 0) return { louderDb: 0, higherSemitones: 0, livelierSemitones: 0, faster: 0 };
  const semitones = sound.pitchHz === null ? null : 12 * Math.log2(sound.pitchHz / 55);
  const { syllablesPerSec: usualRate } = usual;
  return {
    louderDb: sound.levelDb - usual.levelDb,
    higherSemitones: difference(semitones, usual.semitones),
    livelierSemitones: difference(sound.pitchSpreadSemitones, usual.spreadSemitones),
    faster: usualRate ? difference(sound.syllablesPerSec, usualRate) / usualRate : 0,
  };
}

function difference(now: number | null, before: number | null): number {
  return now === null || before === null ? 0 : now - before;
}

/** 0 below what is noticed, 1 at twice that, 2 at most. */
function over(value: number, from: number): number {
  return value < from ? 0 : Math.min(2, value / from - 1 + 0.35);
}

const said = (weight: number, words: string): string => (weight > 0 ? words : '');
