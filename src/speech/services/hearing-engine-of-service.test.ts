import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { engineSession } from '../testing/engine-session.ts';
import { hearingEngineOfService } from './hearing-engine-of-service.ts';
import type { HearingService, HeardTurn } from './hearing-service.ts';

interface OpenedTurn {
  readonly heard: HeardTurn;
  samples: number;
  readonly log: string[];
}

function rig(changed: Partial<HearingService> = {}) {
  const clock = new FakeClock();
  const turns: OpenedTurn[] = [];
  const service: HearingService = {
    name: 'cloud',
    languages: ['cmn'],
    sampleRateHz: 8_000,
    open(_, heard) {
      const turn: OpenedTurn = { heard, samples: 0, log: [] };
      turns.push(turn);
      return {
        send(samples) {
          turn.samples += samples.length;
          turn.log.push(`${samples[0]}`);
        },
        finish: () => turn.log.push('finish'),
        close: () => turn.log.push('close'),
      };
    },
    close: () => Promise.resolve(),
    ...changed,
  };
  const engine = hearingEngineOfService(service, clock);
  const session = engineSession(engine);
  session.received({ kind: 'open', id: 1, options: { language: 'cmn', hotwords: [] } });
  const frames = (...values: number[]): void => {
    for (const value of values)
      session.received({
        kind: 'audio',
        id: 1,
        frameAtMs: value * 20,
        samples: new Int16Array(160).fill(value),
      });
  };
  const finish = (): void => session.received({ kind: 'finish', id: 1 });
  const told = (): string[] =>
    session.replies.map((reply) => {
      if (reply.kind === 'partial') return `partial ${reply.text} ${reply.frameAtMs}`;
      if (reply.kind === 'final') return `final ${reply.text} ${reply.confidence} ${reply.frameAtMs}`;
      if (reply.kind === 'repeated') return `repeated ${reply.seconds} s`;
      return reply.kind === 'refused' ? `refused ${reply.reason}` : reply.kind;
    });
  return { clock, turns, engine, session, frames, finish, told };
}

test('a turn is opened at the first sound, its partials are told, and its final after finish', () => {
  const { turns, frames, finish, told, engine } = rig();
  expect(turns).toEqual([]);
  frames(1, 2);
  turns[0]?.heard.partial('我');
  turns[0]?.heard.partial('我');
  frames(3);
  turns[0]?.heard.partial('我想');
  finish();
  finish();
  turns[0]?.heard.final('我想买。', 0.9);
  turns[0]?.heard.final('我想买。', 0.9);
  expect(told()).toEqual(['partial 我 40', 'partial 我想 60', 'final 我想买。 0.9 60']);
  expect(turns[0]?.log).toEqual(['1', '2', '3', 'finish', 'close']);
  frames(4);
  expect(turns).toHaveLength(2);
  expect(engine.sentSec).toBeCloseTo(0.08);
});

test('a finish without sound is an empty final', () => {
  const { turns, finish, told } = rig();
  finish();
  expect(told()).toEqual(['final  0 0']);
  expect(turns).toEqual([]);
});

test('a service that takes 16 kHz gets it', () => {
  const { turns, frames } = rig({ sampleRateHz: 16_000 });
  frames(1, 2);
  expect(turns[0]?.samples).toBe(640);
});

test('a language that the service does not know is refused', () => {
  const { session } = rig();
  session.received({ kind: 'open', id: 2, options: { language: 'yue', hotwords: [] } });
  expect(session.replies).toEqual([{ kind: 'refused', id: 2, reason: "knows no 'yue', only cmn" }]);
});

test('words of a new turn wait for the final of the one before', () => {
  const { turns, frames, finish, told } = rig();
  frames(1);
  finish();
  frames(2);
  turns[1]?.heard.partial('二');
  finish();
  turns[1]?.heard.final('二。', 1);
  expect(told()).toEqual([]);
  turns[0]?.heard.final('一。', 1);
  expect(told()).toEqual(['final 一。 1 20', 'final 二。 1 40']);
});

describe('a broken connection', () => {
  test('is opened once more, the turn heard from its beginning, and no partial goes back', () => {
    const { turns, frames, finish, told, engine } = rig();
    frames(1, 2);
    turns[0]?.heard.partial('我想');
    turns[0]?.heard.failed('cut', false);
    turns[0]?.heard.partial('too late');
    frames(3);
    turns[1]?.heard.partial('我');
    turns[1]?.heard.partial('我想');
    turns[1]?.heard.partial('我想买');
    finish();
    turns[1]?.heard.final('我想买', 1);
    expect(turns[0]?.log).toEqual(['1', '2', 'close']);
    expect(turns[1]?.log).toEqual(['1', '2', '3', 'finish', 'close']);
    expect(told()).toEqual(['partial 我想 40', 'repeated 0.04 s', 'partial 我想买 60', 'final 我想买 1 60']);
    expect(engine.sentSec).toBeCloseTo(0.1);
  });

  test('after finish is opened once more and finished', () => {
    const { turns, frames, finish, told } = rig();
    frames(1);
    finish();
    turns[0]?.heard.failed('cut', false);
    expect(turns[1]?.log).toEqual(['1', 'finish']);
    turns[1]?.heard.final('好', 1);
    expect(told()).toEqual(['repeated 0.02 s', 'final 好 1 20']);
  });

  test('twice in a turn costs the stream, and the next turn of another stream is heard', () => {
    const { turns, frames, told, session } = rig();
    frames(1);
    turns[0]?.heard.failed('cut', false);
    turns[1]?.heard.failed('cut again', false);
    frames(2);
    expect(told()).toEqual(['repeated 0.02 s', 'refused cut again']);
    expect(turns).toHaveLength(2);
    session.received({ kind: 'open', id: 2, options: { language: 'cmn', hotwords: [] } });
    session.received({ kind: 'audio', id: 2, frameAtMs: 20, samples: new Int16Array(160) });
    expect(turns).toHaveLength(3);
  });

  test('twice after finish makes the last partial the final, half sure', () => {
    const { turns, frames, finish, told } = rig();
    frames(1);
    turns[0]?.heard.partial('我想');
    finish();
    turns[0]?.heard.failed('cut', false);
    turns[1]?.heard.failed('cut again', false);
    expect(told()).toEqual(['partial 我想 20', 'repeated 0.02 s', 'final 我想 0.5 20']);
  });
});

test('a permanent failure costs the stream at once, even while the turn is opened', () => {
  const { turns, frames, told } = rig();
  frames(1);
  turns[0]?.heard.failed('the key is refused', true);
  expect(told()).toEqual(['refused the key is refused']);
  expect(turns).toHaveLength(1);
  const closed: string[] = [];
  const early = rig({
    open(_, heard) {
      heard.failed('no such model', true);
      return { send: () => undefined, finish: () => undefined, close: () => closed.push('close') };
    },
  });
  early.frames(1, 2);
  expect(early.told()).toEqual(['refused no such model']);
  expect(closed).toEqual(['close']);
});

describe('a service that is late', () => {
  test('the last partial is the final after two seconds', () => {
    const { clock, turns, frames, finish, told } = rig();
    frames(1);
    turns[0]?.heard.partial('我想');
    finish();
    clock.tick(1_999);
    expect(told()).toHaveLength(1);
    clock.tick(1);
    turns[0]?.heard.final('我想买', 1);
    expect(told()).toEqual(['partial 我想 20', 'final 我想 0.5 20']);
    expect(clock.pendingTimers).toBe(0);
  });

  test('without any word the stream is refused after three', () => {
    const { clock, frames, finish, told } = rig();
    frames(1);
    finish();
    clock.tick(3_000);
    expect(told()).toEqual(['refused no final within 3000 ms']);
  });

  test('one that does not answer in its time is tried once more, one that does is left alone', () => {
    const { clock, turns, frames, told } = rig({ firstAnswerMs: 1_000 });
    frames(1);
    clock.tick(1_000);
    expect(turns.map(({ log }) => log.join(' '))).toEqual(['1 close', '1']);
    turns[1]?.heard.answered?.();
    clock.tick(10_000);
    expect(told()).toEqual(['repeated 0.02 s']);
    expect(clock.pendingTimers).toBe(0);
  });
});

test('streams that close and workers that go leave no turn open', () => {
  const { clock, turns, frames, finish, session, told } = rig({ firstAnswerMs: 1_000 });
  frames(1);
  finish();
  session.received({ kind: 'close', id: 1 });
  session.received({ kind: 'open', id: 2, options: { language: 'cmn', hotwords: [] } });
  session.received({ kind: 'audio', id: 2, frameAtMs: 20, samples: new Int16Array(160) });
  session.closed();
  turns[0]?.heard.final('late', 1);
  expect(turns.map(({ log }) => log.at(-1))).toEqual(['close', 'close']);
  expect(told()).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});
