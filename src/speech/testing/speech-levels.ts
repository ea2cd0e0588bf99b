import type { Random } from '../../foundation/random.ts';

/**
 * Frame levels (dBFS, 20 ms each) like speech's: syllables of 120–260 ms that rise and fall, short gaps, a pause of
 * 160–300 ms after one in `pauseOneIn` (0: never). `peakDb` is the loudest syllable.
 */
export function speechLevels(frames: number, peakDb: number, random: Random, pauseOneIn = 5): number[] {
  const levels: number[] = [];
  while (levels.length < frames) {
    const syllableFrames = 6 + random.int(8);
    const topDb = peakDb - random.int(9);
    for (let frame = 0; frame < syllableFrames; frame++) {
      const shape = Math.sin((Math.PI * (frame + 0.5)) / syllableFrames);
      levels.push(topDb + 20 * Math.log10(0.15 + 0.85 * shape) + random.next() * 2 - 1);
    }
    const gapFrames = pauseOneIn > 0 && random.int(pauseOneIn) === 0 ? 8 + random.int(8) : random.int(3);
    for (let frame = 0; frame < gapFrames; frame++) levels.push(-72 + random.next() * 4);
  }
  return levels.slice(0, frames);
}

/** Levels of two sounds heard together. */
export function mixedLevel(...levelsDb: readonly number[]): number {
  return 10 * Math.log10(levelsDb.reduce((power, levelDb) => power + 10 ** (levelDb / 10), 0));
}

/** A row of levels as a line with this delay and gain gives it back: frames that a delay cuts are shared out by energy. */
export function echoedLevels(sentDb: readonly number[], delayMs: number, gainDb: number): number[] {
  const whole = Math.floor(delayMs / 20);
  const part = delayMs / 20 - whole;
  return sentDb.map((_, frame) => {
    const near = 10 ** ((sentDb[frame - whole] ?? -90) / 10);
    const far = 10 ** ((sentDb[frame - whole - 1] ?? -90) / 10);
    return 10 * Math.log10((1 - part) * near + part * far) + gainDb;
  });
}
