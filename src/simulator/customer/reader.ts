import type { Behaviour, Conduct, Reply } from './behaviour.ts';

/**
 * A customer who reads what he is to say: a line after each time the robot has spoken, `#1` by keys, `…` by saying nothing. When the
 * robot has answered the last he hangs up.
 */
export function reader(says: readonly string[]): Behaviour {
  const conduct: Conduct = {
    opening: [],
    openingAfter: 'answer',
    replies: [...says.map(replyOf), { when: anything, next: 'hang-up' }],
    fallback: [],
    interrupts: null,
    soundOnlyKeys: [],
    asksWhoIsThere: false,
    hangsUpAfterMs: null,
    patienceMs: 20_000,
    endsTransfer: 'customer',
    saysNothingMeant: false,
    mayStray: 0,
    asides: [],
    reoffers: null,
  };
  return {
    name: 'reader',
    arrival: { kind: 'answers', ringMs: 100 },
    conduct,
    pickedUpBy: 'human',
    wish: null,
    line: {},
  };
}

const anything = /[^]/u;

function replyOf(line: string): Reply {
  const once = { when: anything, times: 1 };
  if (/^#[0-9*#]+$/.test(line)) return { ...once, press: line.slice(1) };
  return /^(…|\.\.\.)?$/.test(line) ? once : { ...once, say: [line] };
}
