import { entryBeside } from '../../src/foundation/entry.ts';
import type { BareAnswer, BareKind, BareQuestion } from '../capacity-bare-entry.ts';
import { askChild } from '../ask-child.ts';
import { cpuMsOf } from '../process-cpu.ts';
import { rounded } from '../report.ts';
import { OurListener, startOurs } from './our-engine.ts';
import { latenessOf, pacedLoad, soundMsOf, type PacedLoad } from './paced-load.ts';
import { startPinned } from './pinned.ts';
import { fullLoadOf, loadThatFillsACore, type Step } from './search.ts';
import { capacitySpeech } from './sound.ts';
import { byTurns, type Figures } from './verdict.ts';

/** One engine, as its own program and bare. */
export interface Compared {
  readonly what: 'asr' | 'vad';
  /** A program of `src/speech/engines` and its arguments after the socket. */
  readonly program: string;
  readonly args: readonly string[];
  readonly bare: readonly [kind: BareKind, path: string];
  /** Voices with which the search begins. */
  readonly firstLoad: number;
}

/** One side, at one load. */
type Run = (load: PacedLoad) => Promise<{ readonly lateMs: number; readonly cpuMs: number }>;

/** Both sides by turns, each searched by itself; medians of voices at a time on one core. Throws with why a side does not run. */
export async function compareCapacity(compared: Compared, modelFolder: string, quick: boolean): Promise<Figures> {
  const [count, ms] = quick ? [1, 2_400] : [3, 6_400];
  const ours = await oursOf(compared, modelFolder);
  try {
    const bare = await bareOf(compared, modelFolder);
    try {
      const capacityBy = (run: Run) => (): Promise<Capacity> => capacityOf(run, compared.firstLoad, ms);
      return await byTurns(count, { ours: capacityBy(ours.run), bare: capacityBy(bare.run) }, ({ voices }) => voices);
    } finally {
      bare.close();
    }
  } finally {
    await ours.close();
  }
}

interface Capacity {
  readonly voices: number;
  readonly steps: readonly Step[];
}

async function capacityOf(run: Run, firstLoad: number, ms: number): Promise<Capacity> {
  const steps = await loadThatFillsACore(async (load) => {
    const paced = pacedLoad(load, ms);
    const { lateMs, cpuMs } = await run(paced);
    return { load: rounded(load, 2), share: rounded(cpuMs / soundMsOf(paced), 3), lateMs: rounded(lateMs) };
  }, firstLoad);
  return { voices: rounded(fullLoadOf(steps.at(-1) as Step), 2), steps };
}

async function oursOf(
  { program, args, what }: Compared,
  modelFolder: string,
): Promise<{ run: Run; close(): Promise<void> }> {
  const speech = await capacitySpeech(modelFolder);
  const engine = await startOurs(program, args, what === 'asr' ? 'recognizers' : 'voiceDetector');
  const listener = new OurListener(engine.link, speech, what);
  return {
    close: () => engine.close(),
    async run(load) {
      await listener.prepare(load.voices);
      const before = engine.cpuMs();
      const lateMs = await latenessOf(load, listener);
      return { lateMs, cpuMs: engine.cpuMs() - before };
    },
  };
}

async function bareOf({ bare }: Compared, modelFolder: string): Promise<{ run: Run; close(): void }> {
  const child = await startPinned(entryBeside(import.meta.url, '../capacity-bare-entry'), [...bare, modelFolder]);
  return {
    close: () => void child.kill(),
    async run(load) {
      await askChild(child, { kind: 'prepare', voices: load.voices } satisfies BareQuestion);
      const before = cpuMsOf(child.pid ?? 0);
      const { lateMs } = await askChild<BareAnswer>(child, { kind: 'hear', load } satisfies BareQuestion);
      return { lateMs, cpuMs: cpuMsOf(child.pid ?? 0) - before };
    },
  };
}
