import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { every, type Clock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { voiceSchema } from '../../contract/script-document.ts';
import { connectSpeechLink, sayText, startSpeechEngines, type SpeechLink } from '../../speech/index.ts';
import { murmur } from './murmur.ts';
import { syllableVoice } from './syllable-voice.ts';
import type { Speaker } from './voice-bank.ts';

export interface OpenSpeaker {
  readonly speak: Speaker;
  close(): Promise<void>;
}

const flushEveryMs = 20;
const customerVoice = voiceSchema.parse({ language: 'cmn' });

/**
 * The voice of the carrier and its customers. The eSpeak process is started when the first sentence is wanted that no
 * folder keeps: a second run may need none.
 */
export function openSpeaker(voice: 'espeak' | 'murmur', clock: Clock): OpenSpeaker {
  if (voice === 'murmur') return { speak: (text) => Promise.resolve(murmur(text)), close: () => Promise.resolve() };
  let opened: Promise<Engine> | null = null;
  return {
    speak: async (text) => {
      opened ??= openEngine(clock);
      const { samples } = await sayText((await opened).link, { text, voice: customerVoice });
      return samples;
    },
    close: async () => {
      const engine = await opened?.catch(() => null);
      await engine?.close();
    },
  };
}

/** The voice of customers in whose calls sound alone carries the words. Throws `no-syllable-voice`. */
export function openSyllableSpeaker(folder: string): OpenSpeaker {
  const voice = syllableVoice(folder);
  return { speak: async (text) => voice.say(text), close: () => Promise.resolve() };
}

interface Engine {
  readonly link: SpeechLink;
  close(): Promise<void>;
}

async function openEngine(clock: Clock): Promise<Engine> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waihu-carrier-'));
  const engines = await startSpeechEngines({
    dataFolder,
    clock,
    logger: silentLogger,
    recognizers: [],
    voiceDetector: false,
    denoisers: [],
  });
  const link = connectSpeechLink(engines.sockets, { clock });
  const stopFlushing = every(clock, flushEveryMs, () => link.flush());
  return {
    link,
    close: async () => {
      stopFlushing();
      await link.close();
      await engines.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
