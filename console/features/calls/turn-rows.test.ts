import { expect, test } from 'vitest';
import type { CallPage } from '../../../src/contract/api.ts';
import { turnRows } from './turn-rows.ts';

const said = (turn: number, text: string, speaker: 'customer' | 'robot' = 'customer') => ({
  speaker,
  text,
  completed: true,
  via: null,
  confidence: null,
  node: 'a',
  turn,
  offsetMs: 0,
  durationMs: 0,
});
const latency = (firstPacketMs: number) => ({
  endpointMs: 300,
  recognizerMs: null,
  dialogueMs: 1,
  modelMs: null,
  synthesisMs: 20,
  firstPacketMs,
});
const measure = {
  turn: 2,
  sound: null,
  emotion: { emotion: 'angry', confidence: 0.6, reasons: ['words: 别打了'] },
} as const;
const call = (parts: Partial<CallPage>): CallPage =>
  ({ transcript: [], latencies: [], bargeIns: [], turnMeasures: [], ...parts }) as unknown as CallPage;

test('a turn gathers what was said in it, its times, its interruptions and its measure', () => {
  const bargeIn = { turn: 2, detectionMs: 320, stopMs: 380, minimumSpeechMs: 300 };
  const rows = turnRows(
    call({
      transcript: [said(0, '您好', 'robot'), said(2, '等等'), said(1, '好的'), said(2, '别打了')],
      latencies: [
        { turn: 1, latency: latency(500) },
        { turn: 2, latency: latency(900) },
        { turn: 2, latency: latency(700) },
      ],
      bargeIns: [bargeIn],
      turnMeasures: [measure as never],
    }),
  );
  expect(rows).toEqual([
    { turn: 1, said: '好的', latency: latency(500), bargeIns: [], measure: null },
    { turn: 2, said: '等等 别打了', latency: latency(700), bargeIns: [bargeIn], measure },
  ]);
});

test('a call in which nobody took a turn has no rows', () => {
  expect(turnRows(call({ transcript: [said(0, '您好', 'robot')] }))).toEqual([]);
});
