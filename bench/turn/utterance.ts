import { ComfortNoise, joined, levelDbfs } from '../../src/audio/index.ts';
import type { Line, UtteranceKind } from './mix.ts';

/** A frame of a voice, and what it has said of its part when the frame has left. */
export interface SaidFrame {
  readonly part: string;
  /** Characters of the part before this frame, and with it. */
  readonly from: number;
  readonly upTo: number;
}

/** A line as sound. */
export interface Utterance {
  readonly kind: UtteranceKind;
  readonly text: string;
  readonly samples: Int16Array;
  /** By frame of 20 ms; null in a pause. */
  readonly said: readonly (SaidFrame | null)[];
}

export const frameSamples = 160;
export const voiceFloorDbfs = -50;
/** What a line sounds like on which nobody speaks. */
export const lineNoiseDbfs = -66;

/** Puts the sounds of a line's parts together, with exactly its pause between the last voiced frame and the next. */
export function utteranceOf({ kind, parts, pauseMs }: Line, sounds: readonly Int16Array[]): Utterance {
  const frames: Int16Array[] = [];
  const said: (SaidFrame | null)[] = [];
  const noise = new ComfortNoise();
  noise.setLevel(lineNoiseDbfs);
  for (const [index, part] of parts.entries()) {
    if (index > 0)
      for (let quietMs = 0; quietMs < pauseMs; quietMs += 20) {
        frames.push(Int16Array.from({ length: frameSamples }, () => noise.next()));
        said.push(null);
      }
    const voiced = voicedFrames(sounds[index] ?? new Int16Array(0));
    const { length } = Array.from(part);
    // The last character leaves with the last voiced frame, the others in step with the voice.
    const spokenBy = (frameCount: number): number =>
      frameCount === voiced.length ? length : Math.min(length - 1, Math.floor((frameCount / voiced.length) * length));
    for (const [at, frame] of voiced.entries()) {
      frames.push(frame);
      said.push({ part, from: spokenBy(at), upTo: spokenBy(at + 1) });
    }
  }
  return { kind, text: parts.join(''), samples: joined(frames), said };
}

/** Characters that are new with a frame. */
export function newWords({ said }: Pick<Utterance, 'said'>, frame: number): string {
  const now = said[frame];
  return now ? Array.from(now.part).slice(now.from, now.upTo).join('') : '';
}

/** From the first voiced frame to the last. */
function voicedFrames(sound: Int16Array): readonly Int16Array[] {
  const frames = Array.from({ length: Math.floor(sound.length / frameSamples) }, (_, index) =>
    sound.slice(index * frameSamples, (index + 1) * frameSamples),
  );
  const isVoiced = (frame: Int16Array): boolean => levelDbfs(frame) >= voiceFloorDbfs;
  return frames.slice(Math.max(0, frames.findIndex(isVoiced)), frames.findLastIndex(isVoiced) + 1);
}
