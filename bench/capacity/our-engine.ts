import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { every, systemClock } from '../../src/foundation/clock.ts';
import { entryBeside } from '../../src/foundation/entry.ts';
import {
  connectSpeechLink,
  noSpeechSockets,
  type HearingStream,
  type SpeechLink,
  type SpeechSockets,
} from '../../src/speech/index.ts';
import { cpuMsOf } from '../process-cpu.ts';
import type { Listener } from './paced-load.ts';
import { startPinned } from './pinned.ts';
import { mostSettlingTurns, phrasesOf, SpeakingVoice, type Sentence } from './sound.ts';

const frameMs = 20;
/** Sound of another time: an engine takes nothing from before it. */
const gapMs = 2_000;
/** Who has not answered by then never will. */
const patienceMs = 60_000;
/** Half a second of a voice. */
const mostWindowsAhead = 16;

/** An engine's own program, as calls have it, on the measured core; and a link to it from here. */
export interface PinnedEngine {
  readonly link: SpeechLink;
  /** Its time on processors so far, in milliseconds. */
  readonly cpuMs: () => number;
  close(): Promise<void>;
}

/** Starts a program of `src/speech/engines`, its arguments those after the socket. Throws with why it does not run. */
export async function startOurs(
  program: string,
  args: readonly string[],
  role: 'recognizers' | 'voiceDetector' | 'synthesizers',
): Promise<PinnedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-bench-'));
  const socketPath = join(folder, 'engine');
  const entry = entryBeside(import.meta.url, `../../src/speech/engines/${program}`);
  let child: ChildProcess | null = null;
  const close = async (): Promise<void> => {
    child?.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    child = await startPinned(entry, [socketPath, ...args]);
  } catch (error) {
    await close();
    throw error;
  }
  const pid = child.pid ?? 0;
  const socket = { name: 'measured', socketPath, languages: ['cmn'] } as const;
  const sockets: SpeechSockets = { ...noSpeechSockets, [role]: role === 'voiceDetector' ? socket : [socket] };
  const link = connectSpeechLink(sockets, { clock: systemClock });
  return {
    link,
    cpuMs: () => cpuMsOf(pid),
    async close() {
      await link.close();
      await close();
    },
  };
}

interface Heard {
  readonly stream: HearingStream;
  readonly voice: SpeakingVoice;
  /** A recogniser has believed it once: from then on it knows the voice. */
  settled: boolean;
}

/** Voices heard by an engine of ours over its socket, each on a stream of its own. */
export class OurListener implements Listener {
  readonly #link: SpeechLink;
  readonly #speech: readonly Sentence[];
  readonly #recognizes: boolean;
  readonly #heard: Heard[] = [];
  #atMs = 0;
  #framesHeard = 0;
  #owed = 0;
  #settle: () => void = () => undefined;
  #failed: Error | null = null;

  constructor(link: SpeechLink, speech: readonly Sentence[], what: 'asr' | 'vad') {
    this.#link = link;
    this.#speech = speech;
    this.#recognizes = what === 'asr';
  }

  /** Opens what is missing of so many voices, and lets a recogniser come to know them. */
  async prepare(voices: number): Promise<void> {
    while (this.#heard.length < voices) this.#open(this.#heard.length);
    for (let turn = 0; this.#recognizes && turn < mostSettlingTurns; turn++) {
      for (const one of this.#heard.filter(({ settled }) => !settled)) {
        for (let ends = false; !ends;) {
          const next = one.voice.next();
          one.stream.accept(next.frame, (this.#atMs += frameMs));
          ({ ends } = next);
        }
        this.#finish(one);
        this.#link.flush();
        await this.answered();
      }
    }
    this.#atMs += gapMs;
    this.#framesHeard = 0;
  }

  async hear(voices: number, isLast: boolean): Promise<void> {
    await this.#roomFor(voices);
    this.#atMs += frameMs;
    this.#framesHeard++;
    for (const one of this.#heard.slice(0, voices)) {
      const { frame, ends } = one.voice.next();
      one.stream.accept(frame, this.#atMs);
      if (!this.#recognizes || !(ends || isLast)) continue;
      if (!ends) one.voice.beginNext();
      this.#finish(one);
    }
    if (!this.#recognizes && isLast) this.#owed += this.#windowsOf(voices);
    this.#link.flush();
  }

  async answered(): Promise<void> {
    if (this.#owed > 0)
      await new Promise<void>((resolve) => {
        // What a lagging engine has not taken waits here.
        const stopFlushing = every(systemClock, frameMs, () => this.#link.flush());
        const cancel = systemClock.after(patienceMs, () => {
          this.#failed = new Error(
            `the engine owes ${this.#owed} answers; ${this.#link.droppedFrames} frames were dropped`,
          );
          this.#settle();
        });
        this.#settle = () => {
          cancel();
          stopFlushing();
          resolve();
        };
      });
    if (this.#failed) throw this.#failed;
  }

  /** A window of 512 samples at 16 kHz for 320 of each frame. */
  #windowsOf(voices: number): number {
    return voices * Math.floor((this.#framesHeard * 320) / 512);
  }

  /** Where others keep the core from a detector, nothing is dropped: its own time is what counts. */
  async #roomFor(voices: number): Promise<void> {
    while (!this.#recognizes && !this.#failed && this.#windowsOf(voices) + this.#owed > voices * mostWindowsAhead) {
      this.#link.flush();
      await sleep(5);
    }
  }

  #finish(one: Heard): void {
    this.#owed++;
    one.stream.finish();
  }

  #told(): void {
    this.#owed--;
    if (this.#owed === 0) this.#settle();
  }

  #open(index: number): void {
    const stream = this.#link.openStream(
      {
        detectVoice: !this.#recognizes,
        recognizer: this.#recognizes ? 'measured' : null,
        language: 'cmn',
        hotwords: [],
        expected: phrasesOf(this.#speech),
      },
      {
        voiceProbability: () => this.#told(),
        partial: () => undefined,
        final: (text) => {
          if (text !== '') heard.settled = true;
          this.#told();
        },
        lost: (_, reason) => {
          this.#failed = new Error(reason);
          this.#settle();
        },
      },
    );
    const heard = { stream, voice: new SpeakingVoice(this.#speech, index), settled: false };
    this.#heard.push(heard);
  }
}
