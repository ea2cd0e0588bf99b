import { rms } from '../../src/audio/index.ts';

/** Of `sound`, the stretch of `length` samples that is loudest. */
export function loudestStretch(sound: Int16Array, length: number): { readonly at: number; readonly sound: Int16Array } {
  let best = { at: 0, level: -1 };
  for (let at = 0; at + length <= sound.length; at += 80) {
    const level = rms(sound.subarray(at, at + length));
    if (level > best.level) best = { at, level };
  }
  return { at: best.at, sound: sound.subarray(best.at, best.at + length) };
}

/** Where `piece` is most alike in `sound`: by normalised cross-correlation, 1 is the very same up to loudness. */
export function findSound(piece: Int16Array, sound: Int16Array): { readonly at: number; readonly likeness: number } {
  const pieceNorm = Math.sqrt(piece.reduce((sum, sample) => sum + sample * sample, 0));
  let best = { at: -1, likeness: 0 };
  let energy = 0;
  for (let index = 0; index < sound.length; index++) {
    energy += (sound[index] ?? 0) ** 2 - (index >= piece.length ? (sound[index - piece.length] ?? 0) ** 2 : 0);
    const at = index - piece.length + 1;
    if (at < 0 || energy === 0) continue;
    let product = 0;
    for (let offset = 0; offset < piece.length; offset++) product += (piece[offset] ?? 0) * (sound[at + offset] ?? 0);
    const likeness = product / (pieceNorm * Math.sqrt(energy));
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}
