import { describe, expect, test } from 'vitest';
import { levelDbfs, toneSound } from '../audio/index.ts';
import { scriptDocumentSchema, type BargeInPolicy, type ScriptDocument } from '../contract/script-document.ts';
import { parseRtp } from '../telephony/index.ts';
import { heardTones, soundingSpans, whereSaid, type HeardTone } from './testing/heard-tones.ts';
import { RobotCallRig, type RobotCallOptions } from './testing/robot-call-rig.ts';

const greeting = '您好，我是外呼保险的智能助手。';
const pitch = '我们为您准备了一份重疾保障计划。保额最高一百万元。每天只要几块钱。您想了解一下吗？';
const price = '一年的保费是三千六百元。您看可以吗？';
const more = '还可以为家人一起投保。';
const farewell = '好的，祝您生活愉快，再见。';
const after: BargeInPolicy = { mode: 'after', protectMs: 0, minSpeechMs: 300 };
/** The policy's own minimum, and what a stop may take beyond it. */
const stopBudgetMs = 300 + 150;

/** A greeting nobody may interrupt, a pitch, and a price that is told again as often as it is asked. */
function script(bargeIn: BargeInPolicy = after): ScriptDocument {
  return scriptDocumentSchema.parse({
    id: 'talk',
    name: '打断',
    purpose: 'test',
    bargeIn,
    intents: [
      { id: 'price', name: '价格', keywords: ['多少钱'] },
      { id: 'family', name: '家人', keywords: ['家人'] },
      { id: 'no', name: '否定', polarity: 'negative', keywords: ['不要'] },
    ],
    slots: { phone: { name: '电话', entity: { type: 'phone' } } },
    flows: {
      main: {
        kind: 'main',
        start: 'greet',
        nodes: {
          greet: { kind: 'speak', say: greeting, bargeIn: { mode: 'never' }, branches: [{ on: 'any', to: 'pitch' }] },
          pitch: { kind: 'speak', say: pitch, branches: talkBranches },
          price: { kind: 'speak', say: price, branches: talkBranches },
          more: { kind: 'speak', say: more, branches: talkBranches },
          bye: { kind: 'end', say: farewell },
        },
      },
    },
    patterns: {
      maxRounds: 100,
      silence: { afterMs: 6_000, max: 3, say: '您还在吗？' },
      noMatch: { max: 9, say: '我没听清。' },
    },
  });
}
const talkBranches = [
  { on: 'intent', intent: 'price', to: 'price' },
  { on: 'intent', intent: 'family', to: 'more' },
  { on: 'negative', to: 'bye' },
];

/** A voice: a row of syllables of 200 ms, none of them a pitch that the robot has. */
function voice(ms: number, levelDb = -18): Int16Array {
  const sound = toneSound({ frequenciesHz: [225, 365, 1_705, 2_105], levelDbfs: levelDb - 4 }, ms);
  return sound.map((sample, index) => sample * Math.min(1, 0.03 + 2 * Math.abs(Math.sin((Math.PI * index) / 1_600))));
}

interface Heard {
  readonly robot: Int16Array;
  readonly customer: Int16Array;
  readonly tones: readonly HeardTone[];
  /** Spans in which the customer speaks, in ms of the recording. */
  readonly spoke: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Runs a call and reads its recording; in none does the robot speak with two voices. */
async function recorded(
  what: ScriptDocument,
  customer: (call: RobotCallRig) => Promise<void>,
  options: RobotCallOptions = {},
): Promise<Heard> {
  const call = await RobotCallRig.answered(what, options);
  await customer(call);
  const channels = await call.channels();
  const tones = heardTones(channels.robot);
  expect(tones.filter((tone) => tone === 'mixed').length, 'frames with two of the robot’s voices').toBeLessThan(
    tones.length * 0.01,
  );
  return { ...channels, tones, spoke: soundingSpans(channels.customer, 300, -40) };
}

/** When the robot fell silent after `atMs`, from `atMs`. */
function stoppedAfterMs({ robot }: Heard, atMs: number): number {
  const span = soundingSpans(robot, 160).find(({ toMs }) => toMs > atMs);
  return span ? Math.max(0, span.toMs - atMs) : 0;
}

const firstSpokeAt = ({ spoke }: Heard): number => spoke[0]?.fromMs ?? NaN;

describe('first audio', () => {
  test('is heard within 200 ms of the answer though the callee says nothing', async () => {
    const heard = await recorded(script(), (call) => call.pass(6_000));
    expect(soundingSpans(heard.robot)[0]?.fromMs).toBeLessThan(200);
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
  });

  test('goes on to the next sentence without a word of the callee, and asks whether he is there', async () => {
    const heard = await recorded(script(), (call) => call.pass(22_000));
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
    expect(whereSaid(heard.tones, '您还在吗？')).toHaveLength(1);
  });

  test('is at 8 kHz from end to end: 20 ms are 160 samples in packet, timestamp and recording', async () => {
    const call = await RobotCallRig.answered(script());
    await call.pass(2_000);
    const packets = call.rig.network.sent
      .filter(({ to }) => to.address === '10.0.0.2')
      .map(({ bytes }) => parseRtp(bytes))
      .filter((packet) => packet?.payloadType === 8);
    expect(packets.length).toBeGreaterThan(90);
    expect(new Set(packets.map((packet) => packet?.payload.length))).toEqual(new Set([160]));
    const steps = packets.slice(1).map((packet, at) => (packet?.timestamp ?? 0) - (packets[at]?.timestamp ?? 0));
    expect(new Set(steps.map((step) => step >>> 0))).toEqual(new Set([160]));
    const { robot } = await call.channels();
    expect(Math.abs(robot.length / 8 - 2_000)).toBeLessThanOrEqual(160);
  });
});

describe('a greeting that nobody may interrupt', () => {
  test.each([
    { name: 'a 喂 at once', afterMs: 100, lastsMs: 400, words: '喂' },
    { name: 'a question in its middle', afterMs: 1_200, lastsMs: 1_500, words: '多少钱' },
    { name: 'a voice without words', afterMs: 600, lastsMs: 1_800, words: '' },
    { name: 'talk from its first to its last word', afterMs: 0, lastsMs: 3_500, words: '你们又打来了我现在很忙' },
  ])('is said whole over $name', async ({ afterMs, lastsMs, words }) => {
    const heard = await recorded(script(), async (call) => {
      await call.pass(afterMs);
      await call.says(voice(lastsMs), words);
      await call.pass(4_000);
    });
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
  });

  test('is not begun a second time by who answers before it sounds', async () => {
    const heard = await recorded(
      script(),
      async (call) => {
        await call.says(voice(500), '喂你好');
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
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(afterMs);
      await call.says(voice(1_200), '多少钱');
      await call.pass(6_000);
    });
    expect(stoppedAfterMs(heard, firstSpokeAt(heard))).toBeLessThanOrEqual(stopBudgetMs);
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    const [answeredAt = 0] = whereSaid(heard.tones, price);
    expect(answeredAt).toBeGreaterThan(heard.spoke[0]?.toMs ?? Infinity);
  });

  test('fades out in 40 ms and leaves no click', async () => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(2_000);
      await call.says(voice(1_200), '多少钱');
      await call.pass(500);
    });
    const cutAt = soundingSpans(heard.robot, 160).find(({ toMs }) => toMs > firstSpokeAt(heard))?.toMs ?? 0;
    const levelAt = (ms: number): number => levelDbfs(heard.robot.subarray(ms * 8, (ms + 20) * 8));
    expect(levelAt(cutAt - 60)).toBeGreaterThan(-20);
    expect(levelAt(cutAt - 20)).toBeLessThan(levelAt(cutAt - 60) - 6);
    expect(levelAt(cutAt)).toBeLessThan(-60);
  });

  test.each(['嗯', '啊', '对', '哦', '嗯嗯'])('is not stopped by %s', async (filler) => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(420 + 150 * (filler.length - 1)), filler);
      await call.pass(7_000);
    });
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });

  test('is stopped by who says more after a 嗯', async () => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(400), '嗯');
      await call.says(voice(1_200), '多少钱');
      await call.pass(6_000);
    });
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });

  test('is stopped by a key', async () => {
    const heard = await recorded(
      scriptDocumentSchema.parse({
        ...script(),
        flows: {
          main: {
            kind: 'main',
            start: 'pitch',
            nodes: {
              pitch: { kind: 'speak', say: pitch, branches: [{ on: 'digits', digits: '1', to: 'price' }] },
              price: { kind: 'speak', say: price, branches: [{ on: 'any', to: 'bye' }] },
              bye: { kind: 'end', say: farewell },
            },
          },
        },
      }),
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(1_500);
        call.press('1');
        await call.pass(5_000);
      },
    );
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });

  test.each([3, 10])('stops at the %s. interruption of a call as at the first', async (times) => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      for (let time = 0; time < times; time++) {
        await call.pass(700);
        await call.says(voice(900), time % 2 === 0 ? '多少钱' : '家人');
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
    const policy: BargeInPolicy = { mode: 'after', protectMs: 1_500, minSpeechMs: 300 };
    const early = await recorded(script(policy), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(200);
      await call.says(voice(800), '多少钱');
      await call.pass(500);
    });
    const [begun = 0] = whereSaid(early.tones, pitch, 5);
    expect(stoppedAfterMs(early, begun)).toBeGreaterThan(1_500);

    const late = await recorded(script(policy), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(2_200);
      await call.says(voice(1_000), '多少钱');
      await call.pass(6_000);
    });
    expect(stoppedAfterMs(late, firstSpokeAt(late))).toBeLessThanOrEqual(stopBudgetMs);
  });

  test('stops for its keyword and for nothing else', async () => {
    const policy: BargeInPolicy = { mode: 'keyword', keywords: ['多少钱'] };
    const other = await recorded(script(policy), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(1_200), '今天天气不错');
      await call.pass(6_000);
    });
    expect(whereSaid(other.tones, pitch)).toHaveLength(1);
    const keyword = await recorded(script(policy), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(1_200), '多少钱');
      await call.pass(6_000);
    });
    expect(whereSaid(keyword.tones, pitch)).toEqual([]);
    expect(whereSaid(keyword.tones, price)).toHaveLength(1);
  });

  test('of 200 ms of any sound stops for a word that is short', async () => {
    const heard = await recorded(script({ mode: 'always', minSpeechMs: 200 }), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(700), '多少钱');
      await call.pass(6_000);
    });
    expect(stoppedAfterMs(heard, firstSpokeAt(heard))).toBeLessThanOrEqual(200 + 150);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });
});

describe('a sound that was no interruption', () => {
  test.each([120, 200, 260])('a knock of %s ms does not stop the sentence', async (ms) => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(ms));
      await call.pass(7_000);
    });
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });

  test.each([460, 520, 580])(
    'after a cough of %s ms the sentence that was cut is said again whole, and no other',
    async (ms) => {
      const heard = await recorded(script(), async (call) => {
        await call.untilSaying(pitch);
        await call.pass(4_600);
        await call.says(voice(ms));
        await call.pass(8_000);
      });
      const [begun = 0] = whereSaid(heard.tones, pitch, 8);
      const sentences = whereSaid(heard.tones, '每天只要几块钱。您想了解一下吗？');
      expect(sentences).toHaveLength(1);
      expect(sentences[0]).toBeGreaterThan(heard.spoke[0]?.toMs ?? Infinity);
      expect(whereSaid(heard.tones, pitch, 8)).toEqual([begun]);
    },
  );

  test('nor is a long 嗯 that came too late: the sentence is said again', async () => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(2_800);
      await call.says(voice(1_100), '嗯');
      await call.pass(8_000);
    });
    expect(whereSaid(heard.tones, '保额最高一百万元。每天只要几块钱。您想了解一下吗？')).toHaveLength(1);
    expect(whereSaid(heard.tones, '我没听清。')).toEqual([]);
  });

  test('long speech that nobody understands is his turn: he is asked to say it again', async () => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(1_600));
      await call.pass(6_000);
    });
    expect(whereSaid(heard.tones, '我没听清。')).toHaveLength(1);
  });

  test('noise behind the customer, steady and as loud as a voice, stops nothing', async () => {
    const heard = await recorded(
      script(),
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(8_000);
      },
      { noisePeak: 2_000, detectVoice: true, speech: { probabilityOf: () => 0.05 } },
    );
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });
});

describe('a pause inside what the customer says', () => {
  test.each([300, 600, 900])('of %s ms in the middle of a number is not spoken into', async (pauseMs) => {
    const asksNumber = scriptDocumentSchema.parse({
      ...script(),
      flows: {
        main: {
          kind: 'main',
          start: 'ask',
          nodes: {
            ask: {
              kind: 'slot',
              slot: 'phone',
              say: '请说您的手机号码。',
              branches: [
                { on: 'ok', to: 'bye' },
                { on: 'failed', to: 'bye' },
              ],
            },
            bye: { kind: 'end', say: farewell },
          },
        },
      },
    });
    const heard = await recorded(asksNumber, async (call) => {
      await call.pass(3_000);
      await call.says(voice(900), '一三八');
      await call.pass(pauseMs);
      await call.says(voice(2_000), '零零零零一二三四');
      await call.pass(5_000);
    });
    const saidAt = soundingSpans(heard.robot, 300).map(({ fromMs }) => fromMs);
    const endMs = heard.spoke.at(-1)?.toMs ?? 0;
    expect(saidAt.filter((atMs) => atMs > firstSpokeAt(heard) && atMs < endMs)).toEqual([]);
    expect(saidAt.some((atMs) => atMs > endMs)).toBe(true);
  });
});

describe.each([
  { gainDb: -12, delayMs: 60 },
  { gainDb: -12, delayMs: 240 },
  { gainDb: -20, delayMs: 60 },
  { gainDb: -20, delayMs: 240 },
])('a line that echoes the robot at $gainDb dB, $delayMs ms late', (echo) => {
  test('never makes the robot interrupt itself', async () => {
    const heard = await recorded(script(), (call) => call.pass(14_000), { echo });
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
  });

  test('lets a real interruption through', async () => {
    const heard = await recorded(
      script(),
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(2_000);
        await call.says(voice(1_400, -14), '多少钱');
        await call.pass(6_000);
      },
      { echo },
    );
    expect(whereSaid(heard.tones, pitch)).toEqual([]);
    expect(whereSaid(heard.tones, price)).toHaveLength(1);
  });
});

describe('who speaks when', () => {
  test('a customer who talks on is not spoken over: the answer waits for his end', async () => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_000);
      await call.says(voice(4_000), '我想问一下这个一年到底多少钱');
      await call.pass(6_000);
    });
    const endMs = heard.spoke[0]?.toMs ?? 0;
    const [answeredAt = 0] = whereSaid(heard.tones, price);
    expect(answeredAt).toBeGreaterThan(endMs);
    expect(answeredAt - endMs).toBeLessThan(1_300);
  });

  test('an interruption before the sentence sounds leaves one voice and one answer', async () => {
    const heard = await recorded(
      script(),
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(500);
        await call.says(voice(900), '多少钱');
        await call.pass(350);
        await call.says(voice(900), '家人');
        await call.pass(7_000);
      },
      { speech: { firstChunkAfterFlushes: 40 } },
    );
    expect(whereSaid(heard.tones, price).length + whereSaid(heard.tones, more).length).toBe(1);
  });

  test('a refusal in mid-sentence ends the call with the farewell and nothing after it', async () => {
    const heard = await recorded(script(), async (call) => {
      await call.untilSaying(pitch);
      await call.pass(1_500);
      await call.says(voice(900), '不要');
      await call.pass(6_000);
      expect(call.isOver).toBe(true);
    });
    const [saidAt = 0] = whereSaid(heard.tones, farewell);
    expect(saidAt).toBeGreaterThan(0);
    expect(soundingSpans(heard.robot, 400).at(-1)?.fromMs).toBeLessThanOrEqual(saidAt + 200);
  });
});
