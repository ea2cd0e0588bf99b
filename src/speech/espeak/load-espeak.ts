import { spawn } from 'node:child_process';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Espeak, EspeakChunk, EspeakSettings } from './espeak-voice.ts';

/** The part of `@echogarden/espeak-ng-emscripten` that we call. */
interface EspeakWorker {
  set_voice(name: string, language: string, gender: number, age: number, variant: number): number;
  set_rate(wordsPerMinute: number): void;
  set_pitch(pitch: number): void;
  set_range(range: number): void;
  synthesize(
    text: string,
    callback: (
      samples: Int16Array,
      events: readonly { readonly type: string; readonly text_position: number; readonly audio_position: number }[],
    ) => boolean,
  ): void;
}
type LoadModule = (options: object) => Promise<{ readonly eSpeakNGWorker: new () => EspeakWorker }>;

export const espeakPackage = '@echogarden/espeak-ng-emscripten';
export const espeakProgram = 'espeak-ng';

/** The wasm build. GPL-3.0: loaded here only, in the synthesiser's own process. Throws where it is not installed. */
export async function loadEspeakWasm(importModule: (name: string) => Promise<unknown> = importByName): Promise<Espeak> {
  const { default: load } = (await importModule(espeakPackage)) as { readonly default: LoadModule };
  const { eSpeakNGWorker } = await load({ print: () => undefined, printErr: () => undefined });
  const worker = new eSpeakNGWorker();
  return {
    name: 'espeak-ng',
    speak(text, settings, onChunk) {
      worker.set_voice(settings.voice, '', 0, 0, 0);
      worker.set_rate(settings.wordsPerMinute);
      worker.set_pitch(settings.pitch);
      worker.set_range(settings.pitchRange);
      worker.synthesize(text, (samples, events) => !onChunk({ samples, words: wordsOf(events) }));
      return Promise.resolve();
    },
  };
}

function importByName(name: string): Promise<unknown> {
  return import(name);
}

function wordsOf(
  events: readonly { readonly type: string; readonly text_position: number; readonly audio_position: number }[],
): EspeakChunk['words'] {
  return events
    .filter((event) => event.type === 'word')
    .map((event) => ({ textLength: event.text_position - 1, atMs: event.audio_position }));
}

/** Debian's binary speaks Mandarin characters rightly by its pinyin voice alone. */
const binaryVoices = { cmn: 'cmn-latn-pinyin', yue: 'yue', en: 'en' } as const;

/** The system's `espeak-ng`, one process a sentence: the way out where the package is absent. */
export function espeakBinary(program = espeakProgram): Espeak {
  return {
    name: 'espeak-ng',
    async speak(text, settings, onChunk) {
      const child = spawn(program, binaryArguments(settings), { stdio: ['pipe', 'pipe', 'ignore'] });
      child.stdin.on('error', () => undefined);
      child.stdin.end(text);
      const exited = new Promise<void>((resolve, reject) => {
        child.on('error', (error) =>
          reject(new CodedError('espeak-not-runnable', `${program}: ${messageOf(error)}`, { program }, error)),
        );
        child.on('close', () => resolve());
      });
      const reading = readWav(child.stdout, onChunk).then((wanted) => wanted || child.kill());
      await Promise.all([exited, reading]);
    },
  };
}

function binaryArguments({ voice, wordsPerMinute, pitch }: EspeakSettings): string[] {
  const flags = ['-v', binaryVoices[voice], '-s', String(wordsPerMinute), '-p', String(pitch)];
  return [...flags, '-b', '1', '--stdin', '--stdout'];
}

/** Hands over the samples after the 44 bytes of the header. False when they are not wanted any more. */
async function readWav(stream: AsyncIterable<Buffer>, onChunk: (chunk: EspeakChunk) => boolean): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  let headerLeft = 44;
  for await (const bytes of stream) {
    const body = bytes.subarray(Math.min(headerLeft, bytes.length));
    headerLeft -= bytes.length - body.length;
    const all = Buffer.concat([rest, body]);
    const even = all.length - (all.length % 2);
    rest = all.subarray(even);
    if (even === 0) continue;
    const samples = new Int16Array(new Uint8Array(all.subarray(0, even)).buffer);
    if (!onChunk({ samples, words: [] })) return false;
  }
  return true;
}

/** The wasm build where it is installed, else the system's binary where that runs; throws with both reasons. */
export async function loadEspeak(): Promise<Espeak> {
  try {
    return await loadEspeakWasm();
  } catch (missing) {
    const binary = espeakBinary();
    try {
      await binary.speak('好', { voice: 'cmn', wordsPerMinute: 180, pitch: 50, pitchRange: 50, gain: 1 }, () => true);
      return binary;
    } catch (error) {
      throw new CodedError(
        'no-espeak',
        `no voice: ${espeakPackage} cannot be loaded (${messageOf(missing)}) and ${messageOf(error)}; wanted either`,
        {},
        error,
      );
    }
  }
}
