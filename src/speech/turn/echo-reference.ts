import { frameMs } from '../../audio/index.ts';
/** What an incoming frame is, seen from the robot's own sound. */
export interface EchoVerdict {
  /** The robot's own sound, delayed and quieter, explains this frame. */
  readonly explained: boolean;
  /** Delay and gain of the echo, null while none is known. */
  readonly delayMs: number | null;
  readonly gainDb: number | null;
}

/** Delays of 0–620 ms: a line's own 400, and what buffers at both ends add to it. */
const lags = 32;
const slots = 64;
const silentDb = -70;
/** The robot speaks in a frame louder than this. */
const activeDb = -45;
/** Weight of one frame in the running sums: a memory of about 800 ms. */
const weight = 1 / 40;
const lockCorrelation = 0.85;
const relockCorrelation = 0.93;
const lockFrames = 8;
/** Frames of evidence before a line that never echoed is believed to be free of echo. */
const provingFrames = 30;
/** How much louder than predicted an echo may be, before its shape over three frames is learnt and after. */
const roughMarginDb = 5;
const fineMarginDb = 3;
/** Frames of echo that teach its shape. */
const shapingFrames = 40;
const shapingRate = 0.1;
const shapingDb = -30;
/** An echo not yet measured is at least this much quieter than the robot. */
const unmeasuredGainDb = -8;
const quietestGainDb = -40;
/** Below this an incoming frame is line noise, and says nothing about an echo's shape. */
const hearableDb = -58;

const amplitude = (levelDb: number): number => 10 ** (levelDb / 20);
const silent = amplitude(silentDb);
const active = amplitude(activeDb);
const hearablePower = amplitude(hearableDb) ** 2;
const roughMargin = amplitude(roughMarginDb);
const fineMargin = amplitude(fineMarginDb);
const unmeasuredGain = amplitude(unmeasuredGainDb);
const quietestGain = amplitude(quietestGainDb);

/** Running sums over (sent, received) amplitudes at every lag, of which correlation and slope are made. */
class LagSums {
  readonly #x = new Float64Array(lags);
  readonly #xx = new Float64Array(lags);
  readonly #xy = new Float64Array(lags);
  #y = 0;
  #yy = 0;
  #weight = 0;

  /** What was sent, by lag, and what came in. */
  add(sent: Float64Array, received: number): void {
    const keep = 1 - weight;
    for (let lag = 0; lag < lags; lag++) {
      const share = weight * (sent[lag] as number);
      this.#x[lag] = keep * (this.#x[lag] as number) + share;
      this.#xx[lag] = keep * (this.#xx[lag] as number) + share * (sent[lag] as number);
      this.#xy[lag] = keep * (this.#xy[lag] as number) + share * received;
    }
    this.#y = keep * this.#y + weight * received;
    this.#yy = keep * this.#yy + weight * received * received;
    this.#weight = keep * this.#weight + weight;
  }

  /** The lag that fits best, −1 where none does. */
  best(): { readonly lag: number; readonly correlation: number } {
    const varianceY = this.#yy * this.#weight - this.#y * this.#y;
    let lag = -1;
    let correlation = 0;
    if (varianceY < 1e-12) return { lag, correlation };
    for (let candidate = 0; candidate < lags; candidate++) {
      const varianceX = this.#varianceX(candidate);
      const fit = varianceX < 1e-12 ? 0 : this.#covariance(candidate) / Math.sqrt(varianceX * varianceY);
      if (fit > correlation) [lag, correlation] = [candidate, fit];
    }
    return { lag, correlation };
  }

  slope(lag: number): number {
    const varianceX = this.#varianceX(lag);
    return varianceX < 1e-12 ? 0 : this.#covariance(lag) / varianceX;
  }

  #varianceX(lag: number): number {
    return (this.#xx[lag] as number) * this.#weight - (this.#x[lag] as number) ** 2;
  }

  #covariance(lag: number): number {
    return (this.#xy[lag] as number) * this.#weight - (this.#x[lag] as number) * this.#y;
  }
}

/**
 * Knows the robot's own sound when it comes back: compares the loudness of what was sent with the loudness of what
 * comes in, 20 ms frame by frame, at every delay from 0 to 620 ms. When one delay fits for some 200 ms the echo is
 * measured; from then on a frame no louder than the delayed sound times its gain is explained, a voice over it is not.
 * Before anything is measured, sound well below the robot's own is doubted for as long as an echo needs to show itself.
 *
 * Holds numbers only, 32 delays × 6; costs a few µs a frame. Times are arguments (`Clock.monotonicMs`, or better the
 * steady time of the RTP timestamp); levels are dBFS.
 */
export class EchoReference {
  readonly #sent = new Float64Array(slots).fill(silent);
  readonly #slotOf = new Float64Array(slots).fill(-1);
  readonly #sums = new LagSums();
  /** What was sent, by lag, as seen from the frame under way. */
  readonly #sentByLag = new Float64Array(lags);
  #candidateLag = -1;
  #candidateFrames = 0;
  #lag = -1;
  #gain = 0;
  #evidenceFrames = 0;
  /** Share of the power sent one frame later, at, and one frame earlier than the delay that comes back. */
  readonly #shape = new Float64Array(3);
  #shapedFrames = 0;

  /** A frame that the robot sends at `atMs`, silence included. */
  robotFrame(levelDb: number, atMs: number): void {
    const slot = Math.round(atMs / frameMs);
    this.#sent[slot % slots] = amplitude(Math.max(silentDb, levelDb));
    this.#slotOf[slot % slots] = slot;
  }

  /** A frame that came in at `atMs`. */
  incomingFrame(levelDb: number, atMs: number): EchoVerdict {
    const slot = Math.round(atMs / frameMs);
    const loudest = this.#loudestSent(slot);
    if (loudest < active) return this.#verdict(false);
    const received = amplitude(Math.max(silentDb, levelDb));
    this.#learn(slot, received, levelDb);
    if (this.#lag >= 0) {
      const rough = this.#gain * this.#sentAround(slot - this.#lag) * roughMargin;
      const fine = Math.sqrt(this.#shapedPower(slot) + hearablePower) * fineMargin;
      const shaped = this.#isShaped();
      const explained = received <= (shaped ? Math.min(rough, fine) : rough);
      if (explained || !shaped) this.#followShape(slot, received, rough);
      this.#followGain(slot, received, explained);
      return this.#verdict(explained);
    }
    const doubted = this.#evidenceFrames < provingFrames && received <= loudest * unmeasuredGain;
    return this.#verdict(doubted);
  }

  #verdict(explained: boolean): EchoVerdict {
    if (this.#lag < 0) return { explained, delayMs: null, gainDb: null };
    return { explained, delayMs: this.#lag * frameMs, gainDb: 20 * Math.log10(this.#gain) };
  }

  #sentAt(slot: number): number {
    const index = ((slot % slots) + slots) % slots;
    return this.#slotOf[index] === slot ? (this.#sent[index] ?? 0) : silent;
  }

  /** The loudest of a frame and its neighbours: delays are no multiples of 20 ms, and rooms ring. */
  #sentAround(slot: number): number {
    return Math.max(this.#sentAt(slot - 1), this.#sentAt(slot), this.#sentAt(slot + 1));
  }

  #smoothSentAt(slot: number): number {
    return (this.#sentAt(slot - 1) + 2 * this.#sentAt(slot) + this.#sentAt(slot + 1)) / 4;
  }

  #loudestSent(slot: number): number {
    let loudest = 0;
    for (let lag = 0; lag < lags; lag++) loudest = Math.max(loudest, this.#sentAt(slot - lag));
    return loudest;
  }

  #learn(slot: number, received: number, levelDb: number): void {
    let [before, at] = [this.#sentAt(slot + 1), this.#sentAt(slot)];
    for (let lag = 0; lag < lags; lag++) {
      const after = this.#sentAt(slot - lag - 1);
      this.#sentByLag[lag] = (before + 2 * at + after) / 4;
      [before, at] = [at, after];
    }
    this.#sums.add(this.#sentByLag, received);
    this.#evidenceFrames++;
    if (levelDb < hearableDb) return;
    const { lag: bestLag, correlation: best } = this.#sums.best();
    const wanted = this.#lag < 0 ? lockCorrelation : relockCorrelation;
    const steady = bestLag >= 0 && Math.abs(bestLag - this.#candidateLag) <= 1;
    this.#candidateFrames = best >= wanted && steady ? this.#candidateFrames + 1 : 0;
    this.#candidateLag = bestLag;
    if (this.#candidateFrames < lockFrames || bestLag === this.#lag) return;
    const slope = this.#sums.slope(bestLag);
    if (slope < quietestGain || slope > 1) return;
    this.#lag = bestLag;
    this.#gain = slope;
    this.#shape.fill(0);
    this.#shape[1] = slope * slope;
    this.#shapedFrames = 0;
  }

  /** Power that the echo's shape predicts. */
  #shapedPower(slot: number): number {
    let power = 0;
    for (let tap = 0; tap < 3; tap++)
      power += (this.#shape[tap] as number) * this.#sentAt(slot - this.#lag + 1 - tap) ** 2;
    return power;
  }

  /**
   * Normalised least mean squares over three frames: a delay is no multiple of 20 ms, and a room rings. Only loud frames
   * teach, for in quiet ones the line's own noise would.
   */
  #followShape(slot: number, received: number, rough: number): void {
    const sent = [1, 0, -1].map((offset) => this.#sentAt(slot - this.#lag + offset) ** 2);
    const norm = sent.reduce((sum, power) => sum + power * power, 0);
    if (norm < amplitude(shapingDb) ** 4 || received > rough) return;
    const error = received * received - this.#shapedPower(slot);
    for (const [tap, power] of sent.entries())
      this.#shape[tap] = Math.max(0, (this.#shape[tap] as number) + (shapingRate * error * power) / norm);
    this.#shapedFrames++;
  }

  /** A shape is believed when it was taught long enough and agrees with the gain. */
  #isShaped(): boolean {
    const sum = this.#shape.reduce((total, share) => total + share, 0);
    return this.#shapedFrames >= shapingFrames && sum > 0.5 * this.#gain * this.#gain;
  }

  /** Down quickly, up slowly, and up only by what is explained: a voice over the echo must not teach it to be louder. */
  #followGain(slot: number, received: number, explained: boolean): void {
    const sent = this.#smoothSentAt(slot - this.#lag);
    if (sent < active || !explained) return;
    const ratio = received / sent;
    const rate = ratio < this.#gain ? 0.05 : 0.02;
    this.#gain = Math.max(quietestGain, this.#gain + rate * (Math.min(ratio, 2 * this.#gain) - this.#gain));
  }
}
