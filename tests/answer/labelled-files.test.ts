import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readLabelled, writeLabelled } from '../../bench/answer/labelled-files.ts';
import { formatWav, toneSound } from '../../src/audio/index.ts';

const tone = toneSound({ frequenciesHz: [450], levelDbfs: -20 }, 1_000);

/** A second of the tone at a rate, in one or two channels. */
function wavOf(sampleRateHz: number, channels: 1 | 2): Uint8Array {
  const samples = Int16Array.from(
    { length: sampleRateHz * channels },
    (_, index) => tone[Math.floor((Math.floor(index / channels) * 8_000) / sampleRateHz)] ?? 0,
  );
  const bytes = formatWav({ samples, sampleRateHz: 8000, channels });
  new DataView(bytes.buffer).setUint32(24, sampleRateHz, true);
  return bytes;
}

async function folderOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-labelled-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

it('takes wavs of other rates and in stereo as a telephone would carry them', async () => {
  const rates = [8_000, 16_000, 44_100, 48_000].flatMap((rate) => [[rate, 1] as const, [rate, 2] as const]);
  const names = rates.map(([rate, channels]) => `${rate}-${channels}.wav`);
  const folder = await folderOf({
    ...Object.fromEntries(rates.map(([rate, channels], index) => [names[index], wavOf(rate, channels)])),
    'labels.jsonl': `\uFEFF${names.map((file) => JSON.stringify({ file, label: 'busy' })).join('\r\n')}\r\n`,
  });
  const { cases, problems } = await readLabelled(folder);
  expect(problems).toEqual([]);
  expect(cases.map(({ kind, label, words }) => [kind, label, words])).toEqual(names.map(() => ['busy', 'busy', null]));
  for (const { samples } of cases) expect(Math.abs(samples.length - 8_000)).toBeLessThanOrEqual(2);
});

it('keeps the good rows and names each bad one by its line', async () => {
  const folder = await folderOf({
    'good.wav': wavOf(16_000, 2),
    'text.wav': 'no sound at all',
    'empty.wav': formatWav({ samples: new Int16Array(0), sampleRateHz: 8000, channels: 1 }),
    'labels.jsonl': [
      '{"file": "good.wav", "label": "human", "kind": "mine/a", "words": "喂"}',
      '{"file": "good.wav", "label": "martian"}',
      '{"file": "missing.wav", "label": "human"}',
      '{"file": "good.wav", "label": ',
      '',
      '{"file": "text.wav", "label": "human"}',
      '{"file": "empty.wav", "label": "human"}',
      '["good.wav", "human"]',
      '{"file": "good.wav", "label": "none"}',
    ].join('\n'),
  });
  const { cases, problems } = await readLabelled(folder);
  expect(cases.map(({ kind, label, words }) => [kind, label, words])).toEqual([
    ['mine/a', 'human', '喂'],
    ['none', 'none', null],
  ]);
  expect(problems.map((problem) => problem.replace(/: .*/u, ''))).toEqual(
    [2, 3, 4, 6, 7, 8].map((line) => `labels.jsonl:${line}`),
  );
  expect(problems[0]).toMatch(/label/u);
  expect(problems[1]).toMatch(/no such file.*missing\.wav/u);
  expect(problems[2]).toMatch(/JSON/u);
  expect(problems[3]).toMatch(/'text\.wav': is no RIFF\/WAVE file/u);
  expect(problems[4]).toMatch(/empty\.wav holds no sound/u);
});

it('fails where there is no file of labels', async () => {
  await expect(readLabelled(await folderOf({}))).rejects.toThrow('labels.jsonl');
});

it('reads back what the corpus writes', async () => {
  const folder = await folderOf({});
  const cases = [{ kind: 'tone/busy', label: 'busy', words: null, samples: tone }];
  await writeLabelled(folder, { cases, enrolled: [{ label: 'vacant', name: 'vacant-1', samples: tone }] });
  expect(await readLabelled(folder)).toEqual({ cases, problems: [] });
});
