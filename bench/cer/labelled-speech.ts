import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { parseWav, telephoneSound } from '../../src/audio/index.ts';
import { resample } from '../../src/audio/resample.ts';
import { messageOf } from '../../src/foundation/errors.ts';

/** One utterance and what was said in it. */
export interface LabelledUtterance {
  readonly file: string;
  readonly text: string;
  /** Turns of one speaker are turns of one call; null: nobody says who speaks. */
  readonly speaker: string | null;
  /** 16 kHz, as recorded (a recording of 8 kHz holds nothing above 4 kHz). */
  readonly wide: Int16Array;
  /** 8 kHz, as a telephone line carries it. */
  readonly narrow: Int16Array;
}

export interface LabelledSpeech {
  readonly utterances: readonly LabelledUtterance[];
  /** One sentence for each row that cannot be judged; the others are. */
  readonly problems: readonly string[];
}

const labelsFile = 'labels.jsonl';
/** `file TAB text` a line, as samples of AISHELL come; their files are named `BAC009S0150W0002`, by speaker and sentence. */
const tableFile = 'transcripts.tsv';
const speakerInName = /S\d{4}(?=W\d{4})/u;
const rowSchema = z.object({
  file: z.string().min(1),
  text: z.string().regex(/[\p{L}\p{N}]/u, 'no words'),
  speaker: z.string().min(1).nullish(),
});

interface Row {
  readonly place: string;
  readonly line: string;
}

/**
 * Reads a folder's `labels.jsonl`, or of its `transcripts.tsv`, with its sound: wav of 8 or 16 kHz as it
 * is, other kinds through `sox`. Throws where the folder has neither list.
 */
export async function readLabelledSpeech(folder: string): Promise<LabelledSpeech> {
  const utterances: LabelledUtterance[] = [];
  const problems: string[] = [];
  for (const { place, line } of await rowsOf(folder)) {
    try {
      utterances.push(await readUtterance(folder, rowOf(line)));
    } catch (error) {
      problems.push(`${place}: ${messageOf(error).replaceAll(/\s+/gu, ' ')}`);
    }
  }
  return { utterances, problems };
}

async function rowsOf(folder: string): Promise<readonly Row[]> {
  const list = existsSync(join(folder, labelsFile)) ? labelsFile : tableFile;
  const lines = (await readFile(join(folder, list), 'utf8')).split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [{ place: `${list}:${index + 1}`, line }]));
}

function rowOf(line: string): z.infer<typeof rowSchema> {
  const [file = '', text] = line.split('\t');
  const ofTable = { file, text: text?.trim(), speaker: speakerInName.exec(file)?.[0] };
  const parsed = rowSchema.safeParse(line.startsWith('{') ? JSON.parse(line) : ofTable);
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error));
  return parsed.data;
}

async function readUtterance(
  folder: string,
  { file, text, speaker }: z.infer<typeof rowSchema>,
): Promise<LabelledUtterance> {
  const path = join(folder, file);
  const { wide, narrow } = file.endsWith('.wav') ? await readWav(path, file) : await readOther(path);
  if (wide.length === 0) throw new TypeError(`${file} holds no sound`);
  return { file, text, speaker: speaker ?? null, wide, narrow };
}

async function readWav(path: string, name: string): Promise<Pick<LabelledUtterance, 'wide' | 'narrow'>> {
  const wav = parseWav(await readFile(path), name);
  const narrow = telephoneSound(wav);
  const isWide = wav.sampleRateHz === 16_000 && wav.channels === 1;
  return { narrow, wide: isWide ? wav.samples : resample(narrow, 8_000, 16_000) };
}

async function readOther(path: string): Promise<Pick<LabelledUtterance, 'wide' | 'narrow'>> {
  await readFile(path);
  const raw = ['-r', '16000', '-c', '1', '-b', '16', '-e', 'signed-integer', '-t', 'raw', '-'];
  const options = { encoding: 'buffer', maxBuffer: 256_000_000 } as const;
  const { stdout } = await promisify(execFile)('sox', ['-G', '-D', path, ...raw], options);
  const wide = new Int16Array(new Uint8Array(stdout.subarray(0, stdout.length & ~1)).buffer);
  return { wide, narrow: resample(wide, 16_000, 8_000) };
}
