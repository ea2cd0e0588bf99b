const sampleRateHz = 8000;
const beatSamples = sampleRateHz / 2;
const bars = 8;
const beatsPerBar = 4;
const loopSamples = bars * beatsPerBar * beatSamples;
/** −12 dBFS: below a voice, above the noise of a line. */
const peakAmplitude = 8200;

/** Four notes a bar, as steps above A3 (220 Hz), under a melody of long notes: [bar, beat, step]. */
const broken: readonly (readonly [number, number, number, number])[] = [
  [5, 12, 16, 12],
  [2, 9, 17, 9],
  [7, 10, 14, 10],
  [0, 9, 16, 7],
  [5, 9, 12, 16],
  [2, 9, 14, 17],
  [7, 14, 10, 19],
  [5, 12, 9, 12],
];
const melody: readonly (readonly [number, number, number])[] = [
  [0, 0, 24],
  [0, 3, 26],
  [1, 0, 21],
  [2, 0, 22],
  [2, 2, 19],
  [3, 0, 24],
  [3, 3, 21],
  [4, 0, 28],
  [4, 2, 24],
  [5, 0, 26],
  [5, 3, 21],
  [6, 0, 22],
  [6, 2, 26],
  [7, 0, 24],
];

/** Overtones of a struck bar of wood: how high, how loud, and after how long it is down to a tenth. */
const partials = [
  { ratio: 1, gain: 1, tenthAfterSec: 1.6 },
  { ratio: 2, gain: 0.3, tenthAfterSec: 0.9 },
  { ratio: 4, gain: 0.18, tenthAfterSec: 0.35 },
] as const;

let made: Int16Array | null = null;

/**
 * Our own piece of music for who waits: 16 s at 8 kHz, calm, made to be looped (its last notes ring on over its
 * beginning). Made once, in a few milliseconds; shared, so never to be changed.
 */
export function holdMusic(): Int16Array {
  made ??= composed();
  return made;
}

function composed(): Int16Array {
  const sound = new Float64Array(loopSamples);
  for (const [bar, steps] of broken.entries())
    for (const [beat, step] of steps.entries()) strike(sound, bar * beatsPerBar + beat, step, 0.5);
  for (const [bar, beat, step] of melody) strike(sound, bar * beatsPerBar + beat, step, 1);
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return Int16Array.from(sound, (sample) => Math.round((sample / loudest) * peakAmplitude));
}

/** Adds one note; what rings beyond the end rings at the beginning. */
function strike(sound: Float64Array, beat: number, step: number, loudness: number): void {
  const frequencyHz = 220 * 2 ** (step / 12);
  for (const { ratio, gain, tenthAfterSec } of partials) {
    // A damped sine by its recurrence: two multiplications a sample, where a sine each would hold up whoever asks first.
    const damping = 10 ** (-1 / (tenthAfterSec * sampleRateHz));
    const angle = (2 * Math.PI * frequencyHz * ratio) / sampleRateHz;
    const factor = 2 * damping * Math.cos(angle);
    let beforeLast = 0;
    let last = gain * loudness * Math.sin(angle);
    for (let index = 0; index < tenthAfterSec * 2 * sampleRateHz; index++) {
      const at = (beat * beatSamples + index) % loopSamples;
      sound[at] = (sound[at] as number) + beforeLast;
      [beforeLast, last] = [last, factor * last - damping * damping * beforeLast];
    }
  }
}
