import { describe, expect, it } from 'vitest';
import { scriptedSound, scriptedSpeechLink } from '../../speech/testing/scripted-speech-link.ts';
import type { MediaEvent } from './media-messages.ts';
import { Playback, type Interruption } from './playback.ts';
import { SoundLibrary } from './sound-library.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { plainVoice } from './testing/media-rig.ts';

const frameMs = 20;
const always = { mode: 'always', minSpeechMs: 200 } as const;
type Ended = Omit<Extract<MediaEvent, { kind: 'play-ended' }>, 'kind' | 'legId'>;

/** One leg's playback, asked for a frame each 20 ms. */
class Bench {
  readonly speech: ReturnType<typeof scriptedSpeechLink>;
  readonly library: SoundLibrary;
  readonly playback: Playback;
  readonly ended: Ended[] = [];
  readonly sent: number[] = [];
  readonly started: { readonly playId: string; readonly atMs: number; readonly synthesisMs: number }[] = [];
  words = '';
  nowMs = 0;

  constructor(script: Parameters<typeof scriptedSpeechLink>[0] = {}) {
    this.speech = scriptedSpeechLink(script);
    this.library = new SoundLibrary({
      speech: this.speech,
      files: new MemoryFiles(),
      cacheBytes: 1_000_000,
      cacheFolder: null,
    });
    this.playback = new Playback(this.library, {
      started: ({ playId, atMs, synthesisMs }) => this.started.push({ playId, atMs, synthesisMs }),
      ended: (event) => this.ended.push(event),
      words: (text) => (this.words += text),
      used: () => undefined,
    });
  }

  play(text: string, playId = 'one'): this {
    this.playback.enqueue({ playId, bargeIn: always, items: [{ text, voice: plainVoice, audioFile: null }] });
    return this;
  }

  /** Frames until `forMs` from now. */
  pass(forMs: number): this {
    for (const untilMs = this.nowMs + forMs; this.nowMs < untilMs; this.nowMs += frameMs) {
      const frame = this.playback.next(this.nowMs, this.nowMs);
      this.sent.push(...(frame ?? new Int16Array(160)));
      this.speech.flush();
    }
    return this;
  }

  stop(more: Partial<Interruption> = {}): this {
    this.playback.stop({ by: 'speech', startedAtMs: this.nowMs - 200, decidedAtMs: this.nowMs, ...more });
    return this;
  }

  /** Of the sound that left, ms from `fromMs` to its last sample that is not silent. */
  lastedMs(fromMs: number): number {
    return (this.sent.findLastIndex((sample) => sample !== 0) + 1) / 8 - fromMs;
  }
}

const largestStep = (samples: readonly number[]): number =>
  Math.max(...samples.slice(1).map((sample, index) => Math.abs(sample - (samples[index] ?? 0))));

describe('a sentence that is interrupted', () => {
  const text = '一二三四五六七八九十';
  const undisturbed = largestStep([...scriptedSound(text)]);

  it.each([
    { name: 'early in a character', atMs: 720 },
    { name: 'late in a character', atMs: 820 },
    { name: 'between two', atMs: 800 },
    { name: 'in its first frames', atMs: 60 },
    { name: 'in its last frames', atMs: 1_960 },
  ])(
    'falls silent within 120 ms $name, and no two samples are further apart than in the sentence itself',
    ({ atMs }) => {
      const bench = new Bench().play(text).pass(frameMs + atMs);
      bench.stop({ silentByMs: bench.nowMs + 500 }).pass(600);
      expect(bench.lastedMs(frameMs + atMs)).toBeLessThanOrEqual(120);
      expect(largestStep(bench.sent)).toBeLessThanOrEqual(undisturbed);
      expect(bench.ended).toHaveLength(1);
    },
  );

  it('says the word that ends in time to its end, fades over its last 40 ms, and counts it as said', () => {
    const bench = new Bench().play(text).pass(frameMs + 720);
    bench.stop({ silentByMs: bench.nowMs + 150 }).pass(600);
    expect(Math.abs(bench.lastedMs(frameMs) - 800)).toBeLessThanOrEqual(10);
    const peakOf = (fromMs: number): number =>
      Math.max(...bench.sent.slice((frameMs + fromMs) * 8, (frameMs + fromMs + 10) * 8).map(Math.abs));
    expect(peakOf(740)).toBeGreaterThan(7_000);
    expect(peakOf(770)).toBeLessThan(6_500);
    expect(peakOf(785)).toBeLessThan(4_000);
    expect(bench.words).toBe(bench.ended[0]?.spokenText);
    expect(bench.ended[0]?.interruption).toEqual({
      by: 'speech',
      startedAtMs: bench.ended[0]!.interruption!.decidedAtMs - 200,
      decidedAtMs: frameMs + 720,
      stoppedAtMs: frameMs + 800,
    });
  });

  it('is over by the time it must be, however near the end of a word is', () => {
    for (const leftMs of [0, 60, 80, 100]) {
      const bench = new Bench().play(text).pass(frameMs + 720);
      const silentByMs = bench.nowMs + leftMs;
      bench.stop({ silentByMs }).pass(600);
      expect(bench.ended[0]!.interruption!.stoppedAtMs).toBeLessThanOrEqual(Math.max(silentByMs, 720 + frameMs + 60));
    }
  });

  it('stops at once for a key or a command, which give no time', () => {
    const bench = new Bench().play(text).pass(frameMs + 720);
    bench.stop({ by: 'key' }).pass(200);
    expect(bench.lastedMs(frameMs + 720)).toBeLessThanOrEqual(40);
    expect(bench.lastedMs(frameMs + 720)).toBeGreaterThan(35);
  });

  it('ends where the engine has told that a word ends, and tells the words that it told', () => {
    const wordEnds = [
      { textLength: 3, atSample: 520 * 8 },
      { textLength: 9, atSample: 790 * 8 },
    ];
    const bench = new Bench({ marksOf: () => wordEnds }).play(text).pass(frameMs + 700);
    bench.stop({ silentByMs: bench.nowMs + 200 }).pass(600);
    expect(Math.abs(bench.lastedMs(frameMs) - 790)).toBeLessThanOrEqual(1);
    expect(bench.ended[0]).toMatchObject({ spokenText: '一二三四五六七八九', completed: false });
  });
});

describe('a sign that the answer comes', () => {
  const answer = '您的保额是五十万';
  const sign = (bench: Bench): Bench => {
    bench.playback.interject(
      { playId: 'sign', bargeIn: always, items: [{ text: '好的', voice: plainVoice, audioFile: null }] },
      bench.nowMs,
    );
    return bench;
  };
  /** `ready` texts are there already; all others take as many flushes as asked. */
  const late = (flushes: number, ready: readonly string[] = ['好的']): Bench => {
    const bench = new Bench({ firstChunkAfterFlushes: flushes });
    bench.library.prepare(ready.map((text) => ({ text, voice: plainVoice, audioFile: null })));
    for (let flush = 0; flush <= flushes; flush++) bench.speech.flush();
    return bench;
  };

  it('is said while the answer is made, which follows it without a gap, whole', () => {
    const bench = sign(late(20).play(answer, 'answer').pass(300)).pass(3_000);
    expect(bench.ended.map(({ playId, completed }) => [playId, completed])).toEqual([
      ['sign', true],
      ['answer', true],
    ]);
    expect(bench.started.map(({ playId, atMs }) => [playId, atMs])).toEqual([
      ['sign', 300],
      ['answer', 700],
    ]);
    expect(bench.sent.slice(700 * 8, 700 * 8 + scriptedSound(answer).length)).toEqual([...scriptedSound(answer)]);
  });

  it('is no part of what the answer took: that is counted to when its sound was there', () => {
    const bench = sign(late(20).play(answer, 'answer').pass(300)).pass(3_000);
    expect(bench.started[1]?.synthesisMs).toBe(420);
  });

  it.each([
    { name: 'the answer sounds', bench: () => new Bench().play(answer, 'answer').pass(100) },
    { name: 'the answer is there', bench: () => late(0, [answer]).play(answer, 'answer').pass(20) },
  ])('is not said where $name already', ({ bench }) => {
    const ran = sign(bench()).pass(3_000);
    expect(ran.started.map(({ playId }) => playId)).toEqual(['answer']);
    expect(ran.ended[0]).toMatchObject({ playId: 'sign', completed: false, spokenText: '', interruption: null });
    expect(ran.ended[1]).toMatchObject({ playId: 'answer', completed: true });
  });

  it('is given up where its own sound is late and the answer is there first', () => {
    const bench = late(10, []).play(answer, 'answer').pass(100);
    sign(bench).pass(3_000);
    expect(bench.started.map(({ playId }) => playId)).toEqual(['answer']);
    expect(bench.ended[0]).toMatchObject({ playId: 'sign', completed: false, spokenMs: 0 });
  });

  it('keeps an answer that comes while it is said until its own end', () => {
    const bench = sign(late(0)).pass(100).play(answer, 'answer').pass(3_000);
    expect(bench.started.map(({ playId, atMs }) => [playId, atMs])).toEqual([
      ['sign', 0],
      ['answer', 400],
    ]);
  });

  it('takes the answer with it when it is interrupted: both are over, and nothing sounds', () => {
    const bench = sign(late(20).play(answer, 'answer').pass(300)).pass(200).stop().pass(1_000);
    expect(bench.ended.map(({ playId, completed, spokenMs }) => [playId, completed, spokenMs > 0])).toEqual([
      ['answer', false, false],
      ['sign', false, true],
    ]);
    expect(bench.playback.busy).toBe(false);
  });
});
