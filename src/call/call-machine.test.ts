import { expect, test } from 'vitest';
import { callStep, openCall, type CallInput, type CallState } from './call-machine.ts';
import type { RemoteMedia } from './media/media-messages.ts';

const media: RemoteMedia = {
  address: '127.0.0.1',
  port: 4000,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
  text: null,
};
const other: RemoteMedia = { ...media, port: 5000 };

const inputs = {
  ready: { kind: 'ready' },
  refused: { kind: 'refused', outcome: 'cancelled', reason: 'not ours' },
  ringing: { kind: 'progressed', status: 180, toTag: 'a', media: null },
  'early media': { kind: 'progressed', status: 183, toTag: 'a', media },
  'cause heard': { kind: 'cause-heard', cause: 'powered-off', by: 'words', heard: '已关机' },
  answered: { kind: 'answered', status: 200, toTag: 'b', media },
  'answered without sdp': { kind: 'answered', status: 200, toTag: 'b', media: null },
  busy: { kind: 'failed', status: 486, q850Cause: null, phrase: 'Busy Here', trust404: false },
  'not acceptable': { kind: 'failed', status: 488, q850Cause: null, phrase: 'Not Acceptable Here', trust404: false },
  'answered late': { kind: 'answered-late' },
  'ring timeout': { kind: 'ring-timeout' },
  'cancel timeout': { kind: 'cancel-timeout' },
  'robot hangs up': { kind: 'hang-up', by: 'robot', outcome: 'completed', reason: 'done' },
  'customer leaves': { kind: 'far-end-left', by: 'customer', outcome: 'callee-hung-up', q850Cause: 16, reason: 'BYE' },
  'media closed': { kind: 'media-closed' },
} as const satisfies Record<string, CallInput>;

/** One row a phase and input: the next phase, the effects, and the outcome where one was decided. Rows left out change nothing. */
const table: Record<string, Partial<Record<keyof typeof inputs, string>>> = {
  opening: {
    ready: 'inviting: invite+text, ring on',
    refused: 'closing(cancelled by network): ring off, cancel off, close-media',
    'robot hangs up': 'closing(cancelled by robot): ring off, cancel off, close-media',
  },
  inviting: {
    ringing: 'inviting: tell progressed',
    'early media': 'inviting: tell progressed, connect, listen-early',
    'cause heard': 'cancelling(powered-off by robot): tell early-media-understood, ring off, cancel, cancel on',
    answered: 'talking: ring off, tell answered, connect, start-talking',
    'answered without sdp': 'closing(incompatible by robot): bye, close-media',
    busy: 'closing(busy by network): ring off, cancel off, close-media',
    'not acceptable': 'inviting: invite',
    'ring timeout': 'cancelling(no-answer by robot): ring off, cancel, cancel on',
    'robot hangs up': 'cancelling(cancelled by robot): ring off, cancel, cancel on',
  },
  cancelling: {
    busy: 'closing(no-answer by robot): ring off, cancel off, close-media',
    'not acceptable': 'closing(no-answer by robot): ring off, cancel off, close-media',
    'answered late': 'closing(answered-late by robot): ring off, cancel off, close-media',
    'cancel timeout': 'closing(no-answer by robot): ring off, cancel off, close-media',
  },
  talking: {
    'robot hangs up': 'closing(completed by robot): bye, ring off, cancel off, close-media',
    'customer leaves': 'closing(callee-hung-up by customer): ring off, cancel off, close-media',
  },
  closing: { 'media closed': 'ended(completed by robot): end' },
  ended: {},
};

const after = (state: CallState, ...names: (keyof typeof inputs)[]): CallState =>
  names.reduce((now, name) => callStep(now, inputs[name]).state, state);
const inPhase: Record<string, CallState> = {
  opening: openCall(true),
  inviting: after(openCall(true), 'ready'),
  cancelling: after(openCall(true), 'ready', 'ring timeout'),
  talking: after(openCall(true), 'ready', 'answered'),
  closing: after(openCall(true), 'ready', 'answered', 'robot hangs up'),
  ended: after(openCall(true), 'ready', 'answered', 'robot hangs up', 'media closed'),
};

function described(phase: string, name: keyof typeof inputs): string | undefined {
  const before = inPhase[phase]!;
  const { state, effects } = callStep(before, inputs[name]);
  if (effects.length === 0 && JSON.stringify(state) === JSON.stringify(before)) return undefined;
  const words = effects.map((effect) => {
    if (effect.kind === 'tell') return `tell ${effect.event.kind}`;
    if (effect.kind === 'timer') return `${effect.timer} ${effect.on ? 'on' : 'off'}`;
    if (effect.kind === 'invite') return effect.withText ? 'invite+text' : 'invite';
    return effect.kind;
  });
  const ending = state.ending ? `(${state.ending.outcome} by ${state.ending.hangUpBy})` : '';
  return `${state.phase}${ending}: ${words.join(', ')}`;
}

for (const [phase, rows] of Object.entries(table))
  test(`the call machine in '${phase}' answers every input as its table says`, () => {
    const seen: Partial<Record<keyof typeof inputs, string>> = {};
    for (const name of Object.keys(inputs) as (keyof typeof inputs)[]) {
      const row = described(phase, name);
      if (row !== undefined) seen[name] = row;
    }
    expect(seen).toEqual(rows);
  });

test('a 200 without SDP takes the answer of its own early dialog, not the newest', () => {
  const forked = [inputs['early media'], { ...inputs['early media'], toTag: 'z', media: other }].reduce<CallState>(
    (state, input) => callStep(state, input).state,
    inPhase['inviting']!,
  );
  const { effects } = callStep(forked, { kind: 'answered', status: 200, toTag: 'a', media: null });
  expect(effects).toContainEqual({ kind: 'connect', media });
});

test('an offer with text is tried once more without, and only once', () => {
  const once = callStep(inPhase['inviting']!, inputs['not acceptable']).state;
  expect(once.withText).toBe(false);
  expect(callStep(once, inputs['not acceptable']).state.ending?.outcome).toBe('incompatible');
});

test('a failure of one address is tried at the next in the same attempt, unless the telephone rang', () => {
  const failed = {
    kind: 'failed',
    status: 503,
    q850Cause: null,
    phrase: 'away',
    trust404: false,
    elsewhere: true,
  } as const;
  const inviting = callStep(openCall(false), { kind: 'ready' }).state;
  const again = callStep(inviting, failed);
  expect(again.effects).toEqual([{ kind: 'invite', withText: false, nextAddress: true }]);
  expect(callStep(again.state, { ...failed, elsewhere: false }).state.phase).toBe('closing');
  const ringing = callStep(inviting, inputs.ringing).state;
  expect(callStep(ringing, failed).state.phase).toBe('closing');
});

const forwarded: CallInput = {
  kind: 'cause-heard',
  cause: 'forwarded',
  by: 'recording',
  heard: "recording 'forwarded/one'",
};

test('an announcement of forwarding ends nothing, is told once, and is the outcome where nobody answers', () => {
  const first = callStep(inPhase['inviting'] as CallState, forwarded);
  expect(first.effects).toMatchObject([
    { kind: 'tell', event: { kind: 'early-media-understood', cause: 'forwarded' } },
    { kind: 'judge-early' },
  ]);
  expect(callStep(first.state, forwarded)).toEqual({ state: first.state, effects: [] });
  for (const end of ['busy', 'ring timeout'] as const)
    expect(callStep(first.state, inputs[end]).state.ending).toMatchObject({ outcome: 'forwarded' });
  expect(callStep(first.state, inputs['cause heard']).state.ending).toMatchObject({ outcome: 'powered-off' });
  expect(callStep(first.state, inputs.answered).state.phase).toBe('talking');
});
