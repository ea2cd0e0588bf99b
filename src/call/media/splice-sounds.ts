import { joined } from '../../audio/index.ts';

/** A stretch of a sentence at 8 kHz. */
export interface SplicePart {
  readonly samples: Int16Array;
  /** Played as it is; a synthesised stretch is brought to the loudness of those that are recorded. */
  readonly recorded: boolean;
}

const frameSamples = 80;
/** What is left of silence on either side of a joint: together under the 60 ms that an ear takes for a pause. */
const keptSilenceSamples = 160;
const rampSamples = 40;
/** 40 dB below a part's loudest 10 ms is silence there. */
const silenceShare = 0.01;
const mostGain = 4;
const leastGain = 0.25;

/**
 * One sentence of its parts: silence at the joints is cut to 40 ms in all, synthesised parts speak as loud as the recorded
 * ones, and ramps of 5 ms keep the joints from clicking. The silence before the first part and after the last stays.
 */
export function spliceSounds(parts: readonly SplicePart[]): Int16Array {
  const heard = parts.filter(({ samples }) => samples.some((sample) => sample !== 0));
  const wanted = loudnessOf(heard.filter(({ recorded }) => recorded));
  const pieces = heard.map((part, index) => {
    const gain = part.recorded || wanted === 0 ? 1 : gainTo(wanted, part);
    const trimmed = trim(part.samples, index > 0, index < heard.length - 1);
    return shaped(trimmed, gain, index > 0, index < heard.length - 1);
  });
  return joined(pieces);
}

function gainTo(wanted: number, part: SplicePart): number {
  const own = loudnessOf([part]);
  return own === 0 ? 1 : Math.min(mostGain, Math.max(leastGain, wanted / own));
}

/** Root mean square of the 10 ms that hold speech. */
function loudnessOf(parts: readonly SplicePart[]): number {
  let sum = 0;
  let count = 0;
  for (const { samples } of parts) {
    const levels = levelsOf(samples);
    const least = silenceShare * Math.max(0, ...levels);
    for (const level of levels) {
      if (level <= least) continue;
      sum += level * level;
      count++;
    }
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function levelsOf(samples: Int16Array): number[] {
  const levels: number[] = [];
  for (let at = 0; at < samples.length; at += frameSamples) {
    const frame = samples.subarray(at, at + frameSamples);
    levels.push(Math.sqrt(frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length));
  }
  return levels;
}

/** Without the silence at its joints, but for a little. */
function trim(samples: Int16Array, atStart: boolean, atEnd: boolean): Int16Array {
  const levels = levelsOf(samples);
  const least = silenceShare * Math.max(0, ...levels);
  const first = levels.findIndex((level) => level > least);
  const last = levels.findLastIndex((level) => level > least);
  const start = atStart ? Math.max(0, first * frameSamples - keptSilenceSamples) : 0;
  const end = atEnd ? Math.min(samples.length, (last + 1) * frameSamples + keptSilenceSamples) : samples.length;
  return samples.subarray(start, end);
}

function shaped(samples: Int16Array, gain: number, atStart: boolean, atEnd: boolean): Int16Array {
  return samples.map((sample, index) => {
    const up = atStart ? Math.min(1, index / rampSamples) : 1;
    const down = atEnd ? Math.min(1, (samples.length - 1 - index) / rampSamples) : 1;
    return Math.max(-32_768, Math.min(32_767, Math.round(sample * gain * up * down)));
  });
}
