import { expect, test } from 'vitest';
import { handOverStep, newHandOver, type HandOver, type HandOverInput } from './hand-over.ts';

const seat = { name: 'amy', address: 'sip:amy@127.0.0.1:5062', skills: [], ringForMs: 20_000 };
const reservation = { reservationId: 'r1', seat };
const inputs = {
  reserved: { kind: 'reserved', reservation },
  'no seat': { kind: 'no-seat' },
  answered: { kind: 'answered', nowMs: 1_000 },
  busy: { kind: 'refused', status: 486 },
  'no port': { kind: 'refused', status: 503 },
  'ring timeout': { kind: 'ring-timeout' },
  'seat left': { kind: 'seat-left', nowMs: 6_000 },
  'customer left': { kind: 'customer-left', nowMs: 6_000 },
} as const satisfies Record<string, HandOverInput>;
type Name = keyof typeof inputs;

function run(...names: Name[]): { state: HandOver; words: string[] } {
  let state = newHandOver;
  let words: string[] = [];
  for (const name of names) {
    const step = handOverStep(state, inputs[name]);
    state = step.state;
    words = step.effects.map((effect) => {
      if (effect.kind === 'release') return effect.answered ? 'release' : 'release unanswered';
      if (effect.kind === 'failed') return `failed ${effect.reason}`;
      return effect.kind === 'ended' ? `ended after ${effect.bridgedMs} by ${effect.by}` : effect.kind;
    });
  }
  return { state, words };
}

test.each<[Name[], string, string[]]>([
  [['reserved'], 'ringing', ['ring-seat']],
  [['no seat'], 'failed', ['failed no-seat']],
  [['reserved', 'answered'], 'bridged', ['join', 'answered']],
  [['reserved', 'no port'], 'failed', ['release unanswered', 'failed failed']],
  [['reserved', 'busy'], 'failed', ['release unanswered', 'failed busy']],
  [['reserved', 'ring timeout'], 'failed', ['end-seat', 'release unanswered', 'failed no-answer']],
  [['reserved', 'customer left'], 'over', ['end-seat', 'release unanswered', 'failed customer-hung-up']],
  [['customer left'], 'over', ['failed customer-hung-up']],
  [['reserved', 'answered', 'seat left'], 'over', ['release', 'ended after 5000 by seat']],
  [['reserved', 'answered', 'customer left'], 'over', ['end-seat', 'release', 'ended after 5000 by customer']],
  [['reserved', 'answered', 'ring timeout'], 'bridged', []],
  [['customer left', 'reserved'], 'over', ['release']],
  [['no seat', 'answered'], 'failed', []],
])('a hand-over that meets %j is %s', (names, phase, words) => {
  const { state, words: seen } = run(...names);
  expect([state.phase, seen]).toEqual([phase, words]);
});
