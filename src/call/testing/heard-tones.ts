import { levelDbfs, toneShare } from '../../audio/index.ts';
import { scriptedSound } from '../../speech/testing/scripted-speech-link.ts';

/** The pitches of `scriptedSound`, each a character's. */
const pitchesHz = Array.from({ length: 18 }, (_, index) => 400 + 70 * index);
const frameSamples = 160;
const frameMs = 20;
const quietDbfs = -45;
/** Of a frame's power, where one character alone sounds. */
const pureShare = 0.8;
/** Of a text's frames, how many may be heard otherwise. */
const differingShare = 0.07;

/** What one frame holds: the place of a character's pitch, `quiet`, or `mixed` where no one pitch explains it. */
export type HeardTone = number | 'quiet' | 'mixed';

/** A sound made of `scriptedSound`, frame by frame. */
export function heardTones(sound: Int16Array): HeardTone[] {
  const heard: HeardTone[] = [];
  for (let at = 0; at + frameSamples <= sound.length; at += frameSamples)
    heard.push(toneOf(sound.subarray(at, at + frameSamples)));
  return heard;
}

function toneOf(frame: Int16Array): HeardTone {
  if (levelDbfs(frame) < quietDbfs) return 'quiet';
  const shares = pitchesHz.map((pitchHz) => toneShare(frame, pitchHz, 8_000));
  const best = shares.indexOf(Math.max(...shares));
  return (shares[best] ?? 0) >= pureShare ? best : 'mixed';
}

/**
 * Where `text` begins in what was heard, in ms; a text whose end was cut is found by its first `chars` characters. Few frames may
 * differ: those in which one character gives way to the next.
 */
export function whereSaid(heard: readonly HeardTone[], text: string, chars = Infinity): number[] {
  const wanted = tonesOf(Array.from(text).slice(0, chars).join(''));
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= heard.length; at++) {
    if (!soundsAt(heard, at, wanted)) continue;
    places.push(at * frameMs);
    at += wanted.length - 1;
  }
  return places;
}

const tonesOfTexts = new Map<string, readonly HeardTone[]>();

/** Tests ask for the same few texts frame after frame. */
function tonesOf(text: string): readonly HeardTone[] {
  const known = tonesOfTexts.get(text) ?? heardTones(scriptedSound(text));
  tonesOfTexts.set(text, known);
  return known;
}

function soundsAt(heard: readonly HeardTone[], at: number, wanted: readonly HeardTone[]): boolean {
  let mayDiffer = Math.floor(wanted.length * differingShare);
  for (const [index, tone] of wanted.entries())
    if (tone !== heard[at + index] && tone !== 'mixed' && --mayDiffer < 0) return false;
  return true;
}

/** Spans of sound in ms, silences up to `bridgeMs` bridged. */
export function soundingSpans(
  sound: Int16Array,
  bridgeMs = 200,
  aboveDbfs = quietDbfs,
): { readonly fromMs: number; readonly toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (let at = 0; at + frameSamples <= sound.length; at += frameSamples) {
    if (levelDbfs(sound.subarray(at, at + frameSamples)) < aboveDbfs) continue;
    const fromMs = at / 8;
    const last = spans.at(-1);
    if (last && fromMs - last.toMs <= bridgeMs) last.toMs = fromMs + frameMs;
    else spans.push({ fromMs, toMs: fromMs + frameMs });
  }
  return spans;
}
