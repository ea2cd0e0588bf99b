import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Voice } from '../../contract/script-document.ts';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { connectSpeechLink } from '../link/connect-speech-link.ts';
import type { SpeechLink } from '../link/speech-link.ts';
import { installedModels } from '../models/installed-model.ts';
import { measuredSpeed } from '../models/measured-speed.ts';
import { pullModel } from '../models/pull-model.ts';
import { writeTinySenseVoice, writeTinyVoice } from '../testing/tiny-models.ts';
import { measureModel } from './measure-model.ts';
import { startSpeechEngines, type SpeechEngines } from './start-speech-engines.ts';

// Real processes with sherpa-onnx, and models of a few hundred bytes: two that work and two that do not.
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
let folder = '';
let engines: SpeechEngines;
let link: SpeechLink;
let stopFlushing: () => void = () => undefined;

async function pull(name: string, write: (source: string) => Promise<void>): Promise<void> {
  const source = join(folder, 'sources', name);
  await mkdir(source, { recursive: true });
  await write(source);
  await pullModel(name, { modelFolder: join(folder, 'models'), clock: systemClock, from: { folder: source } });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-local-'));
  await pull('hum', (source) => writeTinyVoice(source));
  await pull('hears', (source) => writeTinySenseVoice(source));
  await pull('deaf', (source) => writeTinySenseVoice(source, { vocab_size: '' }));
  await pull('cut', async (source) => {
    await writeTinyVoice(source);
    const whole = await readFile(join(source, 'vits-hum.onnx'));
    await writeFile(join(source, 'vits-hum.onnx'), whole.subarray(0, whole.length / 2));
  });
  engines = await startSpeechEngines({
    dataFolder: folder,
    modelFolder: join(folder, 'models'),
    logger: silentLogger,
    clock: systemClock,
    voiceDetector: false,
  });
  link = connectSpeechLink(engines.sockets, { clock: systemClock });
  const timer = setInterval(() => link.flush(), 20);
  stopFlushing = () => clearInterval(timer);
});
afterAll(async () => {
  stopFlushing();
  await link.close();
  await engines.close();
  await rm(folder, { recursive: true });
});

function say(
  text: string,
  { name, onChunk = () => undefined }: { readonly name?: string | undefined; readonly onChunk?: () => void } = {},
): Promise<{ readonly samples: number; readonly provider: string }> {
  return new Promise((resolve, reject) => {
    let samples = 0;
    link.synthesize(
      { text, voice: { ...voice, name } },
      {
        chunk(chunk) {
          samples += chunk.length;
          onChunk();
        },
        end: (provider) => resolve({ samples, provider }),
        failed: (reason) => reject(new Error(reason)),
      },
    );
  });
}

test('a model cut short or with wrong metadata costs its own capability, and says why', () => {
  const { missing } = engines.capabilities;
  for (const [what, title, name] of [
    ['synthesizer', 'voice', 'cut'],
    ['recognizer', 'recogniser', 'deaf'],
  ])
    expect(missing).toContainEqual({
      what,
      code: 'engine-refused',
      why: expect.stringMatching(
        new RegExp(`^${title} '${name}' (died 2 times while loading|refused to start)`),
      ) as string,
      mend: `waihu models verify ${name}, then remove and pull it again`,
    });
  expect(engines.capabilities.synthesizers.map(({ name }) => name)).toContain('hum');
  expect(engines.capabilities.recognizers.map(({ name }) => name)).toEqual(['hears']);
});

test('a text goes to the voice that it names, and to the local voice where it names none', async () => {
  expect((await say('你好')).provider).toBe('hum');
  expect((await say('你好', { name: 'hum/1' })).provider).toBe('hum');
  const last = engines.capabilities.synthesizers.at(-1)?.name;
  expect((await say('你好', { name: last })).provider).toBe(last);
});

test('what a model took to run is written beside it when it was first loaded', async () => {
  for (const name of ['hum', 'hears']) {
    const measured = await measuredSpeed(join(folder, 'models', name));
    expect(measured?.realTimeFactor).toBeGreaterThan(0);
    expect(measured?.realTimeFactor).toBeLessThan(10);
  }
  expect(await measuredSpeed(join(folder, 'models', 'cut'))).toBeNull();
});

test('a model can be measured again, and one that cannot run says why', async () => {
  const installed = await installedModels(join(folder, 'models'));
  const hum = installed.find(({ name }) => name === 'hum');
  expect((await measureModel(hum!, systemClock)).realTimeFactor).toBeGreaterThan(0);
  const cut = installed.find(({ name }) => name === 'cut');
  await expect(measureModel(cut!, systemClock)).rejects.toThrow("voice 'cut' refused to start");
});

test('a voice killed with -9 in mid-word is started again, and the text comes whole', async () => {
  const text = '你好，请问您现在方便吗？'.repeat(6);
  const whole = await say(text);
  const child = engines.engines.find(({ what }) => what === "voice 'hum'")?.child;
  let killed = false;
  const survived = await say(text, {
    name: 'hum',
    onChunk() {
      if (!killed) process.kill(child?.pid ?? 0, 'SIGKILL');
      killed = true;
    },
  });
  expect(child?.restarts).toBe(1);
  expect(Math.abs(survived.samples - whole.samples)).toBeLessThan(160);
}, 30_000);

test('a recogniser of whole turns hears over its socket, and killed with -9 in mid-word its stream is told', async () => {
  const loud = Int16Array.from({ length: 160 }, (_, index) => (index % 20 < 10 ? 12_000 : -12_000));
  const told: string[] = [];
  let heard: () => void = () => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve));
  const stream = link.openStream(
    { detectVoice: false, recognizer: 'hears', language: 'cmn', hotwords: [] },
    {
      voiceProbability: () => undefined,
      partial: () => undefined,
      final(text) {
        told.push(text);
        heard();
      },
      lost(what) {
        told.push(`lost ${what}`);
        heard();
      },
    },
  );
  const first = next();
  for (let frame = 0; frame < 50; frame++) stream.accept(loud, frame * 20);
  stream.finish();
  await first;
  const second = next();
  for (let frame = 50; frame < 75; frame++) stream.accept(loud, frame * 20);
  process.kill(engines.engines.find(({ what }) => what === "recogniser 'hears'")?.child.pid ?? 0, 'SIGKILL');
  await second;
  expect(told).toEqual(['喂', 'lost recognizer']);
  stream.close();
}, 30_000);
