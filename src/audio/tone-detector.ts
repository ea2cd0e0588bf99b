import { frameMs } from './audio-frame.ts';
import { singleTone } from './single-tone.ts';

export type HeardTone = 'ringback' | 'busy' | 'congestion' | 'sit' | 'beep' | 'fax';

type Band = 'progress' | 'sit-1' | 'sit-2' | 'sit-3' | 'ced' | 'cng' | 'beep';

interface Burst {
  readonly band: Band;
  readonly onMs: number;
  /** Silence before it, from the end of the burst before. */
  readonly gapMs: number;
}

/** Special information tones may be off by 50 Hz (ITU-T E.180). */
const bands: readonly { readonly band: Band; readonly fromHz: number; readonly toHz: number }[] = [
  { band: 'progress', fromHz: 400, toHz: 500 },
  { band: 'sit-1', fromHz: 900, toHz: 1000 },
  { band: 'sit-2', fromHz: 1350, toHz: 1450 },
  { band: 'sit-3', fromHz: 1750, toHz: 1850 },
  { band: 'ced', fromHz: 2060, toHz: 2140 },
  { band: 'cng', fromHz: 1062, toHz: 1138 },
  { band: 'beep', fromHz: 500, toHz: 2000 },
];

const allBands = {
  fromHz: Math.min(...bands.map(({ fromHz }) => fromHz)),
  toHz: Math.max(...bands.map(({ toHz }) => toHz)),
};

const near = (value: number, wanted: number, tolerance: number): boolean => Math.abs(value - wanted) <= tolerance;
/** A frame more or less at each edge, a lost packet, and an exchange that keeps time badly. */
const beatSlackMs = 80;
/** A tone after which nothing follows for so long was the last of its kind. */
const settledMs = 100;
/** A fax that calls sounds again after 3 s (ITU-T T.30): until then its first tone is no beep. */
const faxSettledMs = 3_600;

/**
 * Names the tones a telephone line speaks with: call progress (450 Hz: ringback 1 s / 4 s, busy .35 / .35, congestion
 * .7 / .7), special information tones (ITU-T E.180: three rising tones), a voicemail's beep (one tone of 200–1500 ms),
 * fax (CED 2100 Hz, CNG 1100 Hz each 3.5 s). Pure: fed frame by frame, one frame each 20 ms.
 *
 * ```
 *  frames ─► one pure tone or none ─► bursts (band, length, gap before) ─► the last bursts have a rhythm ─► name
 * ```
 */
export class ToneDetector {
  #band: Band | null = null;
  #onMs = 0;
  #offMs = 0;
  #gapMs = 0;
  #missedFrames = 0;
  #bursts: readonly Burst[] = [];
  #beepPending = false;
  #said: HeardTone | null = null;

  /** Takes the next 20 ms; answers with a tone in the frame where it becomes certain, once until another is heard. */
  push(samples: Int16Array): HeardTone | null {
    const band = bandOf(samples);
    if (band === this.#band) {
      this.#missedFrames = 0;
      return band === null ? this.#silence() : this.#sounding();
    }
    // One odd frame inside a tone is an edge, a click or a lost packet.
    if (band === null && this.#missedFrames === 0 && this.#band !== null) {
      this.#missedFrames = 1;
      return null;
    }
    const heard = this.#band === null ? null : this.#endBurst();
    this.#begin(band);
    return heard;
  }

  #begin(band: Band | null): void {
    if (band !== null) {
      this.#gapMs = this.#offMs;
      this.#beepPending = false;
    }
    this.#band = band;
    this.#onMs = band === null ? 0 : frameMs;
    this.#offMs = band === null ? frameMs * (1 + this.#missedFrames) : 0;
    this.#missedFrames = 0;
  }

  #sounding(): HeardTone | null {
    this.#onMs += frameMs;
    return this.#band === 'ced' && this.#onMs >= 500 ? this.#say('fax') : null;
  }

  #silence(): HeardTone | null {
    this.#offMs += frameMs;
    const last = this.#bursts.at(-1);
    if (!this.#beepPending || this.#offMs < (last && mayCallAsFax(last) ? faxSettledMs : settledMs)) return null;
    this.#beepPending = false;
    this.#said = null;
    return this.#say('beep');
  }

  #endBurst(): HeardTone | null {
    const burst: Burst = { band: this.#band as Band, onMs: this.#onMs, gapMs: this.#gapMs };
    this.#bursts = [...this.#bursts, burst].slice(-3);
    const progress = rhythmOf(this.#bursts);
    if (progress) return this.#say(progress);
    this.#beepPending = burst.band !== 'progress' && burst.band !== 'ced' && burst.onMs >= 160 && burst.onMs <= 1560;
    return null;
  }

  #say(tone: HeardTone): HeardTone | null {
    if (tone === this.#said) return null;
    this.#said = tone;
    return tone;
  }
}

function bandOf(samples: Int16Array): Band | null {
  const tone = singleTone(samples, allBands);
  if (!tone) return null;
  return bands.find(({ fromHz, toHz }) => tone.frequencyHz >= fromHz && tone.frequencyHz <= toHz)?.band ?? null;
}

function rhythmOf(bursts: readonly Burst[]): HeardTone | null {
  const [beforeLast, middle, last] = [bursts.at(-3), bursts.at(-2), bursts.at(-1)];
  if (last?.band === 'progress') return progressRhythm(middle, last);
  if (!last || !middle) return null;
  if (last.band === 'sit-3' && middle.band === 'sit-2' && beforeLast?.band === 'sit-1')
    return Math.max(last.gapMs, middle.gapMs) <= settledMs ? 'sit' : null;
  return mayCallAsFax(middle) && mayCallAsFax(last) && near(last.gapMs, 3000, 500) ? 'fax' : null;
}

const mayCallAsFax = ({ band, onMs }: Burst): boolean => band === 'cng' && near(onMs, 500, 100);

function progressRhythm(before: Burst | undefined, last: Burst): HeardTone | null {
  if (near(last.onMs, 1000, 120)) return 'ringback';
  if (before?.band !== 'progress') return null;
  const beats = (ms: number): boolean =>
    [last.onMs, last.gapMs, before.onMs].every((value) => near(value, ms, beatSlackMs));
  return beats(350) ? 'busy' : beats(700) ? 'congestion' : null;
}
