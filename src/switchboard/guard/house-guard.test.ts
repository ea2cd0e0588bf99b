import { beforeEach, describe, expect, it } from 'vitest';
import type { RaisedAlert } from '../../contract/alert.ts';
import { callIdSchema, tenantIdSchema } from '../../contract/ids.ts';
import { linesDocumentSchema } from '../../contract/lines-document.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { houseGuard, type GuardedCall, type HouseGuard } from './house-guard.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000a1');
const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001');
const lines = linesDocumentSchema.parse({
  extensions: [
    { name: '8001', password: 'env:P', outside: { maxCalls: 1, maxMinutesPerDay: 10 } },
    { name: '8002', password: 'env:P' },
  ],
});
const minute = 60_000;

let clock: FakeClock;
let alerts: RaisedAlert[];
let guard: HouseGuard;
let call: GuardedCall;

beforeEach(() => {
  clock = new FakeClock();
  alerts = [];
  guard = houseGuard();
  const services = { raiseAlert: (alert: RaisedAlert) => void alerts.push(alert) } as GuardedCall['around']['services'];
  call = { callId, house: { tenantId, domain: 'house', lines }, around: { clock, services } };
});

describe('houseGuard()', () => {
  it('allows what the document allows, and says how long', () => {
    const allowed = guard.begin(call, '8001', '+8613800138000');
    expect(allowed).toMatchObject({ mayLastMs: 10 * minute });
    expect(alerts).toEqual([]);
  });

  it('refuses what is beyond, and raises an alert that tells no more of the number than its beginning', () => {
    guard.begin(call, '8001', '+8613800138000');
    expect(guard.begin(call, '8001', '+8821612345678')).toEqual({ refused: 'outside.destination' });
    expect(guard.begin(call, '8001', '+8613800138000')).toEqual({ refused: 'outside.calls-at-once' });
    const alert = { tenantId, kind: 'toll-fraud', source: '8001@house', atMs: clock.now() };
    expect(alerts).toEqual([
      { ...alert, severity: 'warning', facts: { rule: 'outside.destination', begins: '+88216' } },
      { ...alert, severity: 'critical', facts: { rule: 'outside.calls-at-once', calls: 1, maxCalls: 1 } },
    ]);
  });

  it('counts an ended call by its minutes, and gives the next the rest', () => {
    const first = guard.begin(call, '8001', '+8613800138000');
    clock.tick(4 * minute);
    expect('end' in first).toBe(true);
    if ('end' in first) first.end();
    expect(guard.begin(call, '8001', '+8613800138000')).toMatchObject({ mayLastMs: 6 * minute });
  });

  it('remembers what was before a restart', () => {
    const nowMs = clock.now();
    const past = { startedAtMs: nowMs - 20 * minute, answeredAtMs: nowMs - 20 * minute, endedAtMs: nowMs - minute };
    guard.seed([{ extension: '8001@house', ...past }]);
    expect(guard.begin(call, '8001', '+8613800138000')).toEqual({ refused: 'outside.minutes-per-day' });
  });

  it('lets everybody call for help, and who has no rights nobody else', () => {
    expect(guard.begin(call, '8002', '110')).toMatchObject({ mayLastMs: Infinity });
    expect(guard.begin(call, '8002', '+8613800138000')).toEqual({ refused: 'outside.no-rights' });
    expect(guard.begin(call, '8009', '+8613800138000')).toEqual({ refused: 'outside.no-rights' });
  });
});
