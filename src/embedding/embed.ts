import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { z } from 'zod';
import { messageOf } from '../foundation/errors.ts';
import { wordPieces } from './word-pieces.ts';

/** The vector of one sentence, of length 1. */
export type Embed = (sentence: string) => Promise<Float32Array>;

/** How sentence-transformers writes down what stands for the sentence: its first token, or the mean of all. */
const poolingSchema = z.object({ pooling_mode_cls_token: z.boolean().default(false) });

/**
 * Opens a folder as sentence-transformers lays it out: `model.onnx` or `onnx/model.onnx`, `vocab.txt`, and `1_Pooling/config.json`,
 * without which the mean of all tokens is taken. Throws what is wrong with it.
 */
export async function openEmbed(folder: string): Promise<Embed> {
  env.wasm.numThreads = 1;
  const [model, vocabulary, byFirst] = await Promise.all([
    readModel(folder),
    readFile(join(folder, 'vocab.txt'), 'utf8'),
    isByFirstToken(folder),
  ]);
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'] });
  const tokensOf = wordPieces(vocabulary);
  const [output] = session.outputNames;
  if (!session.inputNames.includes('input_ids') || output === undefined)
    throw new Error(`the model takes ${session.inputNames.join(', ')}; wanted input_ids, as BERT has`);
  return async (sentence) => {
    const tokens = tokensOf(sentence);
    const feeds = Object.fromEntries(session.inputNames.map((name) => [name, inputOf(name, tokens)]));
    const { [output]: hidden } = await session.run(feeds);
    if (!hidden || !(hidden.data instanceof Float32Array)) throw new Error(`the model's ${output} is not of floats`);
    return unit(pooled(hidden.data, hidden.dims, byFirst));
  };
}

async function readModel(folder: string): Promise<Uint8Array> {
  return readFile(join(folder, 'model.onnx')).catch(() => readFile(join(folder, 'onnx', 'model.onnx')));
}

async function isByFirstToken(folder: string): Promise<boolean> {
  const file = join(folder, '1_Pooling', 'config.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return false;
  try {
    return poolingSchema.parse(JSON.parse(text)).pooling_mode_cls_token;
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** `input_ids`; every token counts (`attention_mask`) and belongs to the one sentence (`token_type_ids`). */
function inputOf(name: string, tokens: readonly number[]): Tensor {
  const each = name === 'input_ids' ? tokens : tokens.map(() => (name === 'attention_mask' ? 1 : 0));
  return new Tensor('int64', BigInt64Array.from(each, BigInt), [1, tokens.length]);
}

/** Of `[1, tokens, size]` one vector; one that is whole already, `[1, size]`, stays. */
function pooled(data: Float32Array, dims: readonly number[], byFirst: boolean): Float32Array {
  const size = dims.at(-1) ?? data.length;
  const count = data.length / size;
  if (byFirst || count === 1) return data.slice(0, size);
  return Float32Array.from({ length: size }, (_, at) => {
    let sum = 0;
    for (let token = 0; token < count; token++) sum += data[token * size + at] ?? 0;
    return sum / count;
  });
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((one) => one / length);
}
