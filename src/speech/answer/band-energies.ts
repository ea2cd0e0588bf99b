/** Samples of one analysis window: 256 ms at 8 kHz, long enough that a shift of 10 ms changes little. */
export const windowSamples = 2048;
/** One band more than bits in a print: each bit compares two neighbours. */
export const bandCount = 33;
const lowestHz = 300;
const highestHz = 2000;
const sampleRateHz = 8000;

const hann = Float64Array.from(
  { length: windowSamples },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples),
);
const cosines = Float64Array.from({ length: windowSamples / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / windowSamples));
const sines = Float64Array.from({ length: windowSamples / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / windowSamples));
const reversed = Uint16Array.from({ length: windowSamples }, (_, index) => {
  let out = 0;
  for (let bit = 1; bit < windowSamples; bit <<= 1) out = (out << 1) | (index & bit ? 1 : 0);
  return out;
});
/** First bin of each band, and the bin after the last band: equal steps of pitch. */
const edges = Uint16Array.from({ length: bandCount + 1 }, (_, band) =>
  Math.round((lowestHz * (highestHz / lowestHz) ** (band / bandCount) * windowSamples) / sampleRateHz),
);
const real = new Float64Array(windowSamples);
const imaginary = new Float64Array(windowSamples);

/** Energies of 33 bands from 300 to 2 000 Hz, what every telephone codec keeps, in the window that begins at `from`. */
export function bandEnergies(samples: Int16Array, from: number): Float64Array {
  for (let index = 0; index < windowSamples; index++) {
    const to = reversed[index] as number;
    real[to] = (samples[from + index] ?? 0) * (hann[index] as number);
    imaginary[to] = 0;
  }
  transform();
  return Float64Array.from({ length: bandCount }, (_, band) => {
    let sum = 0;
    for (let bin = edges[band] as number; bin < (edges[band + 1] as number); bin++)
      sum += (real[bin] as number) ** 2 + (imaginary[bin] as number) ** 2;
    return sum;
  });
}

/** Fourier transform in place of what stands in `real` and `imaginary` in bit-reversed order (Cooley and Tukey). */
function transform(): void {
  for (let half = 1; half < windowSamples; half <<= 1) {
    const step = windowSamples / (2 * half);
    for (let start = 0; start < windowSamples; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const upper = start + k;
        const lower = upper + half;
        const cosine = cosines[k * step] as number;
        const sine = sines[k * step] as number;
        const re = cosine * (real[lower] as number) - sine * (imaginary[lower] as number);
        const im = cosine * (imaginary[lower] as number) + sine * (real[lower] as number);
        real[lower] = (real[upper] as number) - re;
        imaginary[lower] = (imaginary[upper] as number) - im;
        real[upper] = (real[upper] as number) + re;
        imaginary[upper] = (imaginary[upper] as number) + im;
      }
  }
}
