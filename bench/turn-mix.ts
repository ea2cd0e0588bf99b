import { levelDbfs } from '../src/audio/index.ts';
import { scriptDocumentSchema } from '../src/contract/script-document.ts';
import { seededRandom, shuffled, type Random } from '../src/foundation/random.ts';

/** `interrupt` begins in the middle of the robot's reply to the one before, and is no part of the mix. */
export type UtteranceKind = 'answer' | 'other' | 'mid-phrase' | 'interrupt';

/** What a customer says: in two parts where it stops in mid-phrase or mid-number. */
export interface Line {
  readonly kind: UtteranceKind;
  readonly parts: readonly string[];
  readonly pauseMs: number;
}

/** A line as sound, with the characters typed by each frame. */
export interface Utterance {
  readonly kind: UtteranceKind;
  readonly text: string;
  readonly samples: Int16Array;
  /** Characters that leave with each frame of 20 ms. */
  readonly typed: readonly string[];
}

export const frameSamples = 160;
export const voiceFloorDbfs = -50;

/** Asks for an amount, reads it back, registers it and asks again: every answer is replied to with a sentence never said before. */
export const turnScript = scriptDocumentSchema.parse({
  id: 'turns',
  name: '轮次',
  purpose: 'test',
  // Quicker than people like it: the bench need not wait for long sentences.
  voice: { speed: 1.4 },
  bargeIn: { mode: 'after', protectMs: 0, minSpeechMs: 300 },
  slots: { amount: { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } } },
  intents: [
    { id: 'yes', name: '肯定', polarity: 'positive', keywords: ['对', '没错', '是的'] },
    { id: 'change', name: '修改', keywords: ['改一下'] },
  ],
  flows: {
    main: {
      kind: 'main',
      start: 'hello',
      nodes: {
        hello: { kind: 'speak', say: '您好，我是智能助手。', branches: [{ on: 'any', to: 'ask' }] },
        ask: {
          kind: 'slot',
          slot: 'amount',
          say: '您想要多少万？',
          attempts: 9,
          branches: [
            { on: 'ok', to: 'confirm' },
            { on: 'failed', to: 'ask' },
          ],
        },
        confirm: {
          kind: 'speak',
          say: '好的，{amount}的保额，请问对吗？',
          branches: [
            { on: 'intent', intent: 'change', to: 'clear' },
            { on: 'positive', to: 'registered' },
          ],
        },
        registered: { kind: 'speak', say: '那就为您登记{amount}的保额。', branches: [{ on: 'any', to: 'clear' }] },
        clear: { kind: 'jump', set: { amount: '' }, to: 'ask' },
      },
    },
  },
  patterns: {
    maxRounds: 100,
    silence: { afterMs: 8_000, max: 9, say: '您还在吗？' },
    noMatch: { max: 9, say: '不好意思，我没听清楚。' },
  },
});

const others = [
  '我家里已经有一份保险了',
  '你们公司是哪一年成立的',
  '我现在在外面不太方便',
  '这个是每年都要交钱的吗。',
  '我先问一下我爱人再说',
  '上次也有人给我打过电话。',
  '你说得太快了我记不住',
  '住院的话能报销多少',
] as const;
const yeses = ['对的', '没错', '是的没错', '对'] as const;
type Broken = readonly [string, string];
/** Where each line stops and how it goes on; `#` is the amount. */
const brokenAmounts: readonly [Broken, ...Broken[]] = [
  ['我想要', '#万吧'],
  ['因为我去年买过一份', '所以只要#万'],
  ['大概', '#万左右'],
];
const brokenYeses: readonly [Broken, ...Broken[]] = [
  ['这个就是', '没错的'],
  ['如果是这样的话', '对的'],
];

/** 11 to 999 in words. */
function inWords(value: number): string {
  const digit = (index: number): string => '零一二三四五六七八九'[index] ?? '';
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  const rest = tens === 0 ? (ones === 0 ? '' : `零${digit(ones)}`) : `${digit(tens)}十${digit(ones)}`;
  return hundreds === 0 ? rest : `${digit(hundreds)}百${rest}`;
}

/** The fixed mix in a fixed order: six answers, three others, one broken in the middle of each ten; an interruption after every fifth. */
export function turnLines(count: number, rows: number): readonly (readonly Line[])[] {
  const random = seededRandom(7);
  const amounts = shuffled(
    Array.from({ length: 880 }, (_, index) => index + 111).filter((value) => value % 10 !== 0),
    random,
  );
  const script = new Customer(random, () => inWords(amounts.pop() ?? 111));
  const ten: readonly UtteranceKind[] = [
    ...Array.from({ length: 6 }, () => 'answer' as const),
    ...Array.from({ length: 3 }, () => 'other' as const),
    'mid-phrase',
  ];
  const kinds = Array.from({ length: Math.ceil(count / 10) }, () => shuffled(ten, random)).flat();
  const size = Math.ceil(count / rows / 5) * 5;
  return Array.from({ length: rows }, (_, row) => {
    script.begin();
    return kinds
      .slice(row * size, (row + 1) * size)
      .flatMap((kind, index) => [script.line(kind), ...(index % 5 === 4 ? [script.line('interrupt')] : [])]);
  }).filter((lines) => lines.length > 0);
}

/** Knows what the robot asks next, so that an answer is one. */
class Customer {
  readonly #random: Random;
  readonly #amount: () => string;
  #asked: 'amount' | 'yes' = 'amount';
  #lines = 0;

  constructor(random: Random, amount: () => string) {
    this.#random = random;
    this.#amount = amount;
  }

  /** Another call. */
  begin(): void {
    this.#asked = 'amount';
  }

  line(kind: UtteranceKind): Line {
    this.#lines++;
    switch (kind) {
      case 'other':
        return { kind, parts: [this.#oneOf(others)], pauseMs: 0 };
      case 'interrupt':
        this.#asked = 'yes';
        return { kind, parts: [`等一下我想改一下改成${this.#amount()}万`], pauseMs: 0 };
      case 'answer':
        return { kind, parts: [this.#answer()], pauseMs: 0 };
      case 'mid-phrase':
        return { kind, parts: this.#broken(), pauseMs: 300 + this.#random.int(31) * 20 };
    }
  }

  #oneOf<T>(ways: readonly [T, ...T[]]): T {
    return ways[this.#random.int(ways.length)] ?? ways[0];
  }

  /** Whether an amount was asked; the next question is the other one. */
  #amountAsked(): boolean {
    const amount = this.#asked === 'amount';
    this.#asked = amount ? 'yes' : 'amount';
    return amount;
  }

  #answer(): string {
    if (!this.#amountAsked()) return this.#oneOf(yeses);
    return `${this.#oneOf(['', '我要', '就', '那就'])}${this.#amount()}万${this.#oneOf(['', '。', '吧', '左右'])}`;
  }

  /** Of the amounts half stop inside the number. */
  #broken(): readonly string[] {
    if (!this.#amountAsked()) return this.#oneOf(brokenYeses);
    const words = this.#amount();
    if (this.#lines % 2 === 0) return [words.slice(0, -1), `${words.slice(-1)}万`];
    return this.#oneOf(brokenAmounts).map((part) => part.replace('#', words));
  }
}

/** Puts the sounds of a line's parts together, with exactly its pause between the last voiced frame and the next. */
export function utteranceOf(line: Line, sounds: readonly Int16Array[]): Utterance {
  const frames: Int16Array[] = [];
  const typed: string[] = [];
  for (const [index, part] of line.parts.entries()) {
    if (index > 0)
      for (let quietMs = 0; quietMs < line.pauseMs; quietMs += 20) {
        frames.push(new Int16Array(frameSamples));
        typed.push('');
      }
    const voiced = voicedFrames(sounds[index] ?? new Int16Array(0));
    const characters = Array.from(part);
    // The last character leaves with the last voiced frame, the others in step with the voice.
    for (const [at, frame] of voiced.entries()) {
      const by = (frameIndex: number): number =>
        frameIndex >= voiced.length
          ? characters.length
          : Math.min(characters.length - 1, Math.floor((frameIndex / voiced.length) * characters.length));
      frames.push(frame);
      typed.push(characters.slice(by(at), by(at + 1)).join(''));
    }
  }
  const samples = new Int16Array(frames.length * frameSamples);
  for (const [index, frame] of frames.entries()) samples.set(frame, index * frameSamples);
  return { kind: line.kind, text: line.parts.join(''), samples, typed };
}

/** From the first voiced frame to the last. */
function voicedFrames(sound: Int16Array): readonly Int16Array[] {
  const frames = Array.from({ length: Math.floor(sound.length / frameSamples) }, (_, index) =>
    sound.slice(index * frameSamples, (index + 1) * frameSamples),
  );
  const isVoiced = (frame: Int16Array): boolean => levelDbfs(frame) >= voiceFloorDbfs;
  return frames.slice(Math.max(0, frames.findIndex(isVoiced)), frames.findLastIndex(isVoiced) + 1);
}
