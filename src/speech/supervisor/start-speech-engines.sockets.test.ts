import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import type { Voice } from '../../contract/script-document.ts';
import { connectSpeechLink } from '../link/connect-speech-link.ts';
import type { HearingListener, SpeechLink } from '../link/speech-link.ts';
import { pullModel } from '../models/pull-model.ts';
import { activeLevelDbfs } from '../testing/active-level.ts';
import { findSilero } from '../vad/silero-file.ts';
import { speechCapabilities } from './speech-capabilities.ts';
import { startSpeechEngines, type SpeechEngines } from './start-speech-engines.ts';

const installed = await speechCapabilities();
const speaks = installed.synthesizers.length > 0;
const detects = installed.voiceDetector === 'silero';
/** Ten steps nicer than this process. */
const nice = Math.min(19, getPriority() + 10);
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };

let folder = '';
let engines: SpeechEngines;
let link: SpeechLink;
let stopFlushing: () => void = () => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-engines-'));
  engines = await startSpeechEngines({ dataFolder: folder, logger: silentLogger, clock: systemClock });
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

interface Said {
  readonly samples: Int16Array;
  readonly chunks: number;
  readonly provider: string;
  readonly marks: readonly number[];
}

function say(text: string, changed: Partial<Voice> = {}, onChunk: () => void = () => undefined): Promise<Said> {
  return new Promise((resolve, reject) => {
    const chunks: Int16Array[] = [];
    const marks: number[] = [];
    link.synthesize(
      { text, voice: { ...voice, ...changed } },
      {
        chunk(samples) {
          chunks.push(samples);
          onChunk();
        },
        mark: (textLength) => marks.push(textLength),
        end(provider) {
          resolve({
            samples: Int16Array.from(chunks.flatMap((chunk) => [...chunk])),
            chunks: chunks.length,
            provider,
            marks,
          });
        },
        failed: (reason) => reject(new Error(reason)),
      },
    );
  });
}

const childOf = (what: RegExp) => engines.engines.find((engine) => what.test(engine.what))?.child;

async function until(done: () => boolean): Promise<void> {
  while (!done())
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 10);
    });
}

describe.skipIf(!speaks)('the synthesiser', () => {
  test('speaks Mandarin, Cantonese and English at 8 kHz and about −16 dBFS, in chunks', async () => {
    for (const [text, language] of [
      ['您好，请问您现在方便吗？保额是50万元。', 'cmn'],
      ['你好，我係智能客服，請問你方便嗎？', 'yue'],
      ['Hello, this is a call, do you have a minute?', 'en'],
    ] as const) {
      const said = await say(text, { language });
      expect(said.provider).toBe('espeak-ng');
      expect(said.chunks).toBeGreaterThan(5);
      expect(said.samples.length).toBeGreaterThan(8_000);
      expect(Math.abs(activeLevelDbfs(said.samples) + 16)).toBeLessThan(2.5);
      expect(said.marks.at(-1)).toBe(text.length);
    }
  });

  test('speed shortens, and the same text is as long each time to a millisecond', async () => {
    const own = await say('我们的产品很好');
    expect((await say('我们的产品很好', { speed: 1.6 })).samples.length).toBeLessThan(own.samples.length * 0.75);
    expect(Math.abs((await say('我们的产品很好')).samples.length - own.samples.length)).toBeLessThan(16);
  });

  test('killed in mid-sentence it is started again, and the sentence comes whole', async () => {
    const text = '第一句。第二句也很长很长很长。第三句。第四句。第五句。第六句。';
    const whole = await say(text);
    const pid = childOf(/synthesiser/)?.pid ?? 0;
    let killed = false;
    const survived = await say(text, {}, () => {
      if (!killed) process.kill(pid, 'SIGKILL');
      killed = true;
    });
    expect(Math.abs(survived.samples.length - whole.samples.length)).toBeLessThan(100);
    expect(childOf(/synthesiser/)?.restarts).toBe(1);
    expect(childOf(/synthesiser/)?.pid).not.toBe(pid);
  });

  test('runs ten steps nicer than we do', () => {
    expect(getPriority(childOf(/synthesiser/)?.pid ?? 0)).toBe(nice);
  });

  test.skipIf(!existsSync('/proc/self/autogroup'))('and as a group of processes too', () => {
    const group = readFileSync(`/proc/${childOf(/synthesiser/)?.pid}/autogroup`, 'utf8');
    expect(group.trim().endsWith(`nice ${nice}`)).toBe(true);
  });
});

describe.skipIf(!detects)('the voice detector', () => {
  function open(log: { at: number; probability: number }[], lost: string[] = []) {
    const listener: HearingListener = {
      voiceProbability: (probability, at) => log.push({ at, probability }),
      partial: () => undefined,
      final: () => undefined,
      lost: (what, reason) => lost.push(`${what}: ${reason}`),
    };
    return link.openStream({ detectVoice: true, recognizer: null, language: 'cmn', hotwords: [] }, listener);
  }

  test('knows a voice from silence', async () => {
    const log: { at: number; probability: number }[] = [];
    const stream = open(log);
    const { samples } = await say('您好，请问您现在方便吗？');
    for (let frame = 0; frame < 50; frame++) stream.accept(new Int16Array(160), frame * 20);
    for (let frame = 0; frame < 75; frame++)
      stream.accept(samples.subarray(frame * 160, frame * 160 + 160), 1_000 + frame * 20);
    await until(() => (log.at(-1)?.at ?? 0) >= 2_460);
    stream.close();
    const share = (from: number, to: number): number => {
      const windows = log.filter(({ at }) => at >= from && at < to);
      return windows.filter(({ probability }) => probability >= 0.5).length / windows.length;
    };
    expect(share(0, 1_000)).toBe(0);
    expect(share(1_200, 2_500)).toBeGreaterThan(0.6);
  });

  test('killed, its streams are told, and it hears again after its restart', async () => {
    const lost: string[] = [];
    const stream = open([], lost);
    stream.accept(new Int16Array(160), 0);
    const child = childOf(/detector/);
    const pid = child?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => lost.length === 1);
    expect(lost[0]).toMatch(/^voice-detector: silero/);
    stream.close();
    await until(() => child?.pid !== null && child?.pid !== pid);
    const log: { at: number; probability: number }[] = [];
    let again = open(log, lost);
    let frames = 0;
    await until(() => {
      if (lost.length > 1) {
        lost.length = 1;
        again = open(log, lost);
      }
      again.accept(new Int16Array(160), frames++ * 20);
      return log.length > 0;
    });
    expect(log[0]?.probability).toBeLessThan(0.3);
    again.close();
  });
});

describe.skipIf(!detects)('a bad model', () => {
  test('cut short it kills its process twice, is refused with the reason, and costs nothing else', async () => {
    const source = join(folder, 'source');
    await mkdir(source);
    const onnx = await readFile(findSilero()!);
    await writeFile(join(source, 'ctc-model.onnx'), onnx.subarray(0, 500_000));
    await writeFile(join(source, 'tokens.txt'), '<blk> 0\n你 1\n');
    const modelFolder = join(folder, 'models');
    await pullModel('cut', { modelFolder, clock: systemClock, from: { folder: source } });
    await pullModel('changed', { modelFolder, clock: systemClock, from: { folder: source } });
    await writeFile(join(modelFolder, 'changed', 'ctc-model.onnx'), Buffer.alloc(500_000, 1));

    const other = await startSpeechEngines({
      dataFolder: join(folder, 'other'),
      modelFolder,
      logger: silentLogger,
      clock: systemClock,
    });
    expect(other.sockets.recognizers).toEqual([]);
    expect(other.capabilities.recognizers).toEqual([]);
    const reasons = other.capabilities.missing.map(({ why }) => why);
    expect(reasons).toContainEqual(
      expect.stringMatching(
        /recogniser 'cut' died 2 times while loading \((SIG\w+|exit code \d+)\): its files are broken/,
      ),
    );
    expect(reasons).toContainEqual(
      expect.stringMatching(/recogniser 'changed' refused to start: .*ctc-model\.onnx \(wrong sha256\)/),
    );
    expect(other.sockets.synthesizers.length).toBe(engines.sockets.synthesizers.length);
    expect(other.capabilities.voiceDetector).toBe('silero');
    await other.close();
  });
});
