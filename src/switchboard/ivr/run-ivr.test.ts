import type { WebAnswer } from '../../foundation/web-look-up.ts';
import { describe, expect, it } from 'vitest';
import { preparedIvr } from './testing/played-ivr.ts';
import { ScriptedLine, type ScriptedLineOptions } from './testing/scripted-line.ts';
import { smallIvr, type SmallNodes, type SmallRest } from './testing/small-ivr.ts';

const begin = (nodes: SmallNodes, options: ScriptedLineOptions = {}, rest: SmallRest = {}): ScriptedLine =>
  new ScriptedLine(preparedIvr([smallIvr(nodes, rest)]), options);

const bye = { kind: 'hang-up', say: '再见。' } as const;
const menu = {
  kind: 'menu',
  say: '是请按1，否请按2。',
  keys: { '1': 'yes', '2': 'no' },
  failed: 'bye',
  retries: 1,
} as const;
const choice: SmallNodes = {
  start: menu,
  yes: { kind: 'hang-up', say: '好的。', reason: 'yes' },
  no: { kind: 'hang-up', reason: 'no' },
  bye,
};

describe('a flow on a line', () => {
  it('hears keys alone at first, says prompts in order and hangs up when all is said', () => {
    const line = begin({
      start: { kind: 'prompt', say: '您好。', bargeIn: false, next: 'bye' },
      bye: { ...bye, reason: 'told' },
    });
    expect(line.of('listen')).toMatchObject([{ detectVoice: false, recognizer: null }]);
    expect(line.of('play')).toMatchObject([{ bargeIn: { mode: 'never' } }]);
    line.pass(1_500);
    expect(line.said).toEqual(['您好。', '再见。']);
    expect(line.done).toBeNull();
    line.listen();
    expect(line.done).toEqual({ taken: false, reason: 'told' });
    expect(line.toldOf('robot-said')).toMatchObject([
      { node: 'start', text: '您好。', spokenText: '您好。', completed: true, provider: 'tts', cached: true },
      { node: 'bye', spokenText: '再见。', durationMs: 1_000 },
    ]);
    expect(line.toldOf('node-entered').map(({ node }) => node)).toEqual(['start', 'bye']);
  });

  it('a key cuts the prompt and leads on, and is told with what it chose', () => {
    const line = begin(choice);
    line.pass(300);
    line.press('1');
    line.pass(10);
    expect(line.toldOf('robot-said')).toMatchObject([{ node: 'start', completed: false }]);
    expect(line.toldOf('key-pressed')).toMatchObject([{ digit: '1', secret: false, via: 'rfc4733', turn: 1 }]);
    expect(line.toldOf('slot-filled')).toMatchObject([{ slot: 'start', value: '1', turn: 1 }]);
    line.listen();
    expect(line.done).toEqual({ taken: false, reason: 'yes' });
  });

  it('counts silence from the end of the prompt, asks again and gives up', () => {
    const line = begin(choice);
    line.pass(5_900);
    expect(line.said).toHaveLength(1);
    line.pass(200);
    expect(line.said).toEqual([menu.say, menu.say]);
    line.pass(6_100);
    line.listen();
    expect(line.said.at(-1)).toBe('再见。');
    expect(line.done).toEqual({ taken: false, reason: 'finished' });
    expect(line.toldOf('flow-told').map(({ what }) => what)).toEqual([
      'asked in vain: no-input',
      'asked in vain: no-input',
    ]);
  });

  it('a key that cut a prompt and never came up is waited for no longer than two seconds', () => {
    const line = begin({ start: { kind: 'prompt', say: '您好。', next: 'bye' }, bye });
    const { playId } = line.of('play')[0]!;
    const interruption = { by: 'key', startedAtMs: 0, decidedAtMs: 0, stoppedAtMs: 0 } as const;
    const cut = { completed: false, spokenText: '您', spokenMs: 90, interruption, failure: null };
    line.hear({ kind: 'play-ended', legId: 'call-1/caller', playId, atMs: 0, ...cut });
    line.pass(1_900);
    expect(line.said).toHaveLength(1);
    line.pass(200);
    expect(line.said).toHaveLength(2);
  });

  it('passes over other legs, and over what others play', () => {
    const line = begin(choice);
    const key = { kind: 'key', digit: '1', typed: '1', durationMs: 1, via: 'rfc4733', atMs: 0, offsetMs: 0 } as const;
    line.hear({ ...key, legId: 'call-1/other' });
    line.hear({
      kind: 'call-closed',
      callId: 'call-1',
      tracks: [],
      maskedSpans: [],
      recordingComplete: true,
      legs: [],
      used: [],
    });
    const theirs = { completed: true, spokenText: '', spokenMs: 0, interruption: null, failure: null };
    line.hear({ kind: 'play-ended', legId: 'call-1/caller', playId: 'queue/p1', atMs: 0, ...theirs });
    expect(line.toldOf('key-pressed')).toEqual([]);
    expect(line.toldOf('robot-said')).toEqual([]);
  });

  it('knows values from before the call, of declared variables alone', () => {
    const line = begin(
      { start: { kind: 'hang-up', say: '{name}您好{other}。' } },
      { variables: { name: '王女士', other: 'x' } },
      {
        variables: { name: { default: '客户' } },
      },
    );
    expect(line.said).toEqual(['王女士您好。']);
  });

  it('stopped, it is quiet, and tells what had been said', () => {
    const line = begin(choice);
    line.pass(300);
    line.stop();
    line.pass(10);
    expect(line.toldOf('robot-said')).toMatchObject([{ node: 'start', completed: false }]);
    const { length } = line.commands;
    line.press('1');
    line.pass(60_000);
    line.stop();
    expect(line.commands).toHaveLength(length);
    expect(line.done).toBeNull();
    expect(line.clock.pendingTimers).toBe(0);
  });
});

describe('secret keys', () => {
  const nodes: SmallNodes = {
    start: {
      kind: 'collect',
      say: '卡号。',
      into: 'card',
      maxDigits: 4,
      terminator: 'none',
      next: 'pin',
      failed: 'bye',
    },
    pin: { kind: 'collect', say: '密码。', into: 'pin', maxDigits: 3, secret: true, next: 'look', failed: 'bye' },
    look: { kind: 'http', url: 'http://127.0.0.1:1/{card}', query: { pin: '{pin}' }, ok: 'bye', failed: 'bye' },
    bye,
  };

  it('reach the web service and nothing that is kept', async () => {
    const line = begin(nodes, { answer: { status: 200, body: '{}' } });
    line.listen();
    line.press('1234');
    line.pass(10);
    expect(line.of('secret-keys').at(-1)).toMatchObject({ on: true });
    line.press('987');
    expect(line.requests[0]?.request.url).toBe('http://127.0.0.1:1/1234?pin=987');
    await Promise.resolve();
    line.listen();
    expect(JSON.stringify(line.told)).not.toContain('987');
    expect(line.toldOf('key-pressed').map(({ digit }) => digit)).toEqual(['1', '2', '3', '4', '*', '*', '*']);
    expect(line.toldOf('slot-filled').map(({ slot, value }) => `${slot}=${value}`)).toEqual(['card=1234']);
    expect(line.toldOf('flow-told').map(({ what }) => what)).toContain('pin = ***');
    await Promise.resolve();
    line.listen();
    expect(line.of('secret-keys').at(-1)).toMatchObject({ on: false });
  });

  it('typed ahead of who asks for them are secret too', () => {
    const line = begin({
      ...nodes,
      first: nodes['start']!,
      start: { kind: 'prompt', say: '欢迎。', bargeIn: false, next: 'first' },
    });
    line.pass(300);
    line.press('1234987');
    line.pass(1_000);
    expect(line.requests[0]?.request.url).toBe('http://127.0.0.1:1/1234?pin=987');
    expect(JSON.stringify(line.told)).not.toContain('987');
    expect(new Set(line.toldOf('key-pressed').map(({ digit }) => digit))).toEqual(new Set(['*']));
  });
});

describe('a web service', () => {
  const nodes: SmallNodes = {
    start: {
      kind: 'http',
      say: '请稍候。',
      url: 'https://crm.example.com/a',
      timeoutMs: 900,
      result: { a: '$.a' },
      ok: 'end',
      failed: 'bye',
    },
    end: { kind: 'hang-up', say: '是{a}。', reason: 'ok' },
    bye,
  };
  const variables = { variables: { a: {} } };

  it('is asked while the caller hears something, with a key of this call', async () => {
    const line = begin(nodes, { answer: { status: 200, body: '{"a":7}' } }, variables);
    expect(line.requests).toMatchObject([
      { limits: { timeoutMs: 900, idempotencyKey: expect.stringMatching(/^call-1\//) as string } },
    ]);
    await Promise.resolve();
    await Promise.resolve();
    line.listen();
    expect(line.said).toEqual(['请稍候。', '是7。']);
    expect(line.done).toEqual({ taken: false, reason: 'ok' });
    expect(line.toldOf('slot-filled')).toMatchObject([{ slot: 'a', value: '7' }]);
  });

  it('that cannot be asked counts as unreachable', async () => {
    const line = begin(nodes, { fetch: () => Promise.reject(new Error('gone')) }, variables);
    await new Promise(setImmediate);
    line.listen();
    expect(line.said.at(-1)).toBe('再见。');
  });

  it('is asked no longer when the caller is gone', async () => {
    let answer: (given: WebAnswer) => void = () => undefined;
    const line = begin(nodes, { fetch: () => new Promise((resolve) => (answer = resolve)) }, variables);
    line.stop();
    expect(line.requests[0]?.limits.signal.aborted).toBe(true);
    answer({ status: 200, body: '{"a":7}' });
    await new Promise(setImmediate);
    expect(line.said).toEqual(['请稍候。']);
  });
});

describe('leading on', () => {
  const nodes: SmallNodes = {
    start: { kind: 'menu', say: '人工请按0。', keys: { '0': 'people' }, failed: 'bye' },
    people: { kind: 'queue', say: '正在转接。', queue: 'service', next: 'score', failed: 'none' },
    score: {
      kind: 'collect',
      say: '请打分。',
      into: 'score',
      maxDigits: 1,
      terminator: 'none',
      next: 'bye',
      failed: 'bye',
    },
    none: { kind: 'hang-up', say: '坐席忙。', reason: 'nobody' },
    bye,
  };
  const led = (): ScriptedLine => {
    const line = begin(nodes, {}, { variables: { score: {} } });
    line.pass(300);
    line.press('0');
    return line;
  };

  it('waits for what is said, gives the card along, and goes on when the caller is back', () => {
    const line = led();
    expect(line.led).toEqual([]);
    line.listen();
    expect(line.led).toMatchObject([{ leading: { target: { kind: 'queue', queue: 'service' }, ringForMs: null } }]);
    expect(line.led).toMatchObject([{ leading: { card: { flow: 'small', keys: [{ node: 'start', keys: '0' }] } } }]);
    expect(line.toldOf('card-shown')).toMatchObject([{ flow: 'small', keys: [{ node: 'start', keys: '0' }] }]);
    line.press('55');
    expect(line.toldOf('key-pressed')).toHaveLength(1);
    line.led[0]?.ended({ taken: true, reason: 'agent-hung-up' });
    line.led[0]?.ended({ taken: true, reason: 'twice' });
    line.listen();
    line.press('3');
    line.listen();
    expect(line.toldOf('slot-filled').at(-1)).toMatchObject({ slot: 'score', value: '3' });
    expect(line.done).toEqual({ taken: false, reason: 'finished' });
  });

  it('to nobody takes the other way', () => {
    const line = led();
    line.listen();
    line.led[0]?.ended({ taken: false, reason: 'waited-too-long' });
    line.listen();
    expect(line.done).toEqual({ taken: false, reason: 'nobody' });
    expect(line.toldOf('flow-told').map(({ what }) => what)).toEqual([
      'led to queue',
      'came back: not taken, waited-too-long',
    ]);
  });

  it('is undone when the caller is gone', () => {
    const line = led();
    line.listen();
    line.stop();
    expect(line.led[0]?.takenBack).toBe(true);
    line.led[0]?.ended({ taken: true, reason: '' });
    expect(line.done).toBeNull();
  });

  it('ends as taken where nobody wants the caller back', () => {
    const { people, ...rest } = nodes;
    const line = begin({ ...rest, people: { kind: 'extension', extension: '801' } }, {}, { variables: { score: {} } });
    line.press('0');
    line.led[0]?.ended({ taken: true, reason: 'hung-up' });
    expect(people).toBeDefined();
    expect(line.done).toEqual({ taken: true, reason: 'transferred' });
  });
});

describe('words', () => {
  const nodes: SmallNodes = {
    start: {
      kind: 'speech',
      say: '查余额还是挂失？',
      invalid: '没听明白。',
      choices: [
        { words: ['余额'], key: '1', to: 'balance' },
        { words: ['挂失'], key: '2', to: 'lost' },
      ],
      retries: 1,
      failed: 'bye',
    },
    balance: { kind: 'menu', say: '余额是一元，重听请按1。', keys: { '1': 'balance' }, failed: 'bye' },
    lost: { kind: 'hang-up', reason: 'lost' },
    bye,
  };

  it('are listened for with what is likely, may cut the prompt, and lead on', () => {
    const line = begin(nodes, { recognizer: 'model' });
    expect(line.of('listen').at(-1)).toMatchObject({
      recognizer: 'model',
      detectVoice: true,
      hotwords: ['余额', '挂失'],
    });
    expect(line.of('play')[0]).toMatchObject({ bargeIn: { mode: 'after' } });
    line.pass(300);
    line.say('我要查余额');
    line.pass(10);
    expect(line.of('finish-turn')).toHaveLength(1);
    expect(line.toldOf('customer-said')).toMatchObject([
      { node: 'start', text: '我要查余额', confidence: 0.9, via: 'speech', offsetMs: 300, durationMs: 600 },
    ]);
    expect(line.said.at(-1)).toContain('余额是一元');
    expect(line.of('listen').at(-1)).toMatchObject({ recognizer: null, detectVoice: false });
    expect(line.of('play').at(-1)).toMatchObject({ bargeIn: { mode: 'keyword', keywords: [] } });
  });

  it('that say nothing are no answer, and the silence after them is counted anew', () => {
    const line = begin(nodes, { recognizer: 'model' });
    line.listen();
    line.pass(4_000);
    line.say('');
    line.pass(4_900);
    expect(line.said).toHaveLength(1);
    line.pass(200);
    expect(line.said).toHaveLength(2);
  });

  it('that the recogniser never gives are waited for no longer than two seconds', () => {
    const line = begin(nodes, { recognizer: 'model' });
    line.listen();
    const legId = 'call-1/caller';
    line.hear({ kind: 'speech-started', legId, startedAtMs: 0, offsetMs: 0 });
    line.pass(20_000);
    expect(line.said).toHaveLength(1);
    line.hear({ kind: 'speech-paused', legId, startedAtMs: 0, lastVoicedAtMs: 500, offsetMs: 0 });
    line.pass(700 + 2_000 + 5_100);
    expect(line.said).toHaveLength(2);
  });

  it('without a recogniser are not listened for, and keys do the same', () => {
    const line = begin(nodes);
    expect(line.of('listen')).toHaveLength(1);
    line.say('挂失');
    expect(line.toldOf('customer-said')).toEqual([]);
    line.press('2');
    line.listen();
    expect(line.done).toEqual({ taken: false, reason: 'lost' });
  });
});
