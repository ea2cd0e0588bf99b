import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatWav } from '../audio/index.ts';
import { loadScriptFile } from '../scripts/index.ts';
import { recordingFaultIn, withRecordingsIn } from './script-recordings.ts';
import { lintFile } from './script-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-recordings-'));
  const good = Buffer.from(formatWav({ sampleRateHz: 8000, channels: 1, samples: new Int16Array(800).fill(99) }));
  const fast = Buffer.from(good);
  fast.writeUInt32LE(22_050, 24);
  await mkdir(join(folder, 'names'));
  await writeFile(join(folder, 'good.wav'), good);
  await writeFile(join(folder, 'fast.wav'), fast);
  await writeFile(join(folder, 'torn.wav'), good.subarray(0, 20));
});
afterAll(() => rm(folder, { recursive: true }));

const script = (audio: string): string => `
id: small
name: 小
variables: { name: { default: 王 } }
patterns:
  silence: { say: 喂, goTo: end }
  noMatch: { say: 抱歉, goTo: end }
flows:
  main:
    kind: main
    start: end
    nodes:
      end:
        kind: end
        say:
          - { text: '${audio.includes('{name}') ? '{name}' : ''}您好，这里是甲的智能客服', audio: ${audio} }
`;

const faultsOf = (audio: string): string[] =>
  loadScriptFile(script(audio), recordingFaultIn(folder))
    .problems.filter(({ code }) => code === 'recording-unusable')
    .map(({ message, line }) => `${line}: ${message}`);

describe('recordings beside a script', () => {
  it('a good one, and a name that only a call knows, are no fault', () => {
    expect(faultsOf('good.wav')).toEqual([]);
    expect(faultsOf("['names/{name}.wav', good.wav]")).toEqual([]);
  });

  it('of a wrong rate, torn or missing are named with their line before any call', () => {
    expect(faultsOf('fast.wav')).toEqual([
      "16: script 'small' node 'end': wav file 'fast.wav': has 22050 Hz; wanted 16-bit PCM or G.711, 8000 or 16000 Hz, 1 or 2 channels",
    ]);
    expect(faultsOf('torn.wav')[0]).toMatch(/wav file 'torn\.wav': has no/);
    expect(faultsOf("[good.wav, '{name}', gone.wav]")[0]).toMatch(/no such file.*gone\.wav/);
  });

  it('`script lint` fails over one', () => {
    const { exitCode, text } = lintFile(script('fast.wav'), 'small.yaml', folder);
    expect(exitCode).toBe(1);
    expect(text).toContain('has 22050 Hz');
  });

  it('are published by their whole path, words left as they are', () => {
    const { document } = loadScriptFile(script("[good.wav, '{name}', 'names/{name}.wav', /abs/x.wav]"));
    const rooted = JSON.stringify(withRecordingsIn('/scripts', document!));
    expect(rooted).toContain('["/scripts/good.wav","{name}","/scripts/names/{name}.wav","/abs/x.wav"]');
  });
});
