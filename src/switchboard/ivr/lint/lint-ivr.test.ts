import { describe, expect, it } from 'vitest';
import { linesDocumentSchema, noLines } from '../../../contract/lines-document.ts';
import { compileIvrs } from '../compiled-ivr.ts';
import { smallIvr, type SmallNodes, type SmallRest } from '../testing/small-ivr.ts';
import { ivrProblemsOf } from './ivr-problems-of.ts';
import { lintIvr, type IvrSurroundings } from './lint-ivr.ts';

const end = { kind: 'hang-up' } as const;
const menu = { kind: 'menu', say: '?', keys: { '1': 'end' }, failed: 'end' } as const;
const lookUp = { kind: 'http', url: 'http://192.0.2.1/x', ok: 'end', failed: 'end' } as const;
const speech = {
  kind: 'speech',
  choices: [
    { words: ['a'], key: '1', to: 'end' },
    { words: ['b'], to: 'end' },
  ],
  failed: 'end',
} as const;
const pin: SmallRest = { variables: { pin: { secret: true }, card: {} } };
const known: IvrSurroundings = { queues: ['service'], extensions: ['801'], trunks: ['main'], calendars: ['office'] };

/** A flow that breaks one rule, and the message it must get. */
const broken: readonly (readonly [string, SmallNodes, SmallRest, string])[] = [
  ['leads-nowhere', { end }, {}, "ivr 'small': starts at 'start', which does not exist"],
  [
    'leads-nowhere',
    { start: { ...menu, keys: { '1': 'end', '2': 'gone' } }, end },
    {},
    "ivr 'small' node 'start': key '2' leads to 'gone', which does not exist",
  ],
  [
    'leads-nowhere',
    { start: { ...speech, choices: [{ words: ['挂失'], key: '1', to: 'gone' }] }, end },
    {},
    "ivr 'small' node 'start': choice '挂失' leads to 'gone', which does not exist",
  ],
  [
    'leads-nowhere',
    { start: { kind: 'condition', cases: [{ when: { variable: 'caller' }, to: 'gone' }], otherwise: 'end' }, end },
    {},
    "ivr 'small' node 'start': case 1 leads to 'gone', which does not exist",
  ],
  [
    'unreachable',
    { start: end, island: end },
    {},
    "ivr 'small' node 'island': nothing leads here: it can never be reached",
  ],
  [
    'no-way-on',
    { start: { kind: 'menu', keys: { '1': 'end' } }, end },
    {},
    "ivr 'small' node 'start': needs 'failed' for callers who press nothing, or nothing that fits",
  ],
  ['no-way-on', { start: { ...lookUp, ok: undefined }, end }, {}, "ivr 'small' node 'start': needs 'ok' for an answer"],
  [
    'no-way-out',
    { start: { ...menu, keys: { '1': 'start' }, failed: 'start' } },
    {},
    "ivr 'small' node 'start': a menu without a way out: whatever the caller does, no hang-up, transfer or other flow is ever come to",
  ],
  [
    'endless-loop',
    {
      start: { kind: 'set', values: {}, next: 'again' },
      again: { kind: 'condition', cases: [{ when: { variable: 'caller' }, to: 'start' }], otherwise: 'end' },
      end,
    },
    {},
    "ivr 'small' node 'start': may go in a circle without a prompt or a question: 'start' → 'again' → 'start'",
  ],
  [
    'endless-loop',
    { start: { kind: 'goto', flow: 'small' } },
    {},
    "ivr 'small' node 'start': may go in a circle without a prompt or a question: 'start' → 'start'",
  ],
  [
    'unknown-variable',
    { start: { kind: 'prompt', say: '您好{nmae:digits}', next: 'end' }, end },
    { variables: { name: {} } },
    `ivr 'small' node 'start': {nmae} in "您好{nmae:digits}" is no variable of the flow`,
  ],
  [
    'unknown-variable',
    { start: { kind: 'collect', into: 'card', maxDigits: 4, next: 'end', failed: 'end' }, end },
    {},
    "ivr 'small' node 'start': 'card' is no variable of the flow",
  ],
  [
    'unknown-variable',
    {
      start: {
        kind: 'condition',
        cases: [{ when: { all: [{ not: { variable: 'x' } }] }, to: 'end' }],
        otherwise: 'end',
      },
      end,
    },
    {},
    "ivr 'small' node 'start': 'x' is no variable of the flow",
  ],
  [
    'unknown-calendar',
    {
      start: { kind: 'condition', cases: [{ when: { any: [{ calendar: 'nights' }] }, to: 'end' }], otherwise: 'end' },
      end,
    },
    {},
    "ivr 'small' node 'start': there is no calendar 'nights'",
  ],
  [
    'unknown-name',
    { start: { kind: 'goto', flow: 'other' } },
    {},
    "ivr 'small' node 'start': there is no flow 'other'",
  ],
  [
    'unknown-name',
    { start: { kind: 'queue', queue: 'nobody', failed: 'end' }, end },
    {},
    "ivr 'small' node 'start': there is no queue 'nobody'",
  ],
  [
    'unknown-name',
    { start: { kind: 'extension', extension: '802', failed: 'end' }, end },
    {},
    "ivr 'small' node 'start': there is no extension '802'",
  ],
  [
    'unknown-name',
    { start: { kind: 'voicemail', box: '802' } },
    {},
    "ivr 'small' node 'start': there is no extension '802'",
  ],
  [
    'unknown-name',
    { start: { kind: 'number', number: '+8613800000000', trunk: 'spare', failed: 'end' }, end },
    {},
    "ivr 'small' node 'start': there is no trunk 'spare'",
  ],
  [
    'secret-shown',
    { start: { kind: 'prompt', say: '{pin}', next: 'end' }, end },
    pin,
    `ivr 'small' node 'start': "{pin}" would give away 'pin', which is secret`,
  ],
  [
    'secret-shown',
    { start: { ...lookUp, query: { pin: '{pin}' } }, end },
    pin,
    `ivr 'small' node 'start': "{pin}" would give away 'pin', which is secret`,
  ],
  [
    'secret-shown',
    { start: { kind: 'queue', queue: 'service', show: ['pin'], failed: 'end' }, end },
    pin,
    "ivr 'small' node 'start': agents would see 'pin', which is secret",
  ],
  [
    'secret-shown',
    { start: { kind: 'set', values: { card: '{pin}' }, next: 'end' }, end },
    pin,
    "ivr 'small' node 'start': 'pin' is secret, and 'card' is not",
  ],
  [
    'impossible',
    { start: { kind: 'collect', into: 'card', minDigits: 5, maxDigits: 4, next: 'end', failed: 'end' }, end },
    pin,
    "ivr 'small' node 'start': wants at least 5 digits and takes at most 4",
  ],
  ['impossible', { start: { ...menu, keys: {} }, end }, {}, "ivr 'small' node 'start': a menu needs at least one key"],
  [
    'impossible',
    { start: { ...lookUp, body: {} }, end },
    {},
    "ivr 'small' node 'start': a GET has no body: use 'query', or method POST",
  ],
  [
    'impossible',
    { start: { ...speech, choices: [{ words: ['a'], to: 'end' }] }, end },
    {},
    "ivr 'small' node 'start': no choice has a key: nobody could choose where no recogniser listens",
  ],
  [
    'duplicate',
    {
      start: {
        ...speech,
        choices: [
          { words: ['a'], key: '1', to: 'end' },
          { words: ['a'], to: 'end' },
        ],
      },
      end,
    },
    {},
    "ivr 'small' node 'start': 'a' stands in two choices",
  ],
  [
    'endless-loop',
    { start: { kind: 'callback', next: 'end', failed: 'start' }, end },
    {},
    "ivr 'small' node 'start': may go in a circle without a prompt or a question: 'start' → 'start'",
  ],
  [
    'impossible',
    { start: { ...lookUp, url: 'http://:/x' }, end },
    {},
    `ivr 'small' node 'start': "http://:/x" is no URL`,
  ],
  [
    'host-varies',
    { start: { ...lookUp, url: 'http://{card}.example/x' }, end },
    pin,
    `ivr 'small' node 'start': the host of "http://{card}.example/x" must stand there as it is: callers do not choose whom we ask`,
  ],
];

describe('ivrProblemsOf', () => {
  it('finds what flows name in the rest of the lines document, and says where they stand in it', () => {
    const flow = smallIvr({ start: { kind: 'queue', queue: 'service', failed: 'end' }, end });
    const lines = { ...noLines, ivrs: [flow] };
    expect(ivrProblemsOf(lines)).toMatchObject([
      { code: 'unknown-name', path: ['ivrs', 0, 'nodes', 'start', 'queue'] },
    ]);
    const served = linesDocumentSchema.parse({ ...lines, queues: [{ name: 'service' }] });
    expect(compileIvrs(served, 7).get('small')).toMatchObject({ document: flow, version: 7 });
  });
});

describe('lintIvr', () => {
  it.each(broken)('%s: names the node and what was wanted', (code, nodes, rest, message) => {
    const problems = lintIvr(smallIvr(nodes, rest), known);
    expect(problems.filter((problem) => problem.message === message).map((problem) => problem.code)).toEqual([code]);
  });

  it('tells all problems at once, each with its place in the document', () => {
    const problems = lintIvr(smallIvr({ start: { ...menu, keys: { '1': 'gone' }, failed: 'lost' }, island: end }));
    expect(problems.map(({ code, node, path }) => [code, node, path])).toEqual([
      ['leads-nowhere', 'start', ['nodes', 'start', 'keys', '1']],
      ['leads-nowhere', 'start', ['nodes', 'start', 'failed']],
      ['no-way-out', 'start', ['nodes', 'start']],
      ['unreachable', 'island', ['nodes', 'island']],
    ]);
  });

  it('finds nothing wrong where a secret goes into a request, a loop has a prompt, and names are not known', () => {
    const nodes: SmallNodes = {
      start: { kind: 'prompt', say: '{card:digits}', next: 'ask' },
      ask: { ...lookUp, method: 'POST', headers: { 'x-pin': '{pin}' }, body: { pin: ['{pin}'] }, failed: 'start' },
      end: { kind: 'queue', queue: 'anything', show: ['card', 'caller'], failed: 'start' },
    };
    expect(lintIvr(smallIvr(nodes, pin))).toEqual([]);
  });

  it('a loop over two flows is seen from both', () => {
    const one = smallIvr({ start: { kind: 'goto', flow: 'two' } }, { name: 'one' });
    const two = smallIvr({ start: { kind: 'goto', flow: 'one' } }, { name: 'two' });
    expect(lintIvr(one, { flows: [one, two] }).map(({ message }) => message)).toEqual([
      "ivr 'one' node 'start': may go in a circle without a prompt or a question: 'start' → 'two/start' → 'start'",
    ]);
    const lines = { ...noLines, ivrs: [one, two] };
    expect(() => compileIvrs(lines, 1)).toThrow("ivr 'two' node 'start': may go in a circle");
  });
});
