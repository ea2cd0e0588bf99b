import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { joined, parseWav, TelephoneDownsampler } from '../../src/audio/index.ts';
import { messageOf } from '../../src/foundation/errors.ts';
import { openSyllableBank, type SyllableBank } from '../../src/simulator/voice/syllable-bank.ts';

const run = promisify(execFile);
const buffer = { encoding: 'buffer', maxBuffer: 64_000_000 } as const;

/** An eSpeak voice: variant of the Debian package, words a minute, pitch 0–99. */
export interface Speaking {
  readonly variant: string;
  readonly speed: number;
  readonly pitch: number;
}

/** The text as eSpeak says it, 8 kHz, without the silence around it. @throws where `espeak-ng` does not run. */
export async function espeakSays(text: string, { variant, speed, pitch }: Speaking): Promise<Int16Array> {
  const flags = ['-v', `cmn-latn-pinyin+${variant}`, '-s', String(speed), '-p', String(pitch), '-b', '1', '--stdout'];
  const { stdout } = await run('espeak-ng', [...flags, text], buffer);
  const pcm = new Int16Array(new Uint8Array(stdout.subarray(44, stdout.length - (stdout.length % 2))).buffer);
  const down = new TelephoneDownsampler(22_050);
  const samples = [...down.push(pcm), ...down.end()];
  return trimmed(Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 0.8)))));
}

/** Real speech and a real voice's syllables, where the folder of models is at hand. */
export interface RealVoices {
  /** Utterances of one speaker who reads, 8 kHz. */
  readonly utterances: readonly Int16Array[];
  /** Joins recorded syllables (`wei2 ni3 hao3`, `,` a pause). */
  readonly syllables: (pinyin: string) => Int16Array;
}

/** The reason where the folder of models, or `sox`, is missing. */
export async function loadRealVoices(modelFolder: string): Promise<RealVoices | string> {
  const [speech, voice] = [join(modelFolder, 'audio', 'aishell'), join(modelFolder, 'voice')];
  if (!existsSync(speech) || !existsSync(join(voice, 'index.json'))) return `no ${speech} or no syllables in ${voice}`;
  const utterances: Int16Array[] = [];
  try {
    for (const file of readdirSync(speech).filter((name) => name.endsWith('.flac'))) {
      const { stdout } = await run('sox', [join(speech, file), '-r', '8000', '-b', '16', '-t', 'wav', '-'], buffer);
      utterances.push(trimmed(parseWav(stdout, file).samples));
    }
  } catch (error) {
    return `sox: ${messageOf(error)}`;
  }
  return { utterances, syllables: syllableVoice(openSyllableBank(voice)) };
}

function syllableVoice(bank: SyllableBank): RealVoices['syllables'] {
  return (pinyin) =>
    joined(
      pinyin.split(' ').map((syllable) => {
        if (syllable === ',') return new Int16Array(2000);
        const sound = bank(syllable);
        if (!sound) throw new RangeError(`no recorded syllable '${syllable}'`);
        return faded(trimmed(sound).subarray(0, 2400));
      }),
    );
}

function faded(samples: Int16Array): Int16Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
  return samples.map((sample, index) =>
    Math.round(sample * (12_000 / peak) * Math.min(1, index / 80, (samples.length - index) / 160)),
  );
}

export const quiet = (ms: number): Int16Array => new Int16Array(Math.round(ms * 8));

/** Without the quiet at both ends (below 2 % of the peak). */
function trimmed(samples: Int16Array): Int16Array {
  const limit = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) / 50;
  const first = samples.findIndex((sample) => Math.abs(sample) > limit);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > limit);
  return first === -1 ? new Int16Array(0) : samples.slice(first, last + 1);
}
