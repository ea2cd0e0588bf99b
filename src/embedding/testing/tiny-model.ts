import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a whole model of sentences, as small as they come: each token has a vector of its own and nothing else happens (one `Gather`).
 * ONNX is protobuf (github.com/onnx/onnx, `onnx.proto`); the numbers are its fields.
 */
export function writeTinyModel(folder: string, vectors: Readonly<Record<string, readonly number[]>>): void {
  const names = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...Object.keys(vectors)];
  const size = Object.values(vectors)[0]?.length ?? 0;
  const none = Array.from({ length: size }, () => 0);
  const table = Float32Array.from(names.flatMap((name) => vectors[name] ?? none));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'vocab.txt'), `${names.join('\n')}\n`);
  writeFileSync(join(folder, 'model.onnx'), modelOf(table, names.length, size));
}

function modelOf(table: Float32Array, rows: number, size: number): Buffer {
  const tensor = [
    number(1, rows),
    number(1, size),
    number(2, float),
    field(8, 'table'),
    field(9, Buffer.from(table.buffer)),
  ];
  const gather = [field(1, 'table'), field(1, 'input_ids'), field(2, 'last_hidden_state'), field(4, 'Gather')];
  const graph = [
    field(1, ...gather),
    field(2, 'tiny'),
    field(5, ...tensor),
    field(11, ...tokens('input_ids')),
    field(11, ...tokens('attention_mask')),
    field(12, ...shaped('last_hidden_state', float, ['batch', 'tokens', size])),
  ];
  return Buffer.concat([number(1, 8), field(7, ...graph), field(8, number(2, 13))]);
}

const float = 1;
const int64 = 7;

const tokens = (name: string): Buffer[] => shaped(name, int64, ['batch', 'tokens']);

function shaped(name: string, type: number, dimensions: readonly (string | number)[]): Buffer[] {
  const shape = dimensions.map((one) => field(1, typeof one === 'number' ? number(1, one) : field(2, one)));
  return [field(1, name), field(2, field(1, number(1, type), field(2, ...shape)))];
}

/** A field of bytes: a string, a message made of its fields, or data. */
function field(id: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint(id * 8 + 2), varint(body.length), body]);
}

const number = (id: number, value: number): Buffer => Buffer.concat([varint(id * 8), varint(value)]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
