import { joined, parseWav, telephoneSound } from '../../audio/index.ts';
import type { RecordedLine, RecordedPart } from '../../contract/recorded-line.ts';
import type { Voice } from '../../contract/script-document.ts';
import { messageOf, CodedError } from '../../foundation/errors.ts';
import type { SpeechLink } from '../../speech/index.ts';
import { spliceSounds, type SplicePart } from './splice-sounds.ts';

export interface RecordedSoundParts {
  readonly speech: Pick<SpeechLink, 'synthesize'>;
  readonly read: (path: string) => Promise<Uint8Array>;
}

/**
 * The sound of a recording, or of a sentence that is recorded but for a few words: those are synthesised in `voice`. Rejects
 * with the first part that neither can be read nor said. `signal` gives up what is being made.
 */
export async function recordedSound(
  line: RecordedLine,
  voice: Voice,
  parts: RecordedSoundParts,
  signal: AbortSignal,
): Promise<Int16Array> {
  if (typeof line === 'string') return readSound(line, parts);
  return spliceSounds(await Promise.all(line.map((part) => partSound(part, voice, parts, signal))));
}

async function readSound(path: string, { read }: RecordedSoundParts): Promise<Int16Array> {
  return telephoneSound(parseWav(await read(path), path));
}

async function partSound(
  { file, text }: RecordedPart,
  voice: Voice,
  parts: RecordedSoundParts,
  signal: AbortSignal,
): Promise<SplicePart> {
  if (file === null) return { samples: await saidSound(text ?? '', voice, parts, signal), recorded: false };
  try {
    return { samples: await readSound(file, parts), recorded: true };
  } catch (error) {
    if (text === null) throw error;
    return { samples: await saidSound(text, voice, parts, signal), recorded: false };
  }
}

function saidSound(
  text: string,
  voice: Voice,
  { speech }: RecordedSoundParts,
  signal: AbortSignal,
): Promise<Int16Array> {
  if (!/[\p{L}\p{N}]/u.test(text)) return Promise.resolve(new Int16Array(0));
  return new Promise((resolve, reject) => {
    const chunks: Int16Array[] = [];
    const abandon = speech.synthesize(
      { text, voice },
      {
        chunk: (samples) => chunks.push(samples.slice()),
        end: () => resolve(joined(chunks)),
        failed: (reason) => reject(new CodedError('part-not-said', `'${text}': ${reason}`)),
      },
    );
    signal.addEventListener('abort', () => {
      abandon();
      reject(new CodedError('part-given-up', messageOf(signal.reason)));
    });
  });
}
