import { expect, test } from 'vitest';
import { handOverStep, newHandOver, type HandOver, type HandOverInput } from './hand-over.ts';

const seat = { name: 'amy', address: 'sip:amy@127.0.0.1:5062', skills: [], ringForMs: 20_000 };
const reservation = { reservationId: 'r1', seat };
const media = {
  address: '127.0.0.1',
  port: 4000,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: null,
  direction: 'sendrecv',
  text: null,
} as const;
const inputs = {
  reserved: { kind: 'reserved', reservation },
  'no seat': { kind: 'no-seat' },
  'leg opened': { kind: 'leg-opened' },
  'leg failed': { kind: 'leg-failed' },
  answered: { kind: 'answered', media, nowMs: 1_000 },
  busy: { kind: 'refused', status: 486 },
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
  [['reserved'], 'opening', ['open-leg']],
  [['no seat'], 'failed', ['failed no-seat']],
  [['reserved', 'leg opened'], 'ringing', ['invite-seat']],
  [['reserved', 'leg failed'], 'failed', ['release unanswered', 'failed failed']],
  [['reserved', 'leg opened', 'answered'], 'bridged', ['join', 'answered']],
  [['reserved', 'leg opened', 'busy'], 'failed', ['release unanswered', 'failed busy']],
  [['reserved', 'leg opened', 'ring timeout'], 'failed', ['cancel-seat', 'release unanswered', 'failed no-answer']],
  [
    ['reserved', 'leg opened', 'customer left'],
    'over',
    ['cancel-seat', 'release unanswered', 'failed customer-hung-up'],
  ],
  [['customer left'], 'over', ['failed customer-hung-up']],
  [['reserved', 'leg opened', 'answered', 'seat left'], 'over', ['release', 'ended after 5000 by seat']],
  [
    ['reserved', 'leg opened', 'answered', 'customer left'],
    'over',
    ['bye-seat', 'release', 'ended after 5000 by customer'],
  ],
  [['reserved', 'leg opened', 'answered', 'ring timeout'], 'bridged', []],
  [['customer left', 'reserved'], 'over', ['release']],
  [['no seat', 'answered'], 'failed', []],
])('a hand-over that meets %j is %s', (names, phase, words) => {
  const { state, words: seen } = run(...names);
  expect([state.phase, seen]).toEqual([phase, words]);
});
