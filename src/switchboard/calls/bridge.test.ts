import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { RemoteMedia } from '../../telephony/index.ts';
import { bridgeStep, openBridge, type Bridge, type BridgeEffect, type BridgeInput } from './bridge.ts';

const media: RemoteMedia = {
  address: '127.0.0.1',
  port: 4000,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
  text: null,
};

const inputs = {
  'caller port': { kind: 'port-open', side: 'caller' },
  'first port': { kind: 'port-open', side: 0 },
  'second port': { kind: 'port-open', side: 1 },
  'no caller port': { kind: 'port-failed', side: 'caller', reason: 'none free' },
  'no first port': { kind: 'port-failed', side: 0, reason: 'none free' },
  'first rings': { kind: 'rings', target: 0 },
  'first answers': { kind: 'answered', target: 0, media },
  'first answers without a codec': { kind: 'answered', target: 0, media: null },
  'first busy': { kind: 'refused', target: 0, status: 486 },
  'second declines': { kind: 'refused', target: 1, status: 603 },
  'given up': { kind: 'given-up' },
  'caller leaves': { kind: 'left', side: 'caller', by: 'remote' },
  'first leaves': { kind: 'left', side: 0, by: 'remote' },
  'first lost': { kind: 'left', side: 0, by: 'network' },
  'second leaves': { kind: 'left', side: 1, by: 'remote' },
  'caller lost': { kind: 'caller-lost', reason: 'no ACK came' },
  'nobody answers': { kind: 'nobody-answers' },
  operator: { kind: 'ended-by-operator', reason: 'stop --all' },
  'media closed': { kind: 'media-closed' },
} as const satisfies Record<string, BridgeInput>;
type Named = keyof typeof inputs;

const wordOf = (effect: BridgeEffect): string => {
  if ('target' in effect) return `${effect.kind} ${effect.target}`;
  if (effect.kind === 'bye') return `bye ${effect.side}`;
  if (effect.kind === 'refuse-caller') return `refuse ${effect.status}`;
  if (effect.kind === 'ring-timer') return `timer ${effect.on ? 'on' : 'off'}`;
  return effect.kind;
};

function told({ bridge, effects }: { readonly bridge: Bridge; readonly effects: readonly BridgeEffect[] }): string {
  const ending = bridge.ending ? `(${bridge.ending.outcome} by ${bridge.ending.hangUpBy})` : '';
  return `${bridge.phase}${ending}: ${effects.map(wordOf).join(', ')}`;
}

const after = (...names: readonly Named[]): Bridge =>
  names.reduce((bridge, name) => bridgeStep(bridge, inputs[name]).bridge, openBridge(2).bridge);

const phases = {
  opening: after(),
  ringing: after('caller port', 'first port', 'second port'),
  talking: after('caller port', 'first port', 'second port', 'first answers'),
  closing: after('given up'),
  ended: after('given up', 'media closed'),
} as const;

/** What each input does in each phase; an input that is left out changes nothing. */
const table: Record<keyof typeof phases, Partial<Record<Named, string>>> = {
  opening: {
    'caller port': 'opening: ',
    'first port': 'opening: ',
    'second port': 'opening: ',
    'no caller port': 'closing(failed by network): refuse 503, timer off, close-media',
    'no first port': 'opening: ',
    'first rings': 'opening: ring-caller',
    'first answers': 'talking: timer off, join 0',
    'first answers without a codec': 'opening: bye 0',
    'first busy': 'opening: ',
    'second declines': 'opening: ',
    'given up': 'closing(cancelled by seat): timer off, close-media',
    'nobody answers': 'closing(no-answer by network): refuse 480, timer off, close-media',
    operator: 'closing(cancelled by operator): refuse 480, timer off, close-media',
  },
  ringing: {
    'caller port': 'ringing: invite 0, invite 1',
    'first port': 'ringing: invite 0',
    'second port': 'ringing: invite 1',
    'no caller port': 'closing(failed by network): refuse 503, cancel 0, cancel 1, timer off, close-media',
    'no first port': 'ringing: ',
    'first rings': 'ringing: ring-caller',
    'first answers': 'talking: timer off, cancel 1, join 0',
    'first answers without a codec': 'ringing: bye 0',
    'first busy': 'ringing: ',
    'second declines': 'ringing: ',
    'given up': 'closing(cancelled by seat): cancel 0, cancel 1, timer off, close-media',
    'nobody answers': 'closing(no-answer by network): refuse 480, cancel 0, cancel 1, timer off, close-media',
    operator: 'closing(cancelled by operator): refuse 480, cancel 0, cancel 1, timer off, close-media',
  },
  talking: {
    'caller leaves': 'closing(completed by seat): bye 0, timer off, close-media',
    'first leaves': 'closing(completed by seat): bye caller, timer off, close-media',
    'first lost': 'closing(interrupted by network): bye caller, timer off, close-media',
    'caller lost': 'closing(interrupted by network): bye 0, timer off, close-media',
    operator: 'closing(terminated by operator): bye caller, bye 0, timer off, close-media',
  },
  closing: { 'media closed': 'ended(cancelled by seat): end' },
  ended: {},
};

describe.each(Object.keys(phases) as (keyof typeof phases)[])('a bridge that is %s', (phase) => {
  test.each(Object.keys(inputs) as Named[])('%s', (name) => {
    const step = bridgeStep(phases[phase], inputs[name]);
    const unchanged = { bridge: phases[phase], effects: [] };
    expect(told(step)).toBe(table[phase][name] ?? told(unchanged));
  });
});

describe('a bridge', () => {
  it('to nobody ends at once, as one who is not reachable', () => {
    expect(told(openBridge(0))).toBe('closing(out-of-reach by network): refuse 480, timer off, close-media');
  });

  it('asks each telephone as soon as both ports stand, and starts one clock', () => {
    expect(told(bridgeStep(after('caller port'), inputs['first port']))).toBe('ringing: invite 0, timer on');
    expect(told(bridgeStep(after('first port', 'second port'), inputs['caller port']))).toBe(
      'ringing: invite 0, invite 1, timer on',
    );
  });

  it('tells the caller the best of all refusals when the last telephone is gone', () => {
    const ringing = after('caller port', 'first port', 'second port', 'second declines');
    expect(told(bridgeStep(ringing, inputs['first busy']))).toBe(
      'closing(busy by seat): refuse 486, timer off, close-media',
    );
    const declined = bridgeStep(bridgeStep(ringing, inputs['no first port']).bridge, inputs['operator']);
    expect(declined.bridge.ending?.outcome).toBe('rejected');
  });

  it('rings the caller once', () => {
    const rings = bridgeStep(phases.ringing, inputs['first rings']);
    expect(bridgeStep(rings.bridge, inputs['first rings']).effects).toEqual([]);
  });

  it('whatever happens, closes its media once, ends once, and says nothing to the caller after that', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...(Object.keys(inputs) as Named[])), { maxLength: 40 }), (names) => {
        const done: BridgeEffect['kind'][] = [];
        let { bridge } = openBridge(2);
        for (const name of [...names, 'operator', 'media closed'] as const) {
          const step = bridgeStep(bridge, inputs[name]);
          done.push(...step.effects.map(({ kind }) => kind));
          bridge = step.bridge;
        }
        expect(bridge.phase).toBe('ended');
        expect(done.filter((kind) => kind === 'close-media')).toHaveLength(1);
        expect(done.filter((kind) => kind === 'end')).toHaveLength(1);
        expect(done.filter((kind) => kind === 'refuse-caller' || kind === 'join').length).toBeLessThanOrEqual(1);
        expect(done.at(-1)).toBe('end');
      }),
    );
  });
});
