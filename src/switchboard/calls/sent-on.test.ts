import { describe, expect, it } from 'vitest';
import { diversions, history } from '../../telephony/index.ts';
import { sentOnHeaders, type SentOn } from './sent-on.ts';

const steps: readonly SentOn[] = [
  { extension: '8001', reason: 'user-busy' },
  { extension: '8002', reason: 'no-answer' },
];
const uriOf = (extension: string): string => `sip:+8610${extension}@carrier.example`;
const callee = 'sip:+8613800000000@carrier.example';

/** Headers as a call reports them, each value by itself. */
const reported = (headers: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.split(', ')]));

describe('who sent a call on', () => {
  it('stands in Diversion, the latest first', () => {
    expect(diversions(reported(sentOnHeaders(steps, uriOf, callee, 'diversion')))).toEqual([
      { uri: uriOf('8002'), displayName: null, reason: 'no-answer', counter: 1 },
      { uri: uriOf('8001'), displayName: null, reason: 'user-busy', counter: 1 },
    ]);
  });

  it('stands in History-Info, each target with why it was left and the one that is called now last', () => {
    expect(history(reported(sentOnHeaders(steps, uriOf, callee, 'history-info')))).toMatchObject([
      { uri: uriOf('8001'), index: '1', reason: { cause: 486 }, origin: null },
      { uri: uriOf('8002'), index: '1.1', reason: { cause: 408 }, origin: { kind: 'mp', index: '1' } },
      { uri: callee, index: '1.1.1', reason: null, origin: { kind: 'mp', index: '1.1' } },
    ]);
  });

  it('is not told where nobody sent it on, where an extension has no name there, or where a trunk wants none', () => {
    expect(sentOnHeaders([], uriOf, callee, 'diversion')).toEqual({});
    expect(sentOnHeaders(steps, () => null, callee, 'history-info')).toEqual({});
    expect(sentOnHeaders(steps, uriOf, callee, 'none')).toEqual({});
  });

  it('leaves out an extension without a name there, and keeps the others', () => {
    const some = sentOnHeaders(steps, (name) => (name === '8001' ? null : uriOf(name)), callee, 'diversion');
    expect(diversions(reported(some))).toMatchObject([{ uri: uriOf('8002') }]);
  });
});
