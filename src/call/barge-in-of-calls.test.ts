import { describe, expect, test } from 'vitest';
import { levelDbfs } from '../audio/index.ts';
import { soundingSpans, whereSaid } from './testing/heard-tones.ts';
import { farewell, greeting, more, pitch, price, priceTalk, talkOf } from './testing/price-talk.ts';
import { customerVoice, firstSpokeAt, recorded, speaksInto, stoppedAfterMs } from './testing/recorded-call.ts';

/** The policy's own minimum, and what a stop may take beyond it. */
const stopBudgetMs = 300 + 150;

describe('a greeting that nobody may interrupt', () => {
  test.each([
    { name: 'a 喂 at once', afterMs: 100, lastsMs: 400, words: '喂' },
    { name: 'a question in its middle', afterMs: 1_200, lastsMs: 1_500, words: '多少钱' },
    { name: 'a voice without words', afterMs: 600, lastsMs: 1_800, words: '' },
    { name: 'talk from its first to its last word', afterMs: 0, lastsMs: 3_500, words: '你们又打来了我现在很忙' },
  ])('is said whole over $name', async ({ afterMs, lastsMs, words }) => {
    const heard = await recorded(async (call) => {
      await call.pass(afterMs);
      await call.says(customerVoice(lastsMs), words);
      await call.pass(4_000);
    });
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
  });

  test('is not begun a second time by who answers before it sounds', async () => {
    const heard = await recorded(
      async (call) => {
        await call.says(customerVoice(500), '喂你好');
        await call.pass(6_000);
      },
      { speech: { firstChunkAfterFlushes: 60 } },
    );
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
    expect(whereSaid(heard.tones, greeting, 4)).toHaveLength(1);
  });
});

describe('a sentence that may be interrupted', () => {
  test.each([
    { name: 'at its beginning', afterMs: 300 },
    { name: 'in its middle', afterMs: 2_500 },
    { name: 'in its last words', afterMs: 5_600 },
  ])('stops for words $name, and the question is answered', async ({ afterMs }) => {
    const heard = await recorded(speaksInto(pitch, { afterMs, words: '多少钱' }));
    expect(stoppedAfterMs(heard, firstSpokeAt(heard))).toBeLessThanOrEqual(stopBudgetMs);
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    const [answeredAt = 0] = whereSaid(heard.tones, price);
    expect(answeredAt).toBeGreaterThan(heard.spoke[0]?.toMs ?? Infinity);
  });

  test('fades out in 40 ms and leaves no click', async () => {
    const heard = await recorded(speaksInto(pitch, { afterMs: 2_000, words: '多少钱', thenMs: 500 }));
    const cutAt = soundingSpans(heard.robot, 160).find(({ toMs }) => toMs > firstSpokeAt(heard))?.toMs ?? 0;
    const levelAt = (ms: number): number => levelDbfs(heard.robot.subarray(ms * 8, (ms + 20) * 8));
    expect(levelAt(cutAt - 60)).toBeGreaterThan(-20);
    expect(levelAt(cutAt - 20)).toBeLessThan(levelAt(cutAt - 60) - 6);
    expect(levelAt(cutAt)).toBeLessThan(-60);
  });

  test.each(['嗯', '啊', '对', '哦', '嗯嗯'])('is not stopped by %s', async (filler) => {
    const heard = await recorded(
      speaksInto(pitch, { lastsMs: 420 + 150 * (filler.length - 1), words: filler, thenMs: 7_000 }),
    );
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });

  test('is stopped by who says more after a 嗯', async () => {
    const heard = await recorded(async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(customerVoice(400), '嗯');
      await call.says(customerVoice(1_200), '多少钱');
      await call.pass(6_000);
    });
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });

  test('is stopped by a key', async () => {
    const script = talkOf('pitch', {
      pitch: { kind: 'speak', say: pitch, branches: [{ on: 'digits', digits: '1', to: 'price' }] },
      price: { kind: 'speak', say: price, branches: [{ on: 'any', to: 'bye' }] },
      bye: { kind: 'end', say: farewell },
    });
    const heard = await recorded(
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(1_500);
        call.press('1');
        await call.pass(5_000);
      },
      { script },
    );
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });

  test.each([3, 10])('stops at the %s. interruption of a call as at the first', async (times) => {
    const heard = await recorded(async (call) => {
      await call.untilSaying(pitch);
      for (let time = 0; time < times; time++) {
        await call.pass(700);
        await call.says(customerVoice(900), time % 2 === 0 ? '多少钱' : '家人');
        await call.untilSaying(time % 2 === 0 ? price : more);
      }
      await call.pass(6_000);
    });
    expect(heard.spoke).toHaveLength(times);
    for (const { fromMs } of heard.spoke) expect(stoppedAfterMs(heard, fromMs)).toBeLessThanOrEqual(stopBudgetMs);
    expect(whereSaid(heard.tones, times % 2 === 1 ? price : more)).toHaveLength(1);
  });
});

describe('a sentence under a policy of its own', () => {
  test('is protected in its first 1.5 s and open after', async () => {
    const script = priceTalk({ mode: 'after', protectMs: 1_500, minSpeechMs: 300 });
    const early = await recorded(speaksInto(pitch, { afterMs: 200, lastsMs: 800, words: '多少钱', thenMs: 500 }), {
      script,
    });
    const [begun = 0] = whereSaid(early.tones, pitch, 5);
    expect(stoppedAfterMs(early, begun)).toBeGreaterThan(1_500);

    const late = await recorded(speaksInto(pitch, { afterMs: 2_200, lastsMs: 1_000, words: '多少钱' }), { script });
    expect(stoppedAfterMs(late, firstSpokeAt(late))).toBeLessThanOrEqual(stopBudgetMs);
  });

  test('stops for its keyword and for nothing else', async () => {
    const script = priceTalk({ mode: 'keyword', keywords: ['多少钱'] });
    const other = await recorded(speaksInto(pitch, { words: '今天天气不错' }), { script });
    expect(whereSaid(other.tones, pitch)).toHaveLength(1);
    const keyword = await recorded(speaksInto(pitch, { words: '多少钱' }), { script });
    expect(whereSaid(keyword.tones, pitch)).toEqual([]);
    expect(whereSaid(keyword.tones, price)).toHaveLength(1);
  });

  test('of 200 ms of any sound stops for a word that is short', async () => {
    const script = priceTalk({ mode: 'always', minSpeechMs: 200 });
    const heard = await recorded(speaksInto(pitch, { lastsMs: 700, words: '多少钱' }), { script });
    expect(stoppedAfterMs(heard, firstSpokeAt(heard))).toBeLessThanOrEqual(200 + 150);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });
});

describe('a sound that was no interruption', () => {
  test.each([120, 200, 260])('a knock of %s ms does not stop the sentence', async (ms) => {
    const heard = await recorded(speaksInto(pitch, { lastsMs: ms, thenMs: 7_000 }));
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });

  test.each([460, 520, 580])(
    'after a cough of %s ms the sentence that was cut is said again whole, and no other',
    async (ms) => {
      const heard = await recorded(speaksInto(pitch, { afterMs: 4_600, lastsMs: ms, thenMs: 8_000 }));
      const [begun = 0] = whereSaid(heard.tones, pitch, 8);
      const sentences = whereSaid(heard.tones, '每天只要几块钱。您想了解一下吗？');
      expect(sentences).toHaveLength(1);
      expect(sentences[0]).toBeGreaterThan(heard.spoke[0]?.toMs ?? Infinity);
      expect(whereSaid(heard.tones, pitch, 8)).toEqual([begun]);
    },
  );

  test('nor is a long 嗯 that came too late: the sentence is said again', async () => {
    const heard = await recorded(speaksInto(pitch, { afterMs: 2_800, lastsMs: 1_100, words: '嗯', thenMs: 8_000 }));
    expect(whereSaid(heard.tones, '保额最高一百万元。每天只要几块钱。您想了解一下吗？')).toHaveLength(1);
    expect(whereSaid(heard.tones, '我没听清。')).toEqual([]);
  });

  test('long speech that nobody understands is his turn: he is asked to say it again', async () => {
    const heard = await recorded(speaksInto(pitch, { lastsMs: 1_600 }));
    expect(whereSaid(heard.tones, '我没听清。')).toHaveLength(1);
  });

  test('noise behind the customer, steady and as loud as a voice, stops nothing', async () => {
    const heard = await recorded(
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(8_000);
      },
      { noisePeak: 2_000, detectVoice: true, speech: { probabilityOf: () => 0.05 } },
    );
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });
});

describe.each([
  { gainDb: -12, delayMs: 60 },
  { gainDb: -12, delayMs: 240 },
  { gainDb: -20, delayMs: 60 },
  { gainDb: -20, delayMs: 240 },
])('a line that echoes the robot at $gainDb dB, $delayMs ms late', (echo) => {
  test('never makes the robot interrupt itself', async () => {
    const heard = await recorded((call) => call.pass(14_000), { echo });
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });

  test('lets a real interruption through', async () => {
    const heard = await recorded(
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(2_000);
        await call.says(customerVoice(1_400, -18), '多少钱');
        await call.pass(6_000);
      },
      { echo },
    );
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });
});
