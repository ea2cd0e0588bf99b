import { expect, test } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { chainedTurn } from './chained-hearing.ts';
import type { HeardTurn } from './hearing-service.ts';
import { TurnListener } from './ws/testing/turn-listener.ts';

const limits = { mostMs: 200, fromMs: 100, quietBelow: 50 };
const loud = (value: number): Int16Array => new Int16Array(160).fill(1_000 + value);
const quiet = new Int16Array(160).fill(10);

function rig() {
  const opened: { readonly heard: HeardTurn; readonly log: string[] }[] = [];
  const listener = new TurnListener();
  const clock = new FakeClock();
  const turn = chainedTurn(
    (heard) => {
      const log: string[] = [];
      opened.push({ heard, log });
      return {
        send: (samples) => log.push(String(samples[0])),
        finish: () => log.push('finish'),
        close: () => log.push('close'),
      };
    },
    limits,
    clock,
    listener,
  );
  const speak = (from: number, count: number): void => {
    for (let frame = from; frame < from + count; frame++) turn.send(loud(frame));
  };
  return { opened, listener, turn, speak, clock };
}

test('a turn that is short goes over one connection', () => {
  const { opened, listener, turn, speak } = rig();
  speak(0, 3);
  turn.send(quiet);
  turn.finish();
  opened[0]?.heard.final('你好', 0.8);
  expect(opened.map(({ log }) => log)).toEqual([['1000', '1001', '1002', '10', 'finish']]);
  expect(listener.ends).toEqual([{ text: '你好', confidence: 0.8 }]);
});

test('a long one goes on in another at the first pause, with no sound lost, and its words are one text', () => {
  const { opened, listener, turn, speak } = rig();
  speak(0, 6);
  turn.send(quiet);
  speak(7, 2);
  expect(opened.map(({ log }) => log)).toEqual([
    ['1000', '1001', '1002', '1003', '1004', '1005', 'finish'],
    ['10', '1007', '1008'],
  ]);
  opened[0]?.heard.partial('我想');
  opened[1]?.heard.partial('保险');
  opened[0]?.heard.final('我想买', 1);
  turn.finish();
  expect(listener.ends).toEqual([]);
  opened[1]?.heard.final('保险。', 0.5);
  expect(listener.partials).toEqual(['我想', '我想保险']);
  expect(listener.ends).toEqual([{ text: '我想买保险。', confidence: 0.5 }]);
});

test('where nobody pauses the limit itself ends a piece', () => {
  const { opened, speak } = rig();
  speak(0, 25);
  expect(opened.map(({ log }) => log.filter((entry) => entry !== 'finish').length)).toEqual([10, 10, 5]);
});

test('time counts where sound pauses: a connection is not kept beyond its limit by silence', () => {
  const { opened, speak, clock } = rig();
  speak(0, 2);
  clock.tick(190);
  speak(2, 1);
  expect(opened.map(({ log }) => log)).toEqual([['1000', '1001', 'finish'], ['1002']]);
});

test('a later piece may be final first: the words keep their order', () => {
  const { opened, listener, turn, speak } = rig();
  speak(0, 11);
  turn.finish();
  opened[1]?.heard.final('二', 1);
  expect(listener.ends).toEqual([]);
  opened[0]?.heard.final('一', 1);
  expect(listener.ends).toEqual([{ text: '一二', confidence: 1 }]);
});

test('a service that ends a turn by itself is asked again for what is still said', () => {
  const { opened, listener, turn, speak } = rig();
  speak(0, 2);
  opened[0]?.heard.final('喂', 1);
  speak(2, 1);
  turn.finish();
  opened[1]?.heard.final('你好', 1);
  expect(opened.map(({ log }) => log)).toEqual([
    ['1000', '1001'],
    ['1002', 'finish'],
  ]);
  expect(listener.ends).toEqual([{ text: '喂你好', confidence: 1 }]);
});

test('one piece that fails costs the turn, once, and closes the others', () => {
  const { opened, listener, speak } = rig();
  speak(0, 11);
  opened[0]?.heard.failed('cut', false);
  opened[1]?.heard.final('late', 1);
  opened[1]?.heard.failed('cut again', false);
  expect(listener.ends).toEqual([{ reason: 'cut', permanent: false }]);
  expect(opened.map(({ log }) => log.at(-1))).toEqual(['close', 'close']);
});

test('closing closes every piece, and nothing more is heard', () => {
  const { opened, listener, turn, speak } = rig();
  speak(0, 11);
  turn.close();
  opened[0]?.heard.partial('late');
  expect(opened.map(({ log }) => log.at(-1))).toEqual(['close', 'close']);
  expect([listener.partials, listener.ends]).toEqual([[], []]);
});
