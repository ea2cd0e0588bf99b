import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { every, systemClock } from '../../src/foundation/clock.ts';
import { entryBeside, startChild } from '../../src/foundation/entry.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import {
  connectSpeechLink,
  installedModels,
  speechCapabilities,
  startSpeechEngines,
  type SpeechLink,
} from '../../src/speech/index.ts';
import { askChild } from '../ask-child.ts';
import type { WideAnswer, WideQuestion } from '../wide-hearing-entry.ts';

const frameMs = 20;

/** One voice, turn by turn. */
export interface HeardCall {
  /** The words of a turn, given as frames of 20 ms at 8 kHz. Rejects where the recogniser is lost. */
  hear(frames: readonly Int16Array[]): Promise<string>;
  close(): void;
}

/** A recogniser that runs, as calls have it. */
export interface Hearing {
  /** It hears what it is told to expect and nothing else. */
  readonly isClosedSet: boolean;
  /** A call with a voice not heard before, who is expected to say these phrases. */
  call(expected: readonly string[]): HeardCall;
  /** The words of a sound of 16 kHz, which no telephone line carried. Null: the model is of 8 kHz. */
  readonly hearWide: ((samples: Int16Array) => Promise<string>) | null;
  close(): Promise<void>;
}

/** Names of the recognisers in a folder of models, with a closed set or without. */
export async function recognizersIn(modelFolder: string): Promise<readonly string[]> {
  return (await speechCapabilities({ modelFolder })).recognizers.map(({ name }) => name);
}

/** Starts one recogniser in the product's own process, with the product's settings. Throws with why it cannot be started. */
export async function startHearing(modelFolder: string, recognizer: string): Promise<Hearing> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waihu-bench-cer-'));
  const engines = await startSpeechEngines({
    dataFolder,
    modelFolder,
    logger: silentLogger,
    clock: systemClock,
    synthesizers: 0,
    voices: [],
    voiceDetector: false,
    recognizers: [recognizer],
  });
  const socket = engines.sockets.recognizers.find(({ name }) => name === recognizer);
  const close = async (): Promise<void> => {
    await engines.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  if (!socket) {
    await close();
    const { missing } = engines.capabilities;
    throw new Error(missing.find(({ why }) => why.includes(recognizer))?.why ?? `no recogniser '${recognizer}'`);
  }
  const link = connectSpeechLink(engines.sockets, { clock: systemClock });
  const stopFlushing = every(systemClock, 10, () => link.flush());
  const installed = (await installedModels(modelFolder)).find(({ name }) => name === recognizer);
  const wide = installed ? startWide(installed.folder) : null;
  return {
    isClosedSet: socket.closedSet === true,
    call: (expected) => openCall(link, recognizer, expected),
    hearWide: wide && ((samples) => wide.hear(samples)),
    async close() {
      wide?.child.kill();
      stopFlushing();
      await link.close();
      await close();
    },
  };
}

function openCall(link: SpeechLink, recognizer: string, expected: readonly string[]): HeardCall {
  let told: { readonly heard: (text: string) => void; readonly lost: (error: Error) => void } | null = null;
  let atMs = 0;
  const stream = link.openStream(
    { detectVoice: false, recognizer, language: 'cmn', hotwords: [], expected },
    {
      voiceProbability: () => undefined,
      partial: () => undefined,
      final: (text) => told?.heard(text),
      lost: (_, reason) => told?.lost(new Error(reason)),
    },
  );
  return {
    hear: (frames) =>
      new Promise((heard, lost) => {
        told = { heard, lost };
        for (const frame of frames) stream.accept(frame, (atMs += frameMs));
        stream.finish();
      }),
    close: () => stream.close(),
  };
}

/** The same model fed with 16 kHz, in a process of its own: one that is broken ends it. */
function startWide(folder: string): {
  readonly child: ChildProcess;
  readonly hear: (samples: Int16Array) => Promise<string>;
} {
  const entry = entryBeside(import.meta.url, '../wide-hearing-entry');
  const child = startChild(entry, [folder], { serialization: 'advanced' });
  return {
    child,
    hear: async (samples) => (await askChild<WideAnswer>(child, { samples } satisfies WideQuestion)).text,
  };
}
