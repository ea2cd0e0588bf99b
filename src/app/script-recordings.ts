import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseWav } from '../audio/index.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { messageOf } from '../foundation/errors.ts';

/** What is wrong with a recording beside a script, null where it can be played as it is. */
export function recordingFaultIn(folder: string): (file: string) => string | null {
  return (file) => {
    try {
      const { samples } = parseWav(readFileSync(pathIn(folder, file)), file);
      return samples.length > 0 ? null : `wav file '${file}': it holds no sound`;
    } catch (error) {
      return messageOf(error);
    }
  };
}

/** The script with every recording named by its whole path: calls know no folder of a script. */
export function withRecordingsIn(folder: string, document: ScriptDocument): ScriptDocument {
  const rooted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rooted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, rooted(inner)] as const);
    const whole = Object.fromEntries(entries);
    return typeof whole['text'] === 'string' && 'audio' in whole
      ? { ...whole, audio: pathsIn(folder, whole['audio']) }
      : whole;
  };
  return scriptDocumentSchema.parse(rooted(document));
}

function pathsIn(folder: string, audio: unknown): unknown {
  if (typeof audio === 'string') return pathIn(folder, audio);
  if (!Array.isArray(audio)) return audio;
  return audio.map((part: string) => (/\.wav$/i.test(part) ? pathIn(folder, part) : part));
}

const pathIn = (folder: string, file: string): string => (isAbsolute(file) ? file : join(folder, file));
