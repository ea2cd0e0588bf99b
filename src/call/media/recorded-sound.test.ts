import { describe, expect, it } from 'vitest';
import { formatWav } from '../../audio/index.ts';
import type { RecordedPart } from '../../contract/recorded-line.ts';
import {
  scriptedSound,
  scriptedSpeechLink,
  type ScriptedSpeechLink,
} from '../../speech/testing/scripted-speech-link.ts';
import { recordedSound } from './recorded-sound.ts';

const voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;

const wav = (text: string): Uint8Array => formatWav({ sampleRateHz: 8000, channels: 1, samples: scriptedSound(text) });

/** The same header, and another rate in it. */
function atRate(bytes: Uint8Array, rateHz: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(24, rateHz, true);
  return copy;
}

async function play(
  line: string | readonly RecordedPart[],
  files: Readonly<Record<string, Uint8Array>>,
  link: ScriptedSpeechLink = scriptedSpeechLink(),
): Promise<Int16Array> {
  const read = (path: string): Promise<Uint8Array> => {
    const bytes = files[path];
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`ENOENT: no such file '${path}'`));
  };
  const playing = recordedSound(
    line,
    { voice, preferred: ['house'] },
    { speech: link, read },
    new AbortController().signal,
  );
  playing.catch(() => undefined);
  // Parts that a missing recording leaves to the synthesiser are asked for a few turns later.
  for (let turn = 0; turn < 5; turn++) {
    await Promise.resolve();
    link.flush();
  }
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  link.flush();
  return playing;
}

const file = (path: string): RecordedPart => ({ file: path, text: null });

describe('a recorded sentence', () => {
  it('is spliced around a variable that is synthesised', async () => {
    const link = scriptedSpeechLink();
    const files = { 'a.wav': wav('喂'), 'b.wav': wav('您好') };
    const sound = await play([file('a.wav'), { file: null, text: '王先生' }, file('b.wav')], files, link);
    expect(link.said.map(({ request }) => request)).toEqual([{ text: '王先生', voice, preferred: ['house'] }]);
    expect(sound.length / 8).toBeCloseTo(1_200, -2);
  });

  it('takes the recording of a value where there is one, and says the value where there is none', async () => {
    const link = scriptedSpeechLink();
    const named: RecordedPart = { file: 'names/王.wav', text: '王' };
    await play([named], { 'names/王.wav': wav('王') }, link);
    expect(link.said).toHaveLength(0);
    await play([named], {}, link);
    expect(link.said.map(({ request }) => request.text)).toEqual(['王']);
  });

  it('fails with the file that is missing, and with the words that cannot be said', async () => {
    await expect(play('gone.wav', {})).rejects.toThrow("no such file 'gone.wav'");
    await expect(play([file('gone.wav'), { file: null, text: '王' }], {})).rejects.toThrow("no such file 'gone.wav'");
    const mute = scriptedSpeechLink({ failingTexts: { 王: 'no voice' } });
    await expect(play([{ file: null, text: '王' }], {}, mute)).rejects.toThrow("'王': no voice");
  });

  it.each([11_025, 22_050, 44_100, 48_000])('of %i Hz is refused, never played at another speed', async (rateHz) => {
    const playing = play('fast.wav', { 'fast.wav': atRate(wav('您好'), rateHz) });
    await expect(playing).rejects.toThrow(
      `wav file 'fast.wav': has ${rateHz} Hz; wanted 16-bit PCM or G.711, 8000 or 16000 Hz, 1 or 2 channels`,
    );
  });
});
