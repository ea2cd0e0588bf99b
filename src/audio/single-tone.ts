import { amplitudeToDbfs } from './level.ts';
import { power, toneShare } from './goertzel.ts';

/** What one frame holds when it holds one pure tone. */
export interface SingleTone {
  readonly frequencyHz: number;
  readonly levelDbfs: number;
}

/** Where tones are looked for: what lies elsewhere costs less. */
export interface FrequencyRange {
  readonly fromHz: number;
  readonly toHz: number;
}

const allHz: FrequencyRange = { fromHz: 0, toHz: Infinity };
const quietestDbfs = -45;
/** Share of the frame's power that the tone must have. */
const purity = 0.85;
/** In 20 ms a tone half a coarse step away still has this share; most frames without a tone have less at every coarse step. */
const coarsePurity = 0.4;
const coarseStepHz = 40;
const fineStepHz = 10;
const searchedHz = 60;

/**
 * The one pure tone of a frame (20 ms or more), null where there is none: speech, noise, music, silence, two tones.
 * In a pure tone each sample follows from its neighbours, `x[n−1] + x[n+1] = 2·cos ω · x[n]`: that gives the frequency,
 * and a search around it with Goertzel's algorithm mends what noise bends.
 */
export function singleTone(
  samples: Int16Array,
  { fromHz, toHz }: FrequencyRange = allHz,
  sampleRateHz = 8000,
): SingleTone | null {
  const wholePower = power(samples);
  const levelDbfs = amplitudeToDbfs(Math.sqrt(wholePower));
  if (levelDbfs < quietestDbfs) return null;
  let across = 0;
  let own = 0;
  for (let index = 1; index + 1 < samples.length; index++) {
    const middle = samples[index] as number;
    across += middle * ((samples[index - 1] as number) + (samples[index + 1] as number));
    own += middle * middle;
  }
  const cosine = Math.max(-1, Math.min(1, across / (2 * own)));
  const roughHz = (Math.acos(cosine) * sampleRateHz) / (2 * Math.PI);
  if (roughHz + searchedHz < fromHz || roughHz - searchedHz > toHz) return null;
  const isShort = samples.length <= sampleRateHz / 50;
  if (isShort && best(samples, wholePower, roughHz, coarseStepHz, sampleRateHz).share < coarsePurity) return null;
  const { frequencyHz, share } = best(samples, wholePower, roughHz, fineStepHz, sampleRateHz);
  return share < purity ? null : { frequencyHz, levelDbfs };
}

/** The frequency near `roughHz` that explains most of the frame. */
function best(
  samples: Int16Array,
  wholePower: number,
  roughHz: number,
  stepHz: number,
  sampleRateHz: number,
): { readonly frequencyHz: number; readonly share: number } {
  let frequencyHz = roughHz;
  let share = 0;
  for (let offsetHz = -searchedHz; offsetHz <= searchedHz; offsetHz += stepHz) {
    const candidateHz = roughHz + offsetHz;
    const candidateShare = candidateHz > 100 ? toneShare(samples, candidateHz, sampleRateHz, wholePower) : 0;
    if (candidateShare > share) [frequencyHz, share] = [candidateHz, candidateShare];
  }
  return { frequencyHz, share };
}
