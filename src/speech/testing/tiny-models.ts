import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { castTo, float, int64, onnxFile, type OnnxGraph } from './tiny-onnx.ts';

/** Samples of one character that `writeTinyVoice` speaks at its own speed. */
export const tinyVoiceSamplesPerCharacter = 4_410;

const characters = Array.from('你好请问您现在方便吗我是客服今天不说了第一二三句也很长四五六保额十万元可以');

/**
 * A voice that sherpa-onnx loads as VITS: it hums each character for 200 ms at a pitch of its own, deeper or higher by
 * speaker, longer or shorter by speed, `amplitude` loud. Characters it does not know are left out.
 */
export async function writeTinyVoice(
  folder: string,
  {
    sampleRateHz = 22_050,
    amplitude = 0.05,
    metadata = {},
  }: { sampleRateHz?: number; amplitude?: number; metadata?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const model = onnxFile({
    inputs: [
      { name: 'x', type: 'int64', dims: [1, 'characters'] },
      { name: 'x_length', type: 'int64', dims: [1] },
      ...['noise_scale', 'length_scale', 'noise_scale_w'].map((name) => ({ name, type: 'float', dims: [1] }) as const),
      { name: 'sid', type: 'int64', dims: [1] },
    ],
    outputs: [{ name: 'y', type: 'float', dims: [1, 1, 'samples'] }],
    constants: {
      column: int64([2], [-1, 1]),
      nothing: int64([0], []),
      sound: int64([3], [1, 1, -1]),
      zero: float([], [0]),
      one: float([], [1]),
      length: float([1], [tinyVoiceSamplesPerCharacter]),
      perCharacter: float([], [0.004]),
      perSpeaker: float([], [0.05]),
      lowest: float([], [0.1]),
      amplitude: float([], [amplitude]),
    },
    nodes: [
      { operator: 'Cast', inputs: ['x'], output: 'characters', integers: castTo('float') },
      { operator: 'Reshape', inputs: ['characters', 'column'], output: 'rows' },
      { operator: 'Mul', inputs: ['rows', 'perCharacter'], output: 'own' },
      { operator: 'Cast', inputs: ['sid'], output: 'speaker', integers: castTo('float') },
      { operator: 'Mul', inputs: ['speaker', 'perSpeaker'], output: 'shift' },
      { operator: 'Add', inputs: ['own', 'shift'], output: 'shifted' },
      { operator: 'Add', inputs: ['shifted', 'lowest'], output: 'pitch' },
      { operator: 'Mul', inputs: ['length_scale', 'length'], output: 'long' },
      { operator: 'Reshape', inputs: ['long', 'nothing'], output: 'end' },
      { operator: 'Range', inputs: ['zero', 'end', 'one'], output: 'time' },
      { operator: 'Mul', inputs: ['pitch', 'time'], output: 'phase' },
      { operator: 'Sin', inputs: ['phase'], output: 'wave' },
      { operator: 'Mul', inputs: ['wave', 'amplitude'], output: 'quiet' },
      { operator: 'Reshape', inputs: ['quiet', 'sound'], output: 'y' },
    ],
    metadata: {
      model_type: 'vits',
      comment: 'hum',
      language: 'Chinese',
      sample_rate: String(sampleRateHz),
      n_speakers: '3',
      add_blank: '0',
      punctuation: '， 。 ！ ？ , . ! ? : 、',
      ...metadata,
    },
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vits-hum.onnx'), model);
  const known = [...new Set(characters)];
  await writeFile(join(folder, 'tokens.txt'), known.map((one, index) => `${one} ${index}\n`).join(''));
  await writeFile(join(folder, 'lexicon.txt'), known.map((one) => `${one} ${one}\n`).join(''));
}

const vocabulary = ['<blank>', '<|zh|>', '<|HAPPY|>', '<|Speech|>', '<|woitn|>', '喂'];
const features = 560;

/**
 * A recogniser that sherpa-onnx loads as SenseVoice: it hears 喂 for each stretch of loud sound, behind the four tags of the
 * real one, and nothing in silence.
 */
export async function writeTinySenseVoice(
  folder: string,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'model.int8.onnx'),
    onnxFile({ ...senseVoiceGraph(), metadata: { ...senseVoiceMetadata(), ...metadata } }),
  );
  await writeFile(join(folder, 'tokens.txt'), vocabulary.map((one, index) => `${one} ${index}\n`).join(''));
}

function senseVoiceGraph(): Omit<OnnxGraph, 'metadata'> {
  const size = vocabulary.length;
  const tags = [1, 2, 3, 4].flatMap((tag) => vocabulary.map((_, index) => (index === tag ? 10 : -10)));
  // Log energies are added up for 喂; the blank stands at the sum that a quiet sound has.
  const weights = Array.from({ length: features }, () =>
    vocabulary.map((_, index) => (index === 5 ? 1 / features : 0)),
  ).flat();
  const quietSum = 12;
  return {
    inputs: [
      { name: 'x', type: 'float', dims: ['batch', 'frames', features] },
      { name: 'x_length', type: 'int32', dims: ['batch'] },
      { name: 'language', type: 'int32', dims: ['batch'] },
      { name: 'text_norm', type: 'int32', dims: ['batch'] },
    ],
    outputs: [{ name: 'logits', type: 'float', dims: ['batch', 'out', size] }],
    constants: {
      weights: float([features, size], weights),
      bias: float(
        [size],
        vocabulary.map((_, index) => (index === 0 ? quietSum : index === 5 ? 0 : -10)),
      ),
      tags: float([1, 4, size], tags),
    },
    nodes: [
      { operator: 'MatMul', inputs: ['x', 'weights'], output: 'heard' },
      { operator: 'Add', inputs: ['heard', 'bias'], output: 'frames' },
      { operator: 'Concat', inputs: ['tags', 'frames'], output: 'logits', integers: { axis: 1 } },
    ],
  };
}

function senseVoiceMetadata(): Record<string, string> {
  const row = (value: number): string => Array.from({ length: features }, () => value).join(',');
  return {
    comment: 'tiny',
    vocab_size: String(vocabulary.length),
    lfr_window_size: '7',
    lfr_window_shift: '6',
    normalize_samples: '0',
    with_itn: '14',
    without_itn: '15',
    lang_auto: '0',
    lang_zh: '3',
    lang_en: '4',
    lang_ja: '11',
    lang_ko: '12',
    lang_yue: '7',
    neg_mean: row(0),
    inv_stddev: row(1),
  };
}
