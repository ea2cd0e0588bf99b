import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { formatWav, toneSound } from '../../audio/index.ts';
import { loadRecordings } from './load-recordings.ts';

it('loads recordings by the folder they are in, and tells of what cannot be used', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-recordings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const samples = toneSound({ frequenciesHz: [500, 900], levelDbfs: -20 }, 3_000);
  const wav = formatWav({ samples, sampleRateHz: 8000, channels: 1 });
  for (const label of ['powered-off', 'assistant', 'weather']) await mkdir(join(folder, label));
  await writeFile(join(folder, 'powered-off', 'mobile-1.wav'), wav);
  await writeFile(join(folder, 'powered-off', 'broken.wav'), 'no sound');
  await writeFile(join(folder, 'powered-off', 'click.wav'), wav.slice(0, 2_000));
  await writeFile(join(folder, 'assistant', 'greeting.WAV'), wav);
  await writeFile(join(folder, 'weather', 'rain.wav'), wav);
  await writeFile(join(folder, 'weather', 'snow.wav'), wav);
  const { known, problems } = await loadRecordings(folder);
  expect(known.map(({ name, meaning }) => [name, meaning])).toEqual([
    ['assistant/greeting', { answeredBy: 'assistant' }],
    ['powered-off/mobile-1', { cause: 'powered-off' }],
  ]);
  expect(known[0]?.fingerprint.prints.length).toBeGreaterThan(100);
  expect(problems).toEqual([
    expect.stringContaining('powered-off/broken.wav: wav file'),
    'powered-off/click.wav: it is too short to be known again',
    'weather: no cause that is announced and no machine that answers is called so',
  ]);
});

it('finds nothing where there is no folder', async () => {
  expect(await loadRecordings(join(tmpdir(), 'waihu-no-such-folder'))).toEqual({ known: [], problems: [] });
});
