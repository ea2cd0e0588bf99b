import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../contract/call-record.ts';
import type { CallId, TenantId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { consentsOf, recordConsents } from './consent.ts';
import { attemptSent } from './follow-attempt.ts';
import { mayCall } from './may-call.ts';
import {
  importSuppressions,
  liftForAll,
  listSuppressions,
  suppress,
  suppressForAll,
  suppressionOf,
  suppressNow,
} from './suppression.ts';
import { suppressWhenCallEnds } from './suppress-when-call-ends.ts';
import { testGate, type TestGate } from './testing/test-gate.ts';

let database: TestDatabase;
let tenantId: TenantId;
let gate: TestGate;
beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.newTenant();
  gate = testGate(database);
});
afterAll(() => database.close());

let people = 0;
const somebody = (): string => `+86139${String(++people).padStart(8, '0')}`;
const ask = (callee: string, purpose: 'marketing' | 'service' = 'marketing') =>
  mayCall(gate, {
    tenantId,
    callee,
    caller: '+861088886666',
    trunk: 'main',
    purpose,
    initiator: 'campaign',
    idempotencyKey: crypto.randomUUID(),
  });
const ruleOf = async (callee: string): Promise<string> => {
  const verdict = await ask(callee);
  return verdict.allowed ? 'allowed' : verdict.ruleId;
};
const silence = (atMs = gate.clock.now()) => ({ reason: 'complained', source: 'operator', atMs });
const consent = (callee: string, atMs: number) => ({
  callee,
  purpose: 'marketing' as const,
  source: 'web form',
  evidence: 'form 17',
  atMs,
});

describe('suppression', () => {
  it('holds until a newer consent, and has no other end', async () => {
    const callee = somebody();
    await gate.consentOf(tenantId, callee);
    await suppress(gate, tenantId, callee, silence());
    expect(await ruleOf(callee)).toBe('suppression.tenant');
    expect(await suppressionOf(gate, tenantId, callee)).toMatchObject({
      suppressed: true,
      byPlatform: false,
      newest: { reason: 'complained', source: 'operator', numberMasked: `+86139****${callee.slice(-4)}` },
    });
    gate.clock.tick(3_600_000);
    await recordConsents(gate, tenantId, [consent(callee, gate.clock.now() + 60_000)]);
    expect(await ruleOf(callee)).toBe('suppression.tenant');
    gate.clock.tick(60_000);
    expect(await ruleOf(callee)).toBe('allowed');
    expect(await suppressionOf(gate, tenantId, callee)).toMatchObject({ suppressed: false });
    expect(await consentsOf(gate, tenantId, callee)).toHaveLength(2);
  });

  it('of one tenant leaves another’s people alone, and that of the platform nobody’s', async () => {
    const callee = somebody();
    const other = await database.newTenant();
    await gate.consentOf(tenantId, callee);
    await suppress(gate, other, callee, silence());
    expect((await suppressionOf(gate, tenantId, callee)).suppressed).toBe(false);
    await suppressForAll(gate, callee, silence());
    await suppressForAll(gate, callee, silence());
    expect(await ruleOf(callee)).toBe('suppression.platform');
    expect(await suppressionOf(gate, tenantId, callee)).toMatchObject({ suppressed: true, byPlatform: true });
    expect(await liftForAll(gate, callee)).toBe(true);
    expect(await liftForAll(gate, callee)).toBe(false);
    expect(await ruleOf(callee)).toBe('allowed');
  });

  it('begins while the call still runs, for the number that was dialed, and once', async () => {
    const callee = somebody();
    await gate.consentOf(tenantId, callee);
    const verdict = await ask(callee);
    if (!verdict.allowed) throw new Error(verdict.ruleId);
    const callId = `n1-${crypto.randomUUID()}` as CallId;
    expect(await suppressNow(gate, tenantId, callId, gate.clock.now())).toBe(false);
    await attemptSent({ database, nowMs: gate.clock.now() }, verdict.permit.attemptId, callId);
    expect(await suppressNow(gate, tenantId, callId, gate.clock.now())).toBe(true);
    expect(await suppressNow(gate, tenantId, callId, gate.clock.now())).toBe(true);
    expect(await ruleOf(callee)).toBe('suppression.tenant');

    const record = { callId, callee, doNotCall: true, endedAtMs: gate.clock.now() } as CallRecord;
    const reaction = suppressWhenCallEnds(gate, async () => record);
    const fact = { factId: crypto.randomUUID(), kind: 'call-ended', tenantId, subjectId: callId } as const;
    await reaction.react(fact, database);
    const list = await listSuppressions(gate, tenantId, { limit: 100, offset: 0 });
    expect(list.filter((entry) => entry.callId === callId)).toHaveLength(1);
  });

  it('follows from the record alone when nobody saw the call live', async () => {
    const [asked, content] = [somebody(), somebody()];
    const recordOf = (callee: string, doNotCall: boolean) => async () =>
      ({ callId: `n1-${crypto.randomUUID()}`, callee, doNotCall, endedAtMs: gate.clock.now() }) as CallRecord;
    const fact = { factId: crypto.randomUUID(), kind: 'call-ended', tenantId, subjectId: 'n1-x' } as const;
    await suppressWhenCallEnds(gate, recordOf(asked, true)).react(fact, database);
    await suppressWhenCallEnds(gate, recordOf(content, false)).react(fact, database);
    await suppressWhenCallEnds(gate, async () => null).react(fact, database);
    expect((await suppressionOf(gate, tenantId, asked)).suppressed).toBe(true);
    expect((await suppressionOf(gate, tenantId, content)).suppressed).toBe(false);
  });

  it('is imported from a list: new ones added, known ones left, bad ones named by their place', async () => {
    const [known, one, two] = [somebody(), somebody(), somebody()];
    await suppress(gate, tenantId, known, silence());
    const numbers = [one, '13812345678', known, two, one];
    const imported = await importSuppressions(gate, tenantId, numbers, { ...silence(), source: 'import' });
    expect(imported).toEqual({ added: 2, already: 2, refused: [1] });
    const again = await importSuppressions(gate, tenantId, numbers, silence());
    expect(again).toEqual({ added: 0, already: 4, refused: [1] });
    expect(await ruleOf(two)).toBe('suppression.tenant');
  });

  it('shows its list without numbers', async () => {
    const list = await listSuppressions(gate, tenantId, { limit: 3, offset: 0 });
    expect(list).toHaveLength(3);
    expect(JSON.stringify(list)).not.toMatch(/139\d{5}/);
  });
});

describe('consent', () => {
  it('is kept once, however often it is recorded', async () => {
    const callee = somebody();
    const given = consent(callee, gate.clock.now());
    expect(await recordConsents(gate, tenantId, [given])).toBe(1);
    expect(await recordConsents(gate, tenantId, [given, given])).toBe(0);
    expect(await recordConsents(gate, tenantId, [])).toBe(0);
    expect(await consentsOf(gate, tenantId, callee)).toEqual([
      { purpose: 'marketing', source: 'web form', evidence: 'form 17', atMs: given.atMs },
    ]);
  });
});
