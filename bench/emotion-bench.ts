import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeG711, encodeG711, levelDbfs } from '../src/audio/index.ts';
import { emotionSchema, type Emotion } from '../src/contract/turn-measure.ts';
import { systemClock } from '../src/foundation/clock.ts';
import { silentLogger } from '../src/foundation/logger.ts';
import { seededRandom, type Random } from '../src/foundation/random.ts';
import {
  estimateEmotion,
  initialVoiceGate,
  joinSounds,
  learnVoice,
  SpeechMeter,
  startSpeechEngines,
  stepVoiceGate,
  turnSound,
  unknownVoice,
  type SpeechSound,
} from '../src/speech/index.ts';
import { actedCalls, type ActedCall, type ActedTurn } from './emotion-mix.ts';
import { ratioOf, rounded, type Bench, type BenchResult } from './report.ts';
import { speakLines } from './speak.ts';

const frameSamples = 160;
const frameMs = 20;
const budgets = { moreThanWords: 0.1, calmTakenForAngry: 0.05 } as const;

type Ways = 'words' | 'sound' | 'both';
/** What one acted turn was taken for. */
interface Judged {
  readonly acted: Emotion;
  readonly telling: boolean;
  readonly by: Readonly<Record<Ways, Emotion>>;
}

export const bench: Bench = {
  method: [
    'turns acted by eSpeak NG: voices of many pitches, speeds and levels; a feeling is a range of pitch, speed, level, pauses and talking over the robot,',
    'half of the turns of each feeling with words that tell it, half with words said in any mood; two calm turns first; fixed seed',
    'through 8 kHz A-law with line noise, the level gate and the meter of the calls; words as they were written',
    'confusion of sound and words together against words alone and sound alone; synthesised turns are no proof for people: an estimate is never a fact',
    'turns: 240, quick 100',
  ],
  async run({ quick }): Promise<BenchResult> {
    const calls = quick ? actedCalls(10, 7) : actedCalls(24, 12);
    const lines = calls.flatMap(({ calm, turns }) => [...calm, ...turns]).flatMap(({ parts }) => parts);
    const sounds = await spoken(lines);
    const next = sounds[Symbol.iterator]();
    const soundOf = (turn: ActedTurn): readonly Int16Array[] =>
      turn.parts.map(() => next.next().value ?? new Int16Array(0));
    const random = seededRandom(3);
    return judged(calls.flatMap((call) => judgeCall(call, soundOf, random)));
  },
};

async function spoken(lines: Parameters<typeof speakLines>[1]): Promise<readonly Int16Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-bench-'));
  const speech = await startSpeechEngines({ dataFolder: folder, logger: silentLogger, clock: systemClock });
  try {
    return await speakLines(speech.sockets, lines);
  } finally {
    await speech.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function judgeCall(call: ActedCall, soundOf: (turn: ActedTurn) => readonly Int16Array[], random: Random): Judged[] {
  const both = new Listener();
  const deafToWords = new Listener();
  const judge = (turn: ActedTurn): Judged => {
    const sound = measure(lineSound(turn, soundOf(turn), random), turn.overRobotMs);
    const words = wordsOf(turn);
    const by = {
      words: estimateEmotion(words, null, unknownVoice).emotion,
      sound: deafToWords.judge('', sound),
      both: both.judge(words, sound),
    };
    return { acted: turn.acted, telling: turn.telling, by };
  };
  for (const turn of call.calm) judge(turn);
  return call.turns.map(judge);
}

/** Learns the voice as the calls do: only a turn that seems calm teaches it. */
class Listener {
  #usual = unknownVoice;

  judge(words: string, heard: SpeechSound | null): Emotion {
    const sound = heard && turnSound(heard, words);
    const { emotion } = estimateEmotion(words, sound, this.#usual);
    if (sound && emotion === 'neutral') this.#usual = learnVoice(this.#usual, sound);
    return emotion;
  }
}

const wordsOf = ({ parts }: ActedTurn): string => parts.map(({ text }) => text).join('');

/** The turn as the line gives it: quiet, the parts with pauses between, quiet; noise under all. */
function lineSound({ gainDb, pauseMs }: ActedTurn, parts: readonly Int16Array[], random: Random): Int16Array {
  const quiet = 8 * 600;
  const pause = Math.round(8 * pauseMs);
  const length = parts.reduce((sum, part) => sum + part.length + pause, quiet * 2);
  const samples = new Int16Array(Math.ceil(length / frameSamples) * frameSamples);
  const gain = 10 ** (gainDb / 20);
  let at = quiet;
  for (const part of parts) {
    for (const [index, sample] of part.entries())
      samples[at + index] = Math.max(-32_768, Math.min(32_767, sample * gain));
    at += part.length + pause;
  }
  for (let index = 0; index < samples.length; index++)
    samples[index] = Math.max(-32_768, Math.min(32_767, (samples[index] ?? 0) + (random.next() - 0.5) * 120));
  return samples;
}

function measure(samples: Int16Array, overRobotMs: number): SpeechSound | null {
  const meter = new SpeechMeter();
  let gate = initialVoiceGate;
  let sound: SpeechSound | null = null;
  let firstVoicedAtMs = Number.POSITIVE_INFINITY;
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    const frame = decodeG711('PCMA', encodeG711('PCMA', samples.subarray(at, at + frameSamples)));
    const atMs = (at / frameSamples) * frameMs;
    const levelDb = levelDbfs(frame);
    const before = gate;
    const { state, event } = stepVoiceGate(gate, { levelDb, probability: null, echo: false, atMs });
    gate = state;
    if (gate.phase !== 'quiet') firstVoicedAtMs = Math.min(firstVoicedAtMs, atMs);
    meter.follow(before, gate, { samples: frame, levelDb, overlapped: atMs < firstVoicedAtMs + overRobotMs, atMs });
    const stretch = event?.kind === 'speech-paused' ? meter.take() : null;
    if (stretch) sound = joinSounds(sound, stretch);
  }
  return sound;
}

const shareOf = (turns: readonly Judged[], holds: (turn: Judged) => boolean): number =>
  rounded(turns.filter(holds).length / Math.max(1, turns.length), 3);

function judged(turns: readonly Judged[]): BenchResult {
  const right = (way: Ways, of = turns): number => shareOf(of, ({ acted, by }) => by[way] === acted);
  for (const way of ['words', 'sound', 'both'] as const) printConfusion(way, turns);
  const calm = turns.filter(({ acted }) => acted === 'neutral');
  const detail = {
    turns: turns.length,
    both: right('both'),
    words: right('words'),
    sound: right('sound'),
    plainWords: right(
      'both',
      turns.filter(({ telling }) => !telling),
    ),
    tellingWords: right(
      'both',
      turns.filter(({ telling }) => telling),
    ),
    calmTakenForAngry: shareOf(calm, ({ by }) => by.both === 'angry'),
    recall: Object.fromEntries(
      emotionSchema.options.map((emotion) => [
        emotion,
        right(
          'both',
          turns.filter(({ acted }) => acted === emotion),
        ),
      ]),
    ),
  };
  return {
    bench: 'emotion',
    unit: 'share of acted turns taken for what they were, sound and words; more is better',
    ours: detail.both,
    peer: detail.words,
    peerName: 'words alone',
    ratio: ratioOf(detail.both, detail.words),
    budget: `sound and words >= words alone + ${budgets.moreThanWords}; calm turns taken for angry <= ${budgets.calmTakenForAngry * 100} %`,
    holds: detail.both >= detail.words + budgets.moreThanWords && detail.calmTakenForAngry <= budgets.calmTakenForAngry,
    detail,
  };
}

function printConfusion(way: Ways, turns: readonly Judged[]): void {
  const emotions = emotionSchema.options;
  console.log(
    `  ${{ words: 'words alone', sound: 'sound alone', both: 'sound and words' }[way]}: acted, then taken for`,
  );
  console.log(`    ${''.padEnd(10)}${emotions.map((emotion) => emotion.padStart(10)).join('')}`);
  for (const acted of emotions) {
    const of = turns.filter((turn) => turn.acted === acted);
    const counts = emotions.map((taken) => String(of.filter(({ by }) => by[way] === taken).length).padStart(10));
    console.log(`    ${acted.padEnd(10)}${counts.join('')}`);
  }
}
