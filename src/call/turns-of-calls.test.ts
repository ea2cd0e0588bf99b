import { describe, expect, test } from 'vitest';
import { parseRtp } from '../telephony/index.ts';
import { soundingSpans, whereSaid } from './testing/heard-tones.ts';
import { farewell, greeting, more, pitch, price, priceTalk, talkOf } from './testing/price-talk.ts';
import { customerVoice, firstSpokeAt, recorded, speaksInto } from './testing/recorded-call.ts';
import { RobotCallRig } from './testing/robot-call-rig.ts';
import { okOrFailed } from './testing/tiny-script.ts';

describe('first audio', () => {
  test('is heard within 200 ms of the answer though the callee says nothing', async () => {
    const heard = await recorded((call) => call.pass(6_000));
    expect(soundingSpans(heard.robot)[0]?.fromMs).toBeLessThan(200);
    expect(whereSaid(heard.tones, greeting)).toHaveLength(1);
  });

  test('goes on to the next sentence without a word of the callee, and asks whether he is there', async () => {
    const heard = await recorded((call) => call.pass(22_000));
    expect(whereSaid(heard.tones, pitch)).toHaveLength(1);
    expect(whereSaid(heard.tones, '您还在吗？')).toHaveLength(1);
  });

  test('is at 8 kHz from end to end: 20 ms are 160 samples in packet, timestamp and recording', async () => {
    const call = await RobotCallRig.answered(priceTalk());
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

describe('a pause inside what the customer says', () => {
  test.each([300, 600, 900])('of %s ms in the middle of a number is not spoken into', async (pauseMs) => {
    const script = talkOf('ask', {
      ask: { kind: 'slot', slot: 'phone', say: '请说您的手机号码。', branches: okOrFailed('bye', 'bye') },
      bye: { kind: 'end', say: farewell },
    });
    const heard = await recorded(
      async (call) => {
        await call.pass(3_000);
        await call.says(customerVoice(900), '一三八');
        await call.pass(pauseMs);
        await call.says(customerVoice(2_000), '零零零零一二三四');
        await call.pass(5_000);
      },
      { script },
    );
    const saidAt = soundingSpans(heard.robot, 300).map(({ fromMs }) => fromMs);
    const endMs = heard.spoke.at(-1)?.toMs ?? 0;
    expect(saidAt.filter((atMs) => atMs > firstSpokeAt(heard) && atMs < endMs)).toEqual([]);
    expect(saidAt.some((atMs) => atMs > endMs)).toBe(true);
  });
});

describe('who speaks when', () => {
  test('a customer who talks on is not spoken over: the answer waits for his end', async () => {
    const heard = await recorded(
      speaksInto(pitch, { afterMs: 1_000, lastsMs: 4_000, words: '我想问一下这个一年到底多少钱' }),
    );
    const endMs = heard.spoke[0]?.toMs ?? 0;
    const [answeredAt = 0] = whereSaid(heard.tones, price);
    expect(answeredAt).toBeGreaterThan(endMs);
    expect(answeredAt - endMs).toBeLessThan(1_300);
  });

  test('an interruption before the sentence sounds leaves one voice and one answer', async () => {
    const heard = await recorded(
      async (call) => {
        await call.untilSaying(pitch);
        await call.pass(500);
        await call.says(customerVoice(900), '多少钱');
        await call.pass(350);
        await call.says(customerVoice(900), '家人');
        await call.pass(7_000);
      },
      { speech: { firstChunkAfterFlushes: 40 } },
    );
    expect(whereSaid(heard.tones, price).length + whereSaid(heard.tones, more).length).toBe(1);
  });

  test('a refusal in mid-sentence ends the call with the farewell and nothing after it', async () => {
    const heard = await recorded(async (call) => {
      await speaksInto(pitch, { lastsMs: 900, words: '不要' })(call);
      expect(call.isOver).toBe(true);
    });
    const [saidAt = 0] = whereSaid(heard.tones, farewell);
    expect(saidAt).toBeGreaterThan(0);
    expect(soundingSpans(heard.robot, 400).at(-1)?.fromMs).toBeLessThanOrEqual(saidAt + 200);
  });
});
