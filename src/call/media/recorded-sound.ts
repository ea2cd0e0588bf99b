import { parseWav, telephoneSound } from '../../audio/index.ts';
import type { RecordedLine, RecordedPart } from '../../contract/recorded-line.ts';
import { sayText, type SpeechLink, type SynthesisRequest } from '../../speech/index.ts';
import { spliceSounds, type SplicePart } from './splice-sounds.ts';

export interface RecordedSoundParts {
  readonly speech: Pick<SpeechLink, 'synthesize'>;
  readonly read: (path: string) => Promise<Uint8Array>;
}

/** In which voice words are said that are not recorded, and who is tried first. */
type Manner = Omit<SynthesisRequest, 'text'>;

/**
 * The sound of a recording, or of a sentence that is recorded but for a few words: those are synthesised in `manner`. Rejects
 * with the first part that neither can be read nor said. `signal` gives up what is being made.
 */
export async function recordedSound(
  line: RecordedLine,
  manner: Manner,
  parts: RecordedSoundParts,
  signal: AbortSignal,
): Promise<Int16Array> {
  if (typeof line === 'string') return readSound(line, parts);
  return spliceSounds(await Promise.all(line.map((part) => partSound(part, manner, parts, signal))));
}

async function readSound(path: string, { read }: RecordedSoundParts): Promise<Int16Array> {
  return telephoneSound(parseWav(await read(path), path));
}

async function partSound(
  { file, text }: RecordedPart,
  manner: Manner,
  parts: RecordedSoundParts,
  signal: AbortSignal,
): Promise<SplicePart> {
  if (file === null) return { samples: await saidSound(text ?? '', manner, parts, signal), recorded: false };
  try {
    return { samples: await readSound(file, parts), recorded: true };
  } catch (error) {
    if (text === null) throw error;
    return { samples: await saidSound(text, manner, parts, signal), recorded: false };
  }
}

async function saidSound(
  text: string,
  manner: Manner,
  { speech }: RecordedSoundParts,
  signal: AbortSignal,
): Promise<Int16Array> {
  if (!/[\p{L}\p{N}]/u.test(text)) return new Int16Array(0);
  return (await sayText(speech, { text, ...manner }, signal)).samples;
}
