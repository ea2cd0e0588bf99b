import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ivrDocumentSchema, type IvrDocument } from '../../contract/ivr-document.ts';
import { advanceIvr } from './advance-ivr.ts';
import type { IvrInput } from './ivr-input.ts';
import type { IvrMove } from './ivr-move.ts';
import { startIvrState } from './ivr-state.ts';
import { ivrTrialStep, startIvrTrial } from './ivr-trial.ts';
import { lintIvr } from './lint/lint-ivr.ts';
import { mondayTenMs, preparedIvr } from './testing/played-ivr.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const target = fc.constantFrom(...names);
const maybe = fc.option(target, { nil: undefined });
const text = fc.constantFrom('您好', '{x}', '{x:digits}', '{y}', '{caller}');
const say = fc.constantFrom([], ['您好'], ['{x}'], [{ audio: 'a.wav' }]);
const asking = { say, bargeIn: fc.boolean(), retries: fc.integer({ min: 0, max: 2 }), failed: maybe };
const leaving = { say, failed: maybe, next: maybe };
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

const node = fc.oneof(
  fc.record({
    kind: kind('menu'),
    ...asking,
    keys: fc.dictionary(fc.stringMatching(/^[0-3*#]{1,3}$/), target, { maxKeys: 4 }),
  }),
  fc.record({ kind: kind('prompt'), say: fc.constantFrom('您好', '{x}'), bargeIn: fc.boolean(), next: maybe }),
  fc.record({
    kind: kind('collect'),
    ...asking,
    into: fc.constantFrom('x', 'y'),
    minDigits: fc.integer({ min: 1, max: 3 }),
    maxDigits: fc.integer({ min: 1, max: 4 }),
    terminator: fc.constantFrom('#', '*', 'none'),
    next: maybe,
  }),
  fc.record({
    kind: kind('speech'),
    ...asking,
    choices: fc.array(fc.record({ words: fc.constant(['好']), key: fc.constantFrom('1', '2'), to: target }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({
    kind: kind('http'),
    say,
    method: fc.constantFrom('GET', 'POST'),
    url: fc.constantFrom('http://192.0.2.1/{x}', 'http://{x}/', 'http://:'),
    body: fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
    result: fc.constantFrom({}, { x: '$.a[0]' }, { y: '$.b?' }),
    retries: fc.integer({ min: 0, max: 2 }),
    ok: maybe,
    failed: maybe,
  }),
  fc.record({
    kind: kind('condition'),
    cases: fc.array(fc.record({ when: fc.constantFrom({ variable: 'x', is: '1' }, { calendar: 'c' }), to: target }), {
      minLength: 1,
      maxLength: 2,
    }),
    otherwise: maybe,
  }),
  fc.record({ kind: kind('set'), values: fc.record({ x: text }), next: maybe }),
  fc.record({ kind: kind('queue'), ...leaving, queue: kind('q'), show: fc.constantFrom([], ['x']) }),
  fc.record({ kind: kind('extension'), ...leaving, extension: fc.constantFrom('801', '{x}') }),
  fc.record({ kind: kind('callback'), ...leaving, number: fc.constantFrom(undefined, 'x') }),
  fc.record({ kind: kind('voicemail'), ...leaving, box: kind('801') }),
  fc.record({ kind: kind('goto'), say, flow: fc.constantFrom('flow', 'gone') }),
  fc.record({ kind: kind('hang-up'), say }),
);

/** Any document of the right shape, wrong ones among them. */
const anyDocument: fc.Arbitrary<IvrDocument> = fc
  .record({
    start: target,
    nodes: fc.dictionary(target, node, { minKeys: 1 }),
    maxVisits: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ start, nodes, maxVisits }) =>
    ivrDocumentSchema.parse({
      name: 'flow',
      start,
      nodes,
      variables: { x: { default: '1' }, y: { secret: true } },
      limits: { maxVisits },
    }),
  );

/** A document without problems: what is missing or unreachable in any one is mended. */
const soundDocument = anyDocument
  .map((document): IvrDocument => {
    const nodes = Object.fromEntries(
      Object.entries(document.nodes).map(([name, one]) => [
        name,
        { next: 'z', ok: 'z', failed: 'z', otherwise: 'z', ...withoutGaps(one) },
      ]),
    );
    const mended = ivrDocumentSchema.parse({ ...document, nodes: { ...nodes, z: { kind: 'hang-up' } } });
    const dropped = new Set(
      lintIvr(mended).flatMap(({ code, node: at }) => (code === 'unreachable' && at !== null ? [at] : [])),
    );
    return {
      ...mended,
      nodes: Object.fromEntries(Object.entries(mended.nodes).filter(([name]) => !dropped.has(name))),
    };
  })
  .filter((document) => lintIvr(document).length === 0);

function withoutGaps(one: object): object {
  return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
}

const keys = fc.stringMatching(/^[0-9*#]{1,12}$/);
const ticket = fc.integer({ min: 0, max: 12 });
const atMs = fc.integer({ min: 0, max: 2_000_000 });
const answer = fc.oneof(
  fc.record({ status: fc.integer({ min: 100, max: 599 }), body: fc.oneof(fc.json(), fc.string()) }),
  fc.record({ failure: fc.constantFrom('timeout' as const, 'unreachable' as const) }),
);
const anyInput: fc.Arbitrary<IvrInput> = fc.oneof(
  fc.record({ kind: kind('said'), atMs, playId: ticket.map((number) => `p${number}`) }),
  fc.record({ kind: kind('keys'), atMs, keys: fc.oneof(keys, fc.string()) }),
  fc.record({ kind: kind('speech'), atMs, text: fc.oneof(fc.string(), fc.constant('好')), confidence: fc.double() }),
  fc.record({ kind: kind('silence'), atMs, ticket }),
  fc.record({ kind: kind('http-answered'), atMs, ticket, answer }),
  fc.record({ kind: kind('transfer-ended'), atMs, ticket, taken: fc.boolean(), reason: fc.string() }),
  fc.constant<IvrInput>({ kind: 'started', atMs: 0, wallMs: mondayTenMs, caller: '', called: '' }),
);

it('a document that was read is read again as it is, as a database gives it back', () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      expect(ivrDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(
        JSON.parse(JSON.stringify(document)),
      );
    }),
  );
});

it('whatever a document says and whatever comes, a step is bounded, pure, and leaves a plain value', () => {
  fc.assert(
    fc.property(anyDocument, fc.array(anyInput, { maxLength: 25 }), (document, inputs) => {
      const flow = preparedIvr([document]);
      let state = startIvrState('flow');
      for (const input of [
        { kind: 'started', atMs: 0, wallMs: mondayTenMs, caller: '', called: '' } as const,
        ...inputs,
      ]) {
        const before = structuredClone(state);
        const step = advanceIvr(flow, state, input);
        expect(state).toEqual(before);
        expect(step).toEqual(advanceIvr(flow, before, input));
        expect(structuredClone(step.state)).toEqual(step.state);
        expect(step.moves.length).toBeLessThan(2_000);
        ({ state } = step);
      }
    }),
    { numRuns: 100 },
  );
});

it('a document without problems ends, leaves or waits for somebody after every line of a caller, and never by a fault but a limit', () => {
  let ended = 0;
  fc.assert(
    fc.property(
      soundDocument,
      fc.array(fc.oneof(keys, fc.constantFrom('…', '好')), { maxLength: 15 }),
      fc.array(answer, { minLength: 1, maxLength: 4 }),
      fc.array(fc.option(fc.record({ taken: fc.boolean(), reason: fc.constant('') })), { minLength: 1, maxLength: 4 }),
      (document, lines, answers, transfers) => {
        const flow = preparedIvr([document]);
        let asked = 0;
        const world = {
          lookUp: () => answers[asked++ % answers.length]!,
          transfer: () => transfers[asked++ % transfers.length] ?? null,
        };
        let { trial, line } = startIvrTrial(flow, { wallMs: mondayTenMs, caller: '', called: '' }, world);
        const moves: IvrMove[] = [...line.moves];
        for (const caller of lines) {
          ({ trial, line } = ivrTrialStep(trial, caller));
          moves.push(...line.moves);
          expect(trial.over || trial.state.phase === 'asking').toBe(true);
        }
        if (trial.over) ended += 1;
        const faults = moves.flatMap((move) =>
          move.kind === 'fact' && move.fact.kind === 'flow-fault' ? [move.fact.reason] : [],
        );
        for (const reason of faults) expect(reason).toMatch(/was entered \d+ times|too long in the flow/);
      },
    ),
    { numRuns: 150 },
  );
  expect(ended).toBeGreaterThan(20);
});

it('silence alone brings every call in a document without problems to its end', () => {
  fc.assert(
    fc.property(soundDocument, (document) => {
      const flow = preparedIvr([document]);
      const world = { lookUp: () => ({ failure: 'timeout' }) as const, transfer: () => ({ taken: false, reason: '' }) };
      let { trial } = startIvrTrial(flow, { wallMs: mondayTenMs, caller: '', called: '' }, world);
      const most = Object.keys(document.nodes).length * (document.limits.maxVisits + 1) * 4;
      for (let lines = 0; lines < most && !trial.over; lines++) ({ trial } = ivrTrialStep(trial, '…'));
      expect(trial.over).toBe(true);
    }),
    { numRuns: 100 },
  );
});
