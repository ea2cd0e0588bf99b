import { drawNormal, type Random } from '../foundation/random.ts';

/** A draw from Beta(a, b) for a, b >= 1, from two gamma draws. */
export function drawBeta(a: number, b: number, random: Random): number {
  const left = drawGamma(a, random);
  return left / (left + drawGamma(b, random));
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 26(3), 2000): shape >= 1, scale 1. */
function drawGamma(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random.next()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Lanczos' coefficients for g = 7 and nine terms. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x >= 0.5, to about 1e-13 (Lanczos 1964). */
export function logGamma(x: number): number {
  const t = x + 6.5;
  const sum = lanczos.reduce(
    (total, coefficient, index) => total + (index === 0 ? coefficient : coefficient / (x + index - 1)),
    0,
  );
  return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
