import { describe, expect, test } from 'vitest';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { scriptedSound } from '../speech/testing/scripted-speech-link.ts';
import type { Told } from './conversation-state.ts';
import { heardTones, soundingSpans, whereSaid } from './testing/heard-tones.ts';
import { customerVoice } from './testing/recorded-call.ts';
import { RobotCallRig, type RobotCallOptions } from './testing/robot-call-rig.ts';
import { okOrFailed } from './testing/tiny-script.ts';

const question = '您想投保多少万？';
const signs = ['好的，我查一下。', '请稍等片刻。'];
const done = '已经为您办理完成。';

/** Asks for an amount, reads the new value back, and then orders. */
function script(acknowledge: boolean): ScriptDocument {
  return scriptDocumentSchema.parse({
    id: 'ask',
    name: '半秒',
    purpose: 'test',
    slots: { sum: { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } } },
    flows: {
      main: {
        kind: 'main',
        start: 'ask',
        nodes: {
          ask: {
            kind: 'slot',
            slot: 'sum',
            say: question,
            confirm: '{sum}，对吗？',
            branches: okOrFailed('order', 'bye'),
          },
          order: {
            kind: 'function',
            name: 'create-order',
            args: { product: '重疾险', amount: '{sum}' },
            branches: okOrFailed('done', 'bye'),
          },
          done: { kind: 'end', say: done },
          bye: { kind: 'end', say: '再见。' },
        },
      },
    },
    patterns: {
      silence: { afterMs: 6_000, max: 3, say: '您还在吗？' },
      noMatch: { max: 9, say: '我没听清。' },
      ...(acknowledge && { acknowledge: { afterMs: 600, say: signs } }),
    },
  });
}

type Timed = Extract<Told, { kind: 'turn-timed' }>;
const timed = ({ told }: RobotCallRig): Timed[] => told.filter((event): event is Timed => event.kind === 'turn-timed');

/** The customer's amount is answered; `wordsAt`: pieces of it, typed so many milliseconds after he has begun to speak for 900. */
async function amountAnswered(
  wordsAt: readonly (readonly [number, string])[],
  options: RobotCallOptions = {},
  acknowledge = false,
): Promise<RobotCallRig> {
  const call = await RobotCallRig.answered(script(acknowledge), { prepared: true, ...options });
  await call.untilSaying(question);
  await call.pass(2_500);
  await call.saysInPieces(customerVoice(900), wordsAt);
  await call.pass(3_000);
  return call;
}

/** Flushes come every 5 ms. */
const synthesisMs = 200;
const slow = { speech: { firstChunkAfterFlushes: synthesisMs / 5 } };

describe('an answer that holds a value nobody said before', () => {
  test('is there as soon as the turn is over: it was made while the pause was waited for', async () => {
    const words = [[300, '五十万']] as const;
    const [guessed] = timed(await amountAnswered(words, slow));
    const [instant] = timed(await amountAnswered(words));
    expect(guessed?.latency.speculation).toEqual({ hits: 1, misses: 0 });
    expect((guessed?.latency.firstPacketMs ?? 0) - (instant?.latency.firstPacketMs ?? 0)).toBeLessThanOrEqual(20);
    expect(guessed?.latency.synthesisMs).toBeLessThanOrEqual(20);
  });

  test('takes its own time and no more where the words went on after the guess', async () => {
    const [wrong] = timed(
      await amountAnswered(
        [
          [300, '五十'],
          [1_080, '五万'],
        ],
        slow,
      ),
    );
    expect(wrong?.latency.speculation?.misses ?? 0).toBeLessThanOrEqual(1);
    expect(wrong?.latency.synthesisMs).toBeLessThanOrEqual(synthesisMs + 40);
  });

  test('is told and remembered once, however often it was guessed', async () => {
    const call = await amountAnswered([[300, '五十万']], slow);
    expect(call.told.filter(({ kind }) => kind === 'slot-filled')).toHaveLength(1);
    expect(call.told.filter(({ kind }) => kind === 'customer-said')).toHaveLength(1);
    expect(call.told.filter(({ kind }) => kind === 'function-called')).toHaveLength(0);
  });
});

describe('an answer that takes long', () => {
  const ordered = async (functionTakesMs: number, acknowledge = true): Promise<RobotCallRig> => {
    const call = await amountAnswered([[300, '五十万']], { functionTakesMs }, acknowledge);
    await call.saysInPieces(customerVoice(700), [[200, '对的']]);
    return call;
  };

  test('is acknowledged once, and follows whole; no turn is timed by the sign', async () => {
    const call = await ordered(2_500);
    await call.pass(7_000);
    const { robot, customer } = await call.channels();
    const tones = heardTones(robot);
    const [signAt = 0] = whereSaid(tones, signs[0] ?? '');
    const [doneAt = 0] = whereSaid(tones, done);
    const spokeUntil = soundingSpans(customer, 300, -40).at(-1)?.toMs ?? 0;
    expect(signAt - spokeUntil).toBeGreaterThanOrEqual(600);
    expect(signAt - spokeUntil).toBeLessThan(1_600);
    expect(doneAt).toBeGreaterThan(signAt);
    expect(whereSaid(tones, signs[1] ?? '')).toEqual([]);
    const last = timed(call).at(-1);
    expect(last?.latency.firstPacketMs).toBeGreaterThan(2_500);
    const said = call.told.filter((event) => event.kind === 'robot-said');
    expect(said.filter(({ acknowledgement }) => acknowledgement === true).map(({ text }) => text)).toEqual([signs[0]]);
  });

  test('that comes while the sign is said follows it without a gap and without a cut', async () => {
    const call = await ordered(1_000);
    await call.pass(7_000);
    const { robot } = await call.channels();
    const tones = heardTones(robot);
    const [signAt = 0] = whereSaid(tones, signs[0] ?? '');
    const [doneAt = 0] = whereSaid(tones, done);
    const signMs = scriptedSound(signs[0] ?? '').length / 8;
    expect(signAt).toBeGreaterThan(0);
    expect(doneAt - signAt - signMs).toBeGreaterThanOrEqual(-20);
    expect(doneAt - signAt - signMs).toBeLessThanOrEqual(40);
  });

  test('is not acknowledged where it comes in time, nor by a script that wants none', async () => {
    for (const call of [await ordered(200), await ordered(2_500, false)]) {
      await call.pass(6_000);
      const tones = heardTones((await call.channels()).robot);
      expect(whereSaid(tones, signs[0] ?? '')).toEqual([]);
      expect(whereSaid(tones, done)).toHaveLength(1);
    }
  });

  test('leaves a customer who speaks on alone: the sign is stopped by his words', async () => {
    const call = await ordered(2_800);
    await call.untilSaying(signs[0] ?? '');
    await call.saysInPieces(customerVoice(1_200), [[100, '等一下我还有问题']]);
    await call.pass(7_000);
    const { robot } = await call.channels();
    expect(whereSaid(heardTones(robot), signs[0] ?? '')).toEqual([]);
    expect(call.told.filter(({ kind }) => kind === 'barged-in')).toHaveLength(1);
    expect(whereSaid(heardTones(robot), done)).toHaveLength(1);
  });
});
