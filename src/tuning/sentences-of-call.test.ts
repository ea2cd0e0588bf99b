import { describe, expect, it } from 'vitest';
import { finishedCall } from '../call/testing/finished-call.ts';
import type { KeptDialogue, Understanding } from '../contract/kept-dialogue.ts';
import { sentencesOf } from './sentences-of-call.ts';
import { visitScript } from './testing/visit-script.ts';
import { visitsOf } from './visits-of-call.ts';
import type { HeldCall } from './walk-of-call.ts';

const callId = 'n1-01890000-0000-7000-8000-000000000001';

async function held(lines: readonly string[], variables: Record<string, string> = {}): Promise<HeldCall> {
  const record = await finishedCall(visitScript(), callId, lines, variables);
  if (record.dialogue === undefined) throw new Error('a robot spoke');
  return { record, dialogue: record.dialogue };
}

describe('sentencesOf', () => {
  it('gathers a sentence that nothing could be made of: where it was said, after what, and where it is in the recording', async () => {
    const call = await held(['哎呀灶台上的水开了', '有时间', '可以']);
    const [said] = call.record.transcript.filter(({ speaker }) => speaker === 'customer');
    expect(sentencesOf(call)).toEqual([
      {
        callId,
        step: call.dialogue.steps.findIndex(({ input }) => input['text'] === '哎呀灶台上的水开了'),
        saidAtMs: expect.any(Number),
        scriptVersion: 1,
        flow: 'main',
        node: 'hello',
        question: '您好，我是AI智能助手，请问您有时间吗？',
        text: '哎呀灶台上的水开了',
        why: 'missed',
        readings: [],
        fromSec: said!.offsetMs / 1000,
        toSec: (said!.offsetMs + said!.durationMs) / 1000,
      },
    ]);
    expect(said!.durationMs).toBeGreaterThan(1_000);
  });

  it('finds nothing in a call where all was understood', async () => {
    expect(sentencesOf(await held(['有时间', '可以']))).toEqual([]);
  });

  it('gathers what the customer objects to, says again, or hangs up on, with what it was read as', async () => {
    const whys = async (...lines: string[]): Promise<unknown> =>
      sentencesOf(await held(lines)).map(({ text, why, readings }) => [text, why, readings[0]?.id]);
    expect(await whys('上门要收费吗', '我不是这个意思', '有时间', '可以')).toContainEqual([
      '上门要收费吗',
      'objected',
      'fee',
    ]);
    expect(await whys('上门要收费吗', '上门要收费吗啊', '有时间', '可以')).toEqual([
      ['上门要收费吗', 'said-again', 'fee'],
    ]);
    expect(await whys('上门要收费吗')).toEqual([['上门要收费吗', 'hung-up', 'fee']]);
  });

  it('does not hold a yes or a no against the understanding, however the call went on', async () => {
    expect(sentencesOf(await held(['有时间', '不需要']))).toEqual([]);
    expect(sentencesOf(await held(['有时间']))).toEqual([]);
  });

  it('blanks out who the customer is, in his words and in ours', async () => {
    const [said] = sentencesOf(await held(['哎呀灶台王小明的水开了，号码是13800138000'], { name: '王小明' }));
    expect(said?.text).toBe('哎呀灶台某某某的水开了，号码是00000000000');
  });
});

describe('a clarification', () => {
  const step = (text: string, understanding: Understanding): KeptDialogue['steps'][number] => ({
    afterMs: 1_000,
    input: { kind: 'heard', text, confidence: 1 },
    understanding,
    moves: [],
  });
  const fee = { id: 'fee', of: 'knowledge', polarity: 'neutral', confidence: 0.65 } as const;
  const gathered = async (next: Understanding['as']): Promise<unknown> => {
    const { record, dialogue } = await held(['有时间']);
    const steps = [step('那个钱呢', { as: 'doubted', readings: [fee] }), step('不是', { as: next, readings: [] })];
    const call = { record, dialogue: { ...dialogue, steps } };
    return sentencesOf(call).map(({ text, why, readings }) => [text, why, readings]);
  };

  it('that was denied was read wrongly, one that was confirmed in doubt', async () => {
    expect(await gathered('denied')).toEqual([['那个钱呢', 'denied', [fee]]]);
    expect(await gathered('understood')).toEqual([['那个钱呢', 'doubted', [fee]]]);
  });
});

describe('visitsOf', () => {
  const ways = async (...lines: string[]): Promise<unknown> =>
    visitsOf(await held(lines)).map(({ node, lost }) => [node, lost?.how ?? null]);

  it('loses nobody who comes to the end', async () => {
    expect(await ways('有时间', '可以')).toEqual([
      ['hello', null],
      ['day', null],
      ['thanks', null],
    ]);
  });

  it('loses who hangs up where he heard us last, and right after the node he answered last', async () => {
    expect(await ways()).toEqual([['hello', 'hung-up']]);
    expect(await ways('有时间')).toEqual([
      ['hello', 'right-after'],
      ['day', 'hung-up'],
    ]);
  });

  it('loses who refuses where he says so, with what was asked and said there', async () => {
    expect(await ways('有时间', '不需要')).toEqual([
      ['hello', null],
      ['day', 'refused'],
      ['sorry', null],
    ]);
    const [, day] = visitsOf(await held(['有时间', '不需要']));
    expect(day?.lost).toMatchObject({
      robotSaid: '那我们周三上门可以吗？',
      customerSaid: '不需要',
      atSec: expect.any(Number),
    });
  });

  it('counts no machine', async () => {
    const { record, dialogue } = await held(['有时间']);
    expect(visitsOf({ record: { ...record, answeredBy: 'voicemail' }, dialogue })).toEqual([]);
  });
});
