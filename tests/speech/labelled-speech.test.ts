import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullLoadOf, loadThatFillsACore } from '../../bench/capacity/search.ts';
import { readLabelledSpeech } from '../../bench/cer/labelled-speech.ts';
import { differenceOf, scoreOf } from '../../bench/cer/score.ts';
import { overTelephone } from '../../bench/cer/telephone-path.ts';
import { formatWav, toneSound } from '../../src/audio/index.ts';
import { seededRandom } from '../../src/foundation/random.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-labels-'));
});
afterAll(() => rm(folder, { recursive: true }));

const hum = toneSound({ frequenciesHz: [300], levelDbfs: -20 }, 500);

describe('labelled speech', () => {
  it('keeps the good rows, and names each bad one with its line', async () => {
    await writeFile(join(folder, 'a.wav'), formatWav({ samples: hum, sampleRateHz: 8_000, channels: 1 }));
    await writeFile(join(folder, 'b.wav'), formatWav({ samples: hum, sampleRateHz: 16_000, channels: 1 }));
    await writeFile(
      join(folder, 'empty.wav'),
      formatWav({ samples: new Int16Array(0), sampleRateHz: 8_000, channels: 1 }),
    );
    await writeFile(join(folder, 'torn.wav'), 'RIFF and no more');
    const rows = [
      '{"file":"a.wav","text":"你好"}',
      '{"file":"missing.wav","text":"你好"}',
      '{"file":"a.wav","text":"……"}',
      '{"file":"a.wav"}',
      '{"file":"torn.wav","text":"你好"}',
      '{"file":"empty.wav","text":"你好"}',
      '{"file":',
      '',
      '{"file":"b.wav","text":"可以。","speaker":"s1"}',
    ];
    await writeFile(join(folder, 'labels.jsonl'), rows.join('\n'));
    const { utterances, problems } = await readLabelledSpeech(folder);
    expect(utterances.map(({ file, text, speaker }) => [file, text, speaker])).toEqual([
      ['a.wav', '你好', null],
      ['b.wav', '可以。', 's1'],
    ]);
    expect(utterances.map(({ wide, narrow }) => [wide.length, narrow.length])).toEqual([
      [8_000, 4_000],
      [4_000, 2_000],
    ]);
    expect(problems.map((problem) => problem.split(': ')[0])).toEqual(
      [2, 3, 4, 5, 6, 7].map((line) => `labels.jsonl:${line}`),
    );
  });

  it('is refused where a folder has no labels', async () => {
    await expect(readLabelledSpeech(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});

describe('the score', () => {
  it('counts characters put in, left out and taken for others', () => {
    expect(differenceOf('今天天气好', '今天天气')).toEqual({ errors: 1, characters: 5 });
    expect(differenceOf('今天天气', '明天天气好')).toEqual({ errors: 2, characters: 4 });
    expect(differenceOf('你好', '')).toEqual({ errors: 2, characters: 2 });
  });

  it('does not mind writing, figures or a hesitation', () => {
    for (const [said, heard] of [
      ['设定三十度', '设定 30 度。'],
      ['我的号码是一三八', '我的号码是138'],
      ['好的OK', '好的，ok！'],
      ['可以', '嗯可以'],
      ['喂', '喂'],
    ] as const)
      expect(differenceOf(said, heard).errors).toBe(0);
    expect(differenceOf('喂', '').errors).toBe(1);
  });

  it('adds up over sentences', () => {
    const answers = [
      { said: '你好', heard: '你好' },
      { said: '再见', heard: '再' },
      { said: '可以', heard: '嗯可以' },
      { said: '不用', heard: '不用' },
    ];
    expect(scoreOf(answers)).toEqual({
      utterances: 4,
      sentencesRight: 0.75,
      sentencesRightToTheLetter: 0.5,
      characterErrorRate: 0.125,
    });
  });
});

describe('the telephone path', () => {
  it('brings a sound whole, and what is lost of it concealed', async () => {
    const sound = toneSound({ frequenciesHz: [400], levelDbfs: -20 }, 10_000);
    const whole = await overTelephone(sound, 0, seededRandom(1));
    const torn = await overTelephone(sound, 0.05, seededRandom(1));
    const same = torn.heard.filter((frame, index) => frame.every((sample, at) => sample === whole.heard[index]?.[at]));
    expect(whole.heard).toHaveLength(500);
    // Only what was lost at the very end is missing.
    expect(torn.heard.length).toBeGreaterThan(495);
    expect(same.length / torn.heard.length).toBeGreaterThan(0.9);
    expect(same.length / torn.heard.length).toBeLessThan(0.99);
    expect(torn.played.length).toBeGreaterThanOrEqual(500);
  });
});

describe('the search for a whole core', () => {
  it('comes to the load that fills it, whatever it began with', async () => {
    for (const first of [10, 100, 1_000]) {
      const steps = await loadThatFillsACore(
        (load) => Promise.resolve({ load, share: 0.05 + load / 200, lateMs: 0 }),
        first,
      );
      expect(fullLoadOf(steps.at(-1)!)).toBeGreaterThan(180);
      expect(fullLoadOf(steps.at(-1)!)).toBeLessThan(200);
    }
  });
});
