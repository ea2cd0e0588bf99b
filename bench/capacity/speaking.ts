import { voiceSchema } from '../../src/contract/script-document.ts';
import { every, systemClock } from '../../src/foundation/clock.ts';
import { entryBeside } from '../../src/foundation/entry.ts';
import { sayText } from '../../src/speech/index.ts';
import { askChild } from '../ask-child.ts';
import { cpuMsOf } from '../process-cpu.ts';
import { startOurs, type PinnedEngine } from './our-engine.ts';
import { startPinned } from './pinned.ts';
import { ratesOf, spokenText, type SpeakingRates, type Spoken } from './texts.ts';
import { byTurns, type Figures } from './verdict.ts';

export interface SpeakingEngine {
  /** A program of `src/speech/engines`. */
  readonly program: string;
  /** Its model's folder; null: eSpeak NG, which has none. */
  readonly folder: string | null;
}

const textsUnderWay = 4;
/** Until compilers have seen the busy code: less is slower by half. */
const warmUpTexts = 24;
const voice = voiceSchema.parse({ language: 'cmn' });

/** Characters a second, ours and bare by turns. Throws with why a side does not run. */
export async function compareSpeaking({ program, folder }: SpeakingEngine, quick: boolean): Promise<Figures> {
  const [stretches, texts] = quick ? [3, 16] : [7, 48];
  const args = folder === null ? [] : [folder];
  const engine = await startOurs(program, args, 'synthesizers');
  try {
    const bare = await startPinned(entryBeside(import.meta.url, '../speaking-bare-entry'), args);
    try {
      const bareSpeaks = async (count: number): Promise<SpeakingRates> => {
        const before = cpuMsOf(bare.pid ?? 0);
        const spoken = await askChild<Spoken>(bare, { texts: count });
        return ratesOf(spoken, cpuMsOf(bare.pid ?? 0) - before);
      };
      await speakAll(engine, warmUpTexts);
      await bareSpeaks(warmUpTexts);
      return await byTurns(
        stretches,
        { ours: () => speakAll(engine, texts), bare: () => bareSpeaks(texts) },
        ({ charactersPerSecond }) => charactersPerSecond,
      );
    } finally {
      bare.kill();
    }
  } finally {
    await engine.close();
  }
}

/** Keeps several texts under way until all are said. */
async function speakAll({ link, cpuMs }: PinnedEngine, texts: number): Promise<SpeakingRates> {
  const stopFlushing = every(systemClock, 5, () => link.flush());
  const before = cpuMs();
  let [begun, characters, samples] = [0, 0, 0];
  const row = async (): Promise<void> => {
    while (begun < texts) {
      const text = spokenText(begun++);
      const said = sayText(link, { text, voice });
      link.flush();
      const { length } = (await said).samples;
      samples += length;
      characters += text.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: textsUnderWay }, row));
    return ratesOf({ characters, samples }, cpuMs() - before);
  } finally {
    stopFlushing();
  }
}
