/**
 * The two sub-bands of ITU-T G.722 (64 kbit/s): each is a backward-adaptive differential quantizer with a predictor of
 * two poles and six zeros. Numbers are the standard's own fixed-point ones, so that both ends stay in step bit for bit;
 * names in quotes are those of its clause 6.
 */
const clampTo16 = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);

/** ILB: the fractional part of a logarithm of the step size (table 11). */
const linearOfLog = [
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025,
  3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
] as const;
/** Q6: decision levels of the low band's 60-level quantizer (table 1), from the smallest magnitude up. */
const lowLevels = [
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339,
  1458, 1612, 1765, 1980, 2195, 2557, 2919,
] as const;
/** Codes of those intervals where the difference is negative, and where it is not (tables 6 and 7). */
const lowNegativeCodes = [
  0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
] as const;
const lowPositiveCodes = [
  0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33,
  32,
] as const;
/** QM4: the four significant bits, which alone drive the predictor; QM6: all six, which make the output. */
const lowCoarse = [
  0, -20_456, -12_896, -8_968, -6_288, -4_240, -2_584, -1_200, 20_456, 12_896, 8_968, 6_288, 4_240, 2_584, 1_200, 0,
] as const;
const lowFine = [
  -136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704, -14_984, -13_512, -12_280, -11_192, -10_232, -9_360,
  -8_576, -7_856, -7_192, -6_576, -6_000, -5_456, -4_944, -4_464, -4_008, -3_576, -3_168, -2_776, -2_400, -2_032,
  -1_688, -1_360, -1_040, -728, 24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192, 10_232, 9_360, 8_576,
  7_856, 7_192, 6_576, 6_000, 5_456, 4_944, 4_464, 4_008, 3_576, 3_168, 2_776, 2_400, 2_032, 1_688, 1_360, 1_040, 728,
  432, 136, -432, -136,
] as const;
/** WL over RL42: how each coarse code moves the logarithm of the step size. */
const lowLogSteps = [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60] as const;
const highLevels = [0, 564] as const;
const highFine = [-7_408, -1_616, 7_408, 1_616] as const;
/** WH over RH2. */
const highLogSteps = [798, -214, 798, -214] as const;

/** `copyWithin` costs more than so few numbers. */
function shiftByOne(line: Int32Array): void {
  for (let index = line.length - 1; index > 0; index--) line[index] = line[index - 1] as number;
}

/** One band's memory: step size and predictor. */
class Band {
  /** "DETL", "DETH": the quantizer's step. */
  step: number;
  /** "SL", "SH": what the predictor expects. */
  expected = 0;
  #log = 0;
  readonly #logLimit: number;
  readonly #logShift: number;
  #expectedByZeros = 0;
  /** "RLT": the last two reconstructed signals. */
  readonly #rebuilt = new Int32Array(3);
  readonly #poles = new Int32Array(3);
  /** "PLT". */
  readonly #partial = new Int32Array(3);
  /** "DLT": the last six quantized differences. */
  readonly #differences = new Int32Array(7);
  readonly #zeros = new Int32Array(7);

  constructor(firstStep: number, logLimit: number, logShift: number) {
    this.step = firstStep;
    this.#logLimit = logLimit;
    this.#logShift = logShift;
  }

  /** Blocks "LOGSCL" and "SCALEL" (or "…H"). */
  scale(logStep: number): void {
    const log = ((this.#log * 127) >> 7) + logStep;
    this.#log = log < 0 ? 0 : log > this.#logLimit ? this.#logLimit : log;
    const fraction = linearOfLog[(this.#log >> 6) & 31] as number;
    const shift = this.#logShift - (this.#log >> 11);
    this.step = (shift < 0 ? fraction << -shift : fraction >> shift) << 2;
  }

  /** Block 4 of the standard: takes in a quantized difference and expects the next signal. */
  adapt(difference: number): void {
    const rebuilt = clampTo16(this.expected + difference);
    this.#partial[0] = clampTo16(this.#expectedByZeros + difference);
    this.#differences[0] = difference;
    this.#rebuilt[0] = rebuilt;
    this.#adaptPoles();
    this.#adaptZeros(difference);
    this.#shift();
    this.#predict();
  }

  /** "UPPOL2" and "UPPOL1". */
  #adaptPoles(): void {
    const now = this.#partial[0] as number;
    const first = this.#poles[1] as number;
    const second = this.#poles[2] as number;
    const alike = now >> 15 === (this.#partial[1] as number) >> 15;
    const slope = clampTo16(first << 2);
    const pull = (alike ? clampTo16(-slope) : slope) >> 7;
    const bias = now >> 15 === (this.#partial[2] as number) >> 15 ? 128 : -128;
    const nextSecond = Math.max(-12_288, Math.min(12_288, pull + bias + ((second * 32_512) >> 15)));
    const nextFirst = clampTo16((alike ? 192 : -192) + ((first * 32_640) >> 15));
    const limit = clampTo16(15_360 - nextSecond);
    this.#poles[2] = nextSecond;
    this.#poles[1] = Math.max(-limit, Math.min(limit, nextFirst));
  }

  /** "UPZERO". */
  #adaptZeros(difference: number): void {
    const pull = difference === 0 ? 0 : 128;
    const sign = difference >> 15;
    for (let index = 1; index <= 6; index++) {
      const step = (this.#differences[index] as number) >> 15 === sign ? pull : -pull;
      this.#zeros[index] = clampTo16(step + (((this.#zeros[index] as number) * 32_640) >> 15));
    }
  }

  /** "DELAYA". */
  #shift(): void {
    shiftByOne(this.#differences);
    shiftByOne(this.#rebuilt);
    shiftByOne(this.#partial);
  }

  /** "FILTEP", "FILTEZ" and "PREDIC". */
  #predict(): void {
    let byPoles = 0;
    for (let index = 1; index <= 2; index++) {
      const doubled = clampTo16(2 * (this.#rebuilt[index] as number));
      byPoles += ((this.#poles[index] as number) * doubled) >> 15;
    }
    let byZeros = 0;
    for (let index = 6; index > 0; index--) {
      const doubled = clampTo16(2 * (this.#differences[index] as number));
      byZeros += ((this.#zeros[index] as number) * doubled) >> 15;
    }
    this.#expectedByZeros = clampTo16(byZeros);
    this.expected = clampTo16(clampTo16(byPoles) + this.#expectedByZeros);
  }
}

/** 0 to 4 kHz: six bits a sample. */
export class LowBand {
  readonly #band = new Band(32, 18_432, 8);

  encode(sample: number): number {
    const difference = clampTo16(sample - this.#band.expected);
    const magnitude = difference >= 0 ? difference : -(difference + 1);
    let interval = 1;
    while (interval < 30 && magnitude >= ((lowLevels[interval] as number) * this.#band.step) >> 12) interval++;
    const code = (difference < 0 ? lowNegativeCodes : lowPositiveCodes)[interval] as number;
    this.#adapt(code);
    return code;
  }

  decode(code: number): number {
    const difference = (this.#band.step * (lowFine[code] as number)) >> 15;
    const sample = this.#band.expected + difference;
    this.#adapt(code);
    return sample > 16_383 ? 16_383 : sample < -16_384 ? -16_384 : sample;
  }

  #adapt(code: number): void {
    const coarse = code >> 2;
    const difference = (this.#band.step * (lowCoarse[coarse] as number)) >> 15;
    this.#band.scale(lowLogSteps[coarse] as number);
    this.#band.adapt(difference);
  }
}

/** 4 to 8 kHz: two bits a sample. */
export class HighBand {
  readonly #band = new Band(8, 22_528, 10);

  encode(sample: number): number {
    const difference = clampTo16(sample - this.#band.expected);
    const magnitude = difference >= 0 ? difference : -(difference + 1);
    const isLarge = magnitude >= (highLevels[1] * this.#band.step) >> 12;
    const code = difference < 0 ? (isLarge ? 0 : 1) : isLarge ? 2 : 3;
    this.#adapt(code);
    return code;
  }

  decode(code: number): number {
    const sample = this.#band.expected + this.#difference(code);
    this.#adapt(code);
    return sample > 16_383 ? 16_383 : sample < -16_384 ? -16_384 : sample;
  }

  #difference(code: number): number {
    return (this.#band.step * (highFine[code] as number)) >> 15;
  }

  #adapt(code: number): void {
    const difference = this.#difference(code);
    this.#band.scale(highLogSteps[code] as number);
    this.#band.adapt(difference);
  }
}
