import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { formatWav, readAsTelephoneSound } from '../../src/audio/index.ts';
import { answeredBySchema, callOutcomeSchema } from '../../src/contract/call-outcome.ts';
import { messageOf } from '../../src/foundation/errors.ts';
import type { Corpus, CorpusCase } from './making.ts';

/** The file of labels beside the sounds: one JSON object a line. */
const labelsFile = 'labels.jsonl';
/** Recordings that the operator of this corpus has named: `announcements/powered-off/mobile.wav`. */
export const enrolledFolder = 'announcements';

const labels = ['none', ...answeredBySchema.exclude(['unknown']).options, ...callOutcomeSchema.options] as const;
const lineSchema = z.object({
  file: z.string().min(1),
  label: z.enum(labels),
  kind: z.string().optional(),
  words: z.string().nullable().optional(),
});

export interface LabelledFiles {
  readonly cases: readonly CorpusCase[];
  /** One sentence for each line or file that could not be judged. */
  readonly problems: readonly string[];
}

/** Writes sounds, labels, and recordings to be known, as `readLabelled` and `--corpus` take them. */
export async function writeLabelled(folder: string, { cases, enrolled }: Corpus): Promise<void> {
  const lines: string[] = [];
  for (const [index, { kind, label, words, samples }] of cases.entries()) {
    const file = `${String(index + 1).padStart(4, '0')}-${kind.replaceAll('/', '-')}.wav`;
    await writeSound(join(folder, file), samples);
    lines.push(JSON.stringify({ file, label, kind, words }));
  }
  for (const { label, name, samples } of enrolled)
    await writeSound(join(folder, enrolledFolder, label, `${name}.wav`), samples);
  await writeFile(join(folder, labelsFile), `${lines.join('\n')}\n`);
}

async function writeSound(path: string, samples: Int16Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, formatWav({ samples, sampleRateHz: 8000, channels: 1 }));
}

/** Sounds with labels that anybody made: `{"file": "a.wav", "label": "human"}` a line, wavs of any rate. @throws where there is no file of labels. */
export async function readLabelled(folder: string): Promise<LabelledFiles> {
  const cases: CorpusCase[] = [];
  const problems: string[] = [];
  const lines = (await readFile(join(folder, labelsFile), 'utf8')).replace(/^\uFEFF/u, '').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      cases.push(await readCase(folder, line));
    } catch (error) {
      problems.push(`${labelsFile}:${index + 1}: ${messageOf(error).replaceAll(/\s+/gu, ' ')}`);
    }
  }
  return { cases, problems };
}

async function readCase(folder: string, line: string): Promise<CorpusCase> {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error));
  const { file, label, kind = label, words = null } = parsed.data;
  const samples = readAsTelephoneSound(await readFile(join(folder, file)), file);
  if (samples.length === 0) throw new TypeError(`${file} holds no sound`);
  return { kind, label, words, samples };
}
