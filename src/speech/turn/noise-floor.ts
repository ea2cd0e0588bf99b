/** Levels are dBFS: 20·log10(rms / 32 768). Digital silence is taken as −90. */
export interface NoiseFloor {
  /** The quietest smoothed level of each of the last spans, newest last. */
  readonly spanMinimaDb: readonly number[];
  /** The quietest smoothed level of the span under way. */
  readonly currentMinimumDb: number;
  readonly framesInSpan: number;
  /** Smoothed level, null before the first frame. */
  readonly smoothedDb: number | null;
}

const spans = 4;
const framesPerSpan = 25;
const lowestDb = -65;
const highestDb = -28;

export const initialNoiseFloor: NoiseFloor = {
  spanMinimaDb: [],
  currentMinimumDb: 0,
  framesInSpan: 0,
  smoothedDb: null,
};

/**
 * Follows background noise by minimum statistics: speech has a gap in any 2 s, noise has none, so the least smoothed
 * level of the last four spans of 500 ms is the noise. Frames known to be voice or echo are not shown to it.
 */
export function followNoise(floor: NoiseFloor, levelDb: number): NoiseFloor {
  const level = Math.max(-90, levelDb);
  const smoothedDb = floor.smoothedDb === null ? level : floor.smoothedDb + 0.4 * (level - floor.smoothedDb);
  const currentMinimumDb = Math.min(floor.currentMinimumDb, smoothedDb);
  if (floor.framesInSpan + 1 < framesPerSpan)
    return { ...floor, currentMinimumDb, framesInSpan: floor.framesInSpan + 1, smoothedDb };
  return {
    spanMinimaDb: [...floor.spanMinimaDb.slice(1 - spans), currentMinimumDb],
    currentMinimumDb: smoothedDb,
    framesInSpan: 0,
    smoothedDb,
  };
}

/** Before half a second has been heard the floor is a quiet line's, so that a first word is not taken for noise. */
export function noiseFloorDb(floor: NoiseFloor): number {
  if (floor.spanMinimaDb.length === 0) return Math.min(-50, Math.max(lowestDb, floor.currentMinimumDb));
  const least = Math.min(floor.currentMinimumDb, ...floor.spanMinimaDb);
  return Math.min(highestDb, Math.max(lowestDb, least));
}
