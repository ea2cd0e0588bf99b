import { describe, expect, it } from 'vitest';
import { namedCalendarSchema } from '../../contract/route-settings.ts';
import { advanceIvr } from './advance-ivr.ts';
import type { CompiledIvr } from './compiled-ivr.ts';
import type { IvrInput } from './ivr-input.ts';
import type { IvrMove } from './ivr-move.ts';
import { startIvrState, type IvrState } from './ivr-state.ts';
import { mondayTenMs, playIvr, preparedIvr } from './testing/played-ivr.ts';
import { smallIvr, type SmallNodes, type SmallRest } from './testing/small-ivr.ts';

const end = { kind: 'hang-up', say: '再见' } as const;
const menu = { kind: 'menu', say: '请按1', keys: { '1': 'one' }, failed: 'end' } as const;
const one = { kind: 'hang-up', reason: 'one' } as const;

const compiled = (nodes: SmallNodes, rest: SmallRest = {}): CompiledIvr => preparedIvr([smallIvr(nodes, rest)]);
const started: IvrInput = { kind: 'started', atMs: 5_000, wallMs: mondayTenMs, caller: '+8613800000000', called: '' };

/** Every input one after the other, and the moves of each without facts. */
function run(flow: CompiledIvr, inputs: readonly IvrInput[]): { state: IvrState; moves: IvrMove[][] } {
  let state = startIvrState('small');
  const moves = [started, ...inputs].map((input) => {
    const step = advanceIvr(flow, state, input);
    ({ state } = step);
    return step.moves.filter(({ kind }) => kind !== 'fact');
  });
  return { state, moves };
}
const keys = (typed: string, atMs = 6_000): IvrInput => ({ kind: 'keys', atMs, keys: typed });
const silence = (ticket: number): IvrInput => ({ kind: 'silence', atMs: 9_000, ticket });
const said = (playId: string): IvrInput => ({ kind: 'said', atMs: 7_000, playId });
const kindsOf = (moves: readonly (readonly IvrMove[])[]): string[][] =>
  moves.map((step) => step.map(({ kind }) => kind));

describe('a menu', () => {
  it('a key cuts the prompt and takes its branch', () => {
    const { moves } = run(compiled({ start: menu, one, end }), [keys('1')]);
    expect(moves[0]).toMatchObject([
      { kind: 'play', playId: 'p1', node: 'start', items: [{ text: '请按1', audio: null }], bargeIn: true },
      { kind: 'collect', ticket: 1, timeoutMs: 5_000, keys: { terminator: null, secret: false } },
    ]);
    expect(moves[1]).toEqual([{ kind: 'stop-play' }, { kind: 'hang-up', reason: 'one' }]);
  });

  it('keys wait for the end of a prompt that must be heard', () => {
    const { moves } = run(compiled({ start: { ...menu, bargeIn: false }, one, end }), [keys('1'), said('p1')]);
    expect(moves.slice(1)).toEqual([[], [{ kind: 'hang-up', reason: 'one' }]]);
  });

  it('asks again after silence and after a wrong key, and goes on by failed when it has asked enough', () => {
    const asking = { ...menu, noInput: '没按键', invalid: '按错了', retries: 2 };
    const { said: heard, hungUp, facts } = playIvr(smallIvr({ start: asking, one, end }), '…|7|8');
    expect(heard).toEqual(['请按1', '没按键 请按1', '按错了 请按1', '再见']);
    expect(hungUp).toBe('finished');
    expect(facts.filter(({ kind }) => kind === 'asked-in-vain')).toHaveLength(3);
  });

  it('waits for a longer choice, and takes the shorter when no more keys come', () => {
    const flow = compiled({ start: { ...menu, keys: { '1': 'one', '12': 'end' } }, one, end });
    const waiting = run(flow, [keys('1')]);
    expect(kindsOf(waiting.moves)[1]).toEqual(['stop-play', 'collect']);
    expect(run(flow, [keys('1'), silence(2)]).moves[2]).toEqual([{ kind: 'hang-up', reason: 'one' }]);
    expect(run(flow, [keys('1'), keys('2')]).state.node).toBe('end');
    expect(run(flow, [keys('13')]).state.node).toBe('one');
  });

  it('a time-out of an earlier question means nothing', () => {
    const { moves } = run(compiled({ start: menu, one, end }), [silence(0)]);
    expect(moves[1]).toEqual([]);
  });
});

describe('collecting digits', () => {
  const collect = {
    kind: 'collect',
    say: '卡号',
    into: 'card',
    minDigits: 2,
    maxDigits: 4,
    next: 'read',
    failed: 'end',
  } as const;
  const rest = { variables: { card: {} } };
  const read = { kind: 'menu', say: '{card:digits}', keys: { '1': 'one' }, failed: 'end' } as const;
  const document = smallIvr({ start: collect, read, one, end }, rest);

  it.each([
    ['the terminator ends them', '12#', '1 2'],
    ['as many as may come end them', '1234', '1 2 3 4'],
    ['the terminator after a full number belongs to it', '1234#', '1 2 3 4'],
    ['a late key ends them where there are enough', '12|…', '1 2'],
  ])('%s', (_, caller, spoken) => {
    const call = playIvr(document, caller);
    expect(call.said.at(-1)).toBe(spoken);
    expect(call.state.node).toBe('read');
  });

  it('a terminator that comes by itself after a full number is no key of the next question', () => {
    const { said: heard, state } = playIvr(document, '1234|#|1');
    expect(heard).toEqual(['卡号', '1 2 3 4', '', '']);
    expect(state.node).toBe('one');
  });

  it('too few digits and keys that are none are asked for again', () => {
    const { said: heard } = playIvr(document, '1#|1*#|#|');
    expect(heard).toEqual(['卡号', '卡号', '卡号', '再见', '']);
  });

  it('what is typed ahead skips the question it answers', () => {
    const { said: heard, state } = playIvr(document, '12#1');
    expect(heard).toEqual(['卡号', '']);
    expect(state.node).toBe('one');
  });
});

describe('choosing by words', () => {
  const speech = {
    kind: 'speech',
    say: '请说',
    choices: [
      { words: ['余额', '查余额'], key: '1', to: 'one' },
      { words: ['人工'], key: '0', to: 'end' },
    ],
    failed: 'end',
    retries: 0,
  } as const;
  const document = smallIvr({ start: speech, one, end });

  it('listens with the words it hopes for, and takes the choice with the longest of them', () => {
    expect(playIvr(document, '').moves.at(-1)).toMatchObject({ kind: 'listen', phrases: ['余额', '查余额', '人工'] });
    expect(playIvr(document, '我想查余额，不要人工').hungUp).toBe('one');
    expect(playIvr(document, '人 工！').state.node).toBe('end');
  });

  it('keys do the same, and words that fit two choices alike or none are asked again', () => {
    expect(playIvr(document, '1').hungUp).toBe('one');
    expect(playIvr(document, '余额还是人工').facts).toContainEqual({
      kind: 'asked-in-vain',
      node: 'start',
      reason: 'invalid',
    });
    expect(playIvr(document, '天气').state.node).toBe('end');
  });

  it('a recogniser that is not sure is not believed', () => {
    const flow = preparedIvr([document]);
    const { state } = run(flow, [{ kind: 'speech', atMs: 6_000, text: '查余额', confidence: 0.2 }]);
    expect(state.node).toBe('end');
  });
});

describe('looking up', () => {
  const lookUp = {
    kind: 'http',
    say: '查询中',
    url: 'http://192.0.2.1/{name}/x?a=1',
    query: { q: '{name}' },
    headers: { 'x-name': '{name}' },
    result: { name: "$.list[1]['full name']" },
    ok: 'one',
    failed: 'end',
  } as const;
  const rest = { variables: { name: { default: '王/?\r\nX: 1' } } };
  const document = smallIvr({ start: lookUp, one, end }, rest);

  it('writes variables so that they stay in their place', () => {
    const { requests } = playIvr(document, '');
    expect(requests).toEqual([
      {
        method: 'GET',
        url: 'http://192.0.2.1/%E7%8E%8B%2F%3F%0D%0AX%3A%201/x?a=1&q=%E7%8E%8B%2F%3F%0D%0AX%3A+1',
        headers: { 'x-name': '%E7%8E%8B/?%0D%0AX: 1' },
        body: null,
      },
    ]);
  });

  it.each([
    ['one', 200, '{"list":[0,{"full name":true}]}', ''],
    ['end', 200, '{"list":[]}', "there is nothing at $.list[1]['full name']"],
    ['end', 200, '{"list":[0,{"full name":{}}]}', "there is nothing at $.list[1]['full name']"],
    ['end', 200, 'oops', 'the body is no JSON'],
    ['end', 404, '{}', 'status 404'],
    ['end', 500, '{}', 'status 500'],
    ['end', 200, `"${'x'.repeat(300_000)}"`, 'too-large'],
  ])('goes to %s after %i %s', (node, status, body, reason) => {
    const call = playIvr(document, '', { answers: [{ status, body }] });
    expect(call.state.node).toBe(node);
    expect(call.facts).toContainEqual({ kind: 'looked-up', node: 'start', attempt: 1, ok: reason === '', reason });
  });

  it('tries again with the same idempotency key where the service was away', () => {
    const again = smallIvr({ start: { ...lookUp, retries: 2, result: {} }, one, end }, rest);
    const call = playIvr(again, '', {
      answers: [{ failure: 'timeout' }, { status: 503, body: '' }, { status: 204, body: '' }],
    });
    expect(call.hungUp).toBe('one');
    const sent = call.moves.filter((move) => move.kind === 'fetch');
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['look-up-1', 'look-up-1', 'look-up-1']);
    expect(new Set(sent.map(({ ticket }) => ticket)).size).toBe(3);
  });

  it('an answer that comes after its time means nothing', () => {
    const flow = compiled({ start: lookUp, one, end }, rest);
    const late: IvrInput = { kind: 'http-answered', atMs: 6_000, ticket: 0, answer: { status: 200, body: '{}' } };
    expect(run(flow, [late]).moves[1]).toEqual([]);
  });
});

describe('leaving and coming back', () => {
  const failed = { kind: 'hang-up', reason: 'nobody' } as const;
  const after = { kind: 'hang-up', reason: 'asked' } as const;
  const leaving: readonly (readonly [string, SmallNodes[string], object])[] = [
    [
      'queue',
      { kind: 'queue', queue: 'service', skills: ['english'] },
      { kind: 'queue', queue: 'service', priority: 0, skills: ['english'] },
    ],
    ['extension', { kind: 'extension', extension: '801' }, { kind: 'extension', extension: '801' }],
    ['robot', { kind: 'robot', script: 'renewal' }, { kind: 'robot', script: 'renewal' }],
    [
      'number, which the gate is asked for',
      { kind: 'number', number: '+8613900000000', trunk: 'main' },
      { kind: 'outside', number: '+8613900000000', trunk: 'main' },
    ],
    ['voicemail', { kind: 'voicemail', box: '801' }, { kind: 'voicemail', box: '801' }],
    ['call-back', { kind: 'callback' }, { kind: 'call-back', number: '+8613800000000', queue: null }],
  ];

  it.each(leaving)('to a %s', (_, node, target) => {
    const nodes = { start: { ...node, failed: 'failed', next: 'after' } as SmallNodes[string], failed, after };
    const document = smallIvr(nodes);
    expect(playIvr(document, '').routed[0]?.target).toEqual(target);
    expect(playIvr(document, '', { transfers: [{ taken: true, reason: '' }] }).hungUp).toBe('asked');
    expect(playIvr(document, '', { transfers: [{ taken: false, reason: 'busy' }] }).hungUp).toBe('nobody');
  });

  it('an extension that the caller typed must be one', () => {
    const nodes = { start: { kind: 'extension', extension: '{wanted}', failed: 'failed' }, failed } as const;
    const document = (wanted: string) => smallIvr(nodes, { variables: { wanted: { default: wanted } } });
    expect(playIvr(document('802'), '').routed[0]?.target).toEqual({ kind: 'extension', extension: '802' });
    expect(playIvr(document('0013900000000'), '').hungUp).toBe('nobody');
  });

  it('time spent with others does not count against the limit of the flow', () => {
    const nodes = { start: { kind: 'queue', queue: 'q', failed: 'ask' }, ask: menu, one, end } as const;
    const flow = compiled(nodes, { limits: { maxMs: 10_000 } });
    const back: IvrInput = { kind: 'transfer-ended', atMs: 605_000, ticket: 1, taken: false, reason: 'no-answer' };
    expect(run(flow, [back, keys('1', 606_000)]).state.node).toBe('one');
    expect(run(flow, [back, keys('1', 700_000)]).moves[2]).toEqual([{ kind: 'hang-up', reason: 'time-limit' }]);
  });

  it('the caller who stays when the agent has hung up hears nothing more where nothing is planned', () => {
    const document = smallIvr({ start: { kind: 'queue', queue: 'q', failed: 'failed' }, failed });
    expect(playIvr(document, '', { transfers: [{ taken: true, reason: '' }] }).hungUp).toBe('transferred');
  });
});

describe('conditions and calendars', () => {
  const office = namedCalendarSchema.parse({
    name: 'office',
    follow: 'none',
    open: [{ from: '09:00', to: '18:00', days: [1] }],
    holidays: ['2026-03-09'],
    workdays: ['2026-03-07'],
  });
  const at = (when: object, wallMs = mondayTenMs) => {
    const nodes = { start: { kind: 'condition', cases: [{ when, to: 'one' }], otherwise: 'end' }, one, end };
    const rest = { variables: { sum: { default: '100' } } };
    return playIvr(smallIvr(nodes as SmallNodes, rest), '', { wallMs, calendars: [office] }).state.node === 'one';
  };

  it.each([
    ['2026-03-02T09:00:00+08:00', 'open'],
    ['2026-03-02T18:00:00+08:00', 'closed'],
    ['2026-03-03T10:00:00+08:00', 'closed'],
    ['2026-03-07T10:00:00+08:00', 'open'],
    ['2026-03-09T10:00:00+08:00', 'holiday'],
  ])('at %s it is %s', (time, is) => {
    const states = ['open', 'closed', 'holiday'].filter((state) =>
      at({ calendar: 'office', is: state }, Date.parse(time)),
    );
    expect(states).toEqual(is === 'holiday' ? ['closed', 'holiday'] : [is]);
  });

  it('compares variables, and who calls', () => {
    expect(at({ variable: 'sum', atLeast: 100, atMost: 100, is: '100', oneOf: ['100'], filled: true })).toBe(true);
    expect(at({ variable: 'sum', atLeast: 101 })).toBe(false);
    expect(at({ all: [{ variable: 'caller', startsWith: '+86' }, { not: { variable: 'sum', filled: false } }] })).toBe(
      true,
    );
    expect(
      at({
        any: [
          { variable: 'sum', is: '' },
          { variable: 'caller', startsWith: '+1' },
        ],
      }),
    ).toBe(false);
  });
});

describe('a call keeps the flow it began with', () => {
  it('whatever is applied meanwhile, in the flows it goes to as well', () => {
    const first = smallIvr({ start: { kind: 'prompt', say: '一', next: 'on' }, on: { kind: 'goto', flow: 'other' } });
    const other = (reason: string) => smallIvr({ start: { kind: 'hang-up', reason } }, { name: 'other' });
    const old = preparedIvr([first, other('old')]);
    const { state } = run(old, []);
    expect(preparedIvr([first, other('new')], 2).version).toBe(2);
    expect(advanceIvr(old, state, said('p1')).moves.at(-1)).toEqual({ kind: 'hang-up', reason: 'old' });
    expect(old.version).toBe(1);
  });

  it('another flow gets the variables that both declare, and a secret only where it stays one', () => {
    const variables = { shared: { default: 'a' }, own: {}, pin: { default: '7', secret: true } };
    const first = smallIvr({ start: { kind: 'goto', flow: 'other' } }, { variables });
    const nodes: SmallNodes = { start: { kind: 'prompt', say: '{shared}-{pin}-{caller}', next: 'end' }, end };
    const other = smallIvr(nodes, { name: 'other', variables: { shared: {}, pin: { default: '无' } } });
    const call = playIvr(first, '', { others: [other] });
    expect(call.said[0]).toContain('a-无-+8613800000000');
    expect(call.state.variables).not.toHaveProperty('own');
  });
});

describe('no document can spin', () => {
  const gate = {
    kind: 'condition',
    cases: [{ when: { variable: 'caller', is: '' }, to: 'end' }],
    otherwise: 'start',
  } as const;

  it('a circle that waits for nothing ends the call, and says why', () => {
    const document = smallIvr({ start: { kind: 'set', values: {}, next: 'start' } }, { limits: { maxVisits: 100 } });
    const flow = preparedIvr([document]);
    const { moves } = advanceIvr(flow, startIvrState('small'), started);
    expect(moves.slice(-2)).toEqual([
      {
        kind: 'fact',
        fact: {
          kind: 'flow-fault',
          node: 'start',
          reason: "'start' 50 nodes were entered without waiting for anything",
        },
      },
      { kind: 'hang-up', reason: 'flow-fault' },
    ]);
  });

  it('music that repeats itself ends at the limit of visits', () => {
    const document = smallIvr({ start: { kind: 'prompt', say: '音乐', next: 'start' } }, { limits: { maxVisits: 3 } });
    const flow = preparedIvr([document]);
    const { moves } = run(flow, [said('p1'), said('p2'), said('p3')]);
    expect(kindsOf(moves)).toEqual([['play'], ['play'], ['play'], ['hang-up']]);
  });

  it('music that goes round is cut by a key once and plays on, for nobody takes the key', () => {
    const first = { kind: 'prompt', say: '一', next: 'two' } as const;
    const flow = compiled({ start: first, two: { kind: 'prompt', say: '二', next: 'gate' }, gate, end });
    const { moves, state } = run(flow, [keys('1')]);
    expect(kindsOf(moves)[1]).toEqual(['stop-play', 'play']);
    expect(state).toMatchObject({ phase: 'speaking', node: 'two', keys: '1' });
  });

  it('a call that stays too long is ended at its next input', () => {
    const { moves } = run(compiled({ start: menu, one, end }, { limits: { maxMs: 10_000 } }), [keys('7', 15_001)]);
    expect(moves[1]).toEqual([{ kind: 'hang-up', reason: 'time-limit' }]);
  });
});
