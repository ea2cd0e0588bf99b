import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { framesOf } from '../../audio/index.ts';
import { every, systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { connectSpeechLink } from '../link/connect-speech-link.ts';
import type { HearingStream, SpeechLink } from '../link/speech-link.ts';
import { canHearRealClosedSet, realClosedSet } from '../pocketsphinx/testing/real-closed-set.ts';
import { modelsFolder } from '../testing/models-folder.ts';
import { readSentences, soundOfSample } from '../testing/spoken-samples.ts';
import { startSpeechEngines, type SpeechEngines } from './start-speech-engines.ts';

// PocketSphinx in real processes: a whole model, and two that are not.
/** Believed also of a voice not heard before. */
const said = readSentences().find(({ text }) => text === '精卫填海');
const here = said !== undefined && canHearRealClosedSet();

describe.skipIf(!here)(`closed sets in processes (libpocketsphinx3, sox and the models in ${modelsFolder})`, () => {
  let folder = '';
  let engines: SpeechEngines;
  let link: SpeechLink;
  let stopFlushing: () => void = () => undefined;

  /** The whole model with one file of it put another way. */
  async function spoilt(name: string, file: string, spoil: (bytes: Buffer) => Buffer): Promise<void> {
    await mkdir(join(folder, 'models', name), { recursive: true });
    for (const one of await readdir(realClosedSet))
      if (one !== file) await symlink(join(realClosedSet, one), join(folder, 'models', name, one));
    await writeFile(join(folder, 'models', name, file), spoil(await readFile(join(realClosedSet, file))));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waihu-closed-'));
    await spoilt('whole', 'noisedict', (bytes) => bytes);
    await spoilt('cut', 'means', (bytes) => bytes.subarray(0, bytes.length / 2));
    await spoilt('other', 'feat.params', () => Buffer.from('-feat s3_1x39\n-ceplen 20\n'));
    engines = await startSpeechEngines({
      dataFolder: folder,
      modelFolder: join(folder, 'models'),
      recognizers: ['whole', 'cut', 'other'],
      logger: silentLogger,
      clock: systemClock,
      synthesizers: 0,
      voiceDetector: false,
    });
    link = connectSpeechLink(engines.sockets, { clock: systemClock });
    stopFlushing = every(systemClock, 20, () => link.flush());
  }, 180_000);
  afterAll(async () => {
    stopFlushing();
    await link?.close();
    await engines?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A stream of the whole model that expects the sentence, and what is told of it in order. */
  function listening(): { readonly stream: HearingStream; readonly next: () => Promise<string> } {
    const told: string[] = [];
    let wake: () => void = () => undefined;
    const tell = (what: string): void => {
      told.push(what);
      wake();
    };
    const stream = link.openStream(
      {
        detectVoice: false,
        recognizer: 'whole',
        language: 'cmn',
        hotwords: [],
        expected: [said!.text, '好的', '不用了'],
      },
      {
        voiceProbability: () => undefined,
        partial: () => undefined,
        final: (text) => tell(`heard ${text}`),
        lost: (what) => tell(`lost ${what}`),
      },
    );
    const next = async (): Promise<string> => {
      while (told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return told.shift() ?? '';
    };
    return { stream, next };
  }
  const speak = (stream: HearingStream, sound: Int16Array): void => {
    for (const [at, frame] of framesOf(sound).entries()) stream.accept(frame, at * 20);
  };

  test('a model of PocketSphinx cut short or with wrong metadata costs its own capability, and says why', () => {
    expect(engines.sockets.recognizers.map(({ name }) => name)).toEqual(['whole']);
    const missing = engines.capabilities.missing.map(({ why, mend }) => `${why}: ${mend}`);
    for (const name of ['cut', 'other'])
      expect(missing).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^recogniser '${name}' (died 2 times while loading|refused to start).*a whole model in the folder .*${name}`,
          ),
        ),
      );
  });

  test('three seconds of clipping, then of silence, are no words, and the next sentence is heard', async () => {
    const { stream, next } = listening();
    for (const sampleAt of [(index: number) => (Math.sin(index * 0.7) > 0 ? 32_767 : -32_768), () => 0]) {
      speak(
        stream,
        Int16Array.from({ length: 24_000 }, (_, index) => sampleAt(index)),
      );
      stream.finish();
      expect(await next()).toBe('heard ');
    }
    speak(stream, soundOfSample(said!));
    stream.finish();
    expect(await next()).toBe(`heard ${said!.text}`);
    stream.close();
  });

  test('killed with -9 in mid-word its stream is told, and a new one is heard after its restart', async () => {
    const { stream, next } = listening();
    const sound = soundOfSample(said!);
    speak(stream, sound.subarray(0, sound.length / 2));
    link.flush();
    const child = engines.engines.find(({ what }) => what === "recogniser 'whole'")?.child;
    process.kill(child?.pid ?? 0, 'SIGKILL');
    expect(await next()).toBe('lost recognizer');
    stream.close();
    // Refused at once while the engine is away; of a process that has heard nothing yet the first turns may be doubted.
    const heard: string[] = [];
    while (heard.length < 3) {
      const again = listening();
      for (let told = ''; told !== 'lost recognizer' && heard.length < 3;) {
        speak(again.stream, sound);
        again.stream.finish();
        told = await again.next();
        if (told !== 'lost recognizer') heard.push(told);
      }
      again.stream.close();
    }
    expect(heard).toContain(`heard ${said!.text}`);
    expect(child?.restarts).toBe(1);
  });
});
