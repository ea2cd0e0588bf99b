import type { Random } from '../src/foundation/random.ts';

/** Numbers at which counting goes wrong. */
const boundaryNumbers = [
  '0',
  '-1',
  '1',
  '127',
  '255',
  '256',
  '65535',
  '65536',
  '2147483647',
  '4294967296',
  '9'.repeat(40),
];
/** Bytes that mean something to a reader, and such as break UTF-8. */
const pointedBytes = Buffer.from([0, 9, 10, 13, 32, 34, 44, 58, 59, 60, 61, 62, 64, 91, 92, 93, 127, 128, 192, 255]);
const brokenUtf8 = ['c3', 'c0af', 'e282', 'eda080', 'f0908d', 'f4908080', 'fffe', '80808080'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const nested = [
  '"',
  '<',
  '(',
  '[',
  '\\',
  '\\"',
  ';',
  ';;=',
  ',',
  ' ',
  '\t',
  '\r\n ',
  ':',
  '%',
  '@',
  '--',
  '/',
  '<sip:',
  '/ ',
  'a=b;',
];

/** What a mutation may draw on besides the input itself. */
export interface MutationSource {
  readonly random: Random;
  readonly seeds: readonly Buffer[];
  readonly words: readonly string[];
}

type Mutation = (input: Buffer, source: MutationSource) => Buffer;

const pick = <T>(items: readonly T[], random: Random): T => items[random.int(items.length)] as T;

/** `input` with the bytes from `start` to `end` replaced. */
const replaced = (input: Buffer, start: number, end: number, by: Uint8Array): Buffer =>
  Buffer.concat([input.subarray(0, start), by, input.subarray(end)]);

/** A stretch of the input, mostly short. */
function stretch(input: Buffer, random: Random): readonly [number, number] {
  const start = random.int(input.length + 1);
  const length = random.int(1 + random.int(Math.min(64, input.length - start) + 1));
  return [start, start + length];
}

const flipBits: Mutation = (input, { random }) => {
  const copy = Buffer.from(input);
  for (let flips = 1 + random.int(4); flips > 0 && copy.length > 0; flips--) {
    const at = random.int(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.int(8));
  }
  return copy;
};

const pointByte: Mutation = (input, { random }) => {
  const at = random.int(input.length + 1);
  const byte = pointedBytes[random.int(pointedBytes.length)] ?? 0;
  return replaced(input, at, at + random.int(2), Uint8Array.of(byte));
};

const cut: Mutation = (input, { random }) => replaced(input, ...stretch(input, random), Buffer.alloc(0));

const repeat: Mutation = (input, { random }) => {
  const [start, end] = stretch(input, random);
  const part = input.subarray(start, end);
  return replaced(input, end, end, Buffer.concat(Array.from({ length: 1 + random.int(8) }, () => part)));
};

const splice: Mutation = (input, { random, seeds }) => {
  const other = pick(seeds, random);
  return Buffer.concat([input.subarray(0, random.int(input.length + 1)), other.subarray(random.int(other.length + 1))]);
};

const breakUtf8: Mutation = (input, { random }) => {
  const at = random.int(input.length + 1);
  return replaced(input, at, at, pick(brokenUtf8, random));
};

/** Mostly small: a large one costs as much as a hundred others. */
const nest: Mutation = (input, { random }) => {
  const at = random.int(input.length + 1);
  const depth = random.int(20) === 0 ? random.int(4_000) : random.int(40);
  return replaced(input, at, at, Buffer.from(pick(nested, random).repeat(depth)));
};

/** Numbers lie: lengths, ports, sequence numbers. */
const lie: Mutation = (input, { random }) => {
  const numbers = [...input.toString('latin1').matchAll(/\d+/g)];
  if (numbers.length === 0) return input;
  const number = pick(numbers, random);
  return replaced(input, number.index, number.index + number[0].length, Buffer.from(pick(boundaryNumbers, random)));
};

const putWord: Mutation = (input, { random, words }) => {
  const there = [...input.toString('latin1').matchAll(/[^\s;,=<>"]+/g)];
  if (there.length === 0 || words.length === 0) return input;
  const word = pick(there, random);
  return replaced(input, word.index, word.index + word[0].length, Buffer.from(pick(words, random)));
};

/** Lines doubled, taken out, swapped with another's, or taken from another seed. */
const shuffleLines: Mutation = (input, { random, seeds }) => {
  const lines = input.toString('latin1').split('\r\n');
  const at = random.int(lines.length);
  const line = lines[at] ?? '';
  const foreign = pick(pick(seeds, random).toString('latin1').split('\r\n'), random);
  const change = [[line, line], [], [foreign], [line, foreign]][random.int(4)] ?? [];
  return Buffer.from(lines.toSpliced(at, 1, ...change).join('\r\n'), 'latin1');
};

const binary: readonly Mutation[] = [flipBits, pointByte, cut, repeat, splice];
const textual: readonly Mutation[] = [...binary, breakUtf8, nest, lie, putWord, putWord, shuffleLines, shuffleLines];

/** No datagram is longer. */
const maxBytes = 65_507;

/** An input with one to four changes, mostly one. */
export function mutated(input: Buffer, source: MutationSource): Buffer {
  const { random, words } = source;
  const mutations = words.length === 0 ? binary : textual;
  let changed = input;
  do changed = pick(mutations, random)(changed, source);
  while (random.int(4) === 0);
  return changed.subarray(0, maxBytes);
}
