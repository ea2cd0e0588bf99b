import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallId, CampaignId, LeadId, TenantId } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { attemptAnswered, attemptSent, releaseUnsentAttempt } from './follow-attempt.ts';
import { findAttempt, listOpenAttempts, setClosed } from './attempt-store.ts';
import { loadNumberKey, pruneCalleeLedger, setTenantRules, tenantRules } from './gate.ts';
import { gateRulesSchema } from './gate-rules.ts';
import { mayCall, mayCallUnlessAway, type GateRequest } from './may-call.ts';
import { testGate, type TestGate } from './testing/test-gate.ts';

let database: TestDatabase;
let tenantId: TenantId;
beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.newTenant();
});
afterAll(() => database.close());

let people = 0;
const somebody = (): string => `+86138${String(++people).padStart(8, '0')}`;
const request = (given: Partial<GateRequest> & Pick<GateRequest, 'callee'>): GateRequest => ({
  tenantId,
  caller: '+861088886666',
  trunk: 'main',
  purpose: 'marketing',
  initiator: 'campaign',
  idempotencyKey: crypto.randomUUID(),
  ...given,
});
/** What the gate says to one dial: 'allowed' or the rule. */
async function asked(gate: TestGate, given: Parameters<typeof request>[0]): Promise<string> {
  const verdict = await mayCall(gate, request(given));
  return verdict.allowed ? 'allowed' : verdict.ruleId;
}
async function allowed(gate: TestGate, given: Parameters<typeof request>[0]) {
  const verdict = await mayCall(gate, request(given));
  if (!verdict.allowed) throw new Error(`refused by ${verdict.ruleId}`);
  return verdict.permit;
}

describe('mayCall', () => {
  it('gives a permit for one INVITE, good for ten seconds, and writes the attempt as reserved', async () => {
    const gate = testGate(database);
    const callee = somebody();
    await gate.consentOf(tenantId, callee);
    const permit = await allowed(gate, { callee });
    expect(permit).toMatchObject({ tenantId, callee, caller: '+861088886666', trunk: 'main' });
    expect(permit.expiresAtMs).toBe(gate.clock.now() + 10_000);
    const attempt = await database.withTenant(tenantId, (db) => findAttempt(db, permit.attemptId));
    expect(attempt).toMatchObject({ state: 'reserved', initiator: 'campaign', outcome: null });
  });

  it('stores every verdict with its rule, the lead it was about, and no number', async () => {
    const gate = testGate(database);
    const callee = somebody();
    const campaign = {
      campaignId: crypto.randomUUID() as CampaignId,
      leadId: crypto.randomUUID() as LeadId,
      windows: [],
      trade: 'general',
    } as const;
    expect(await asked(gate, { callee, campaign })).toBe('consent.missing');
    await gate.consentOf(tenantId, callee);
    expect(await asked(gate, { callee, campaign })).toBe('allowed');
    const rows = await database.withTenant(tenantId, (db) =>
      db.selectFrom('gate_verdicts').selectAll().where('lead_id', '=', campaign.leadId).orderBy('id').execute(),
    );
    expect(rows.map((row) => [row.rule_id, row.allowed])).toEqual([
      ['consent.missing', false],
      ['allowed', true],
    ]);
    expect(rows[0]?.facts).toEqual({ purpose: 'marketing' });
    expect(JSON.stringify(rows)).not.toContain(callee.slice(3));
  });

  it('answers the same key the same way, and counts it once', async () => {
    const gate = testGate(database);
    const callee = somebody();
    const again = { callee, idempotencyKey: 'same' };
    expect(await asked(gate, again)).toBe('consent.missing');
    await gate.consentOf(tenantId, callee);
    expect(await asked(gate, again)).toBe('consent.missing');

    const permits = await Promise.all(
      Array.from({ length: 5 }, () => allowed(gate, { callee, idempotencyKey: 'other' })),
    );
    expect(new Set(permits.map(({ permitId }) => permitId)).size).toBe(1);
    gate.clock.tick(60_000);
    const later = await allowed(gate, { callee, idempotencyKey: 'other' });
    expect(later).toEqual(permits[0]);
    expect(await asked(gate, { callee })).toBe('allowed');
  });

  it('refuses a key that was used for somebody else', async () => {
    const gate = testGate(database);
    await asked(gate, { callee: somebody(), idempotencyKey: 'mine' });
    await expect(asked(gate, { callee: somebody(), idempotencyKey: 'mine' })).rejects.toMatchObject({
      code: 'gate-key-reused',
    });
  });

  it('counts dials over tenants, trunks, campaigns and people alike', async () => {
    const gate = testGate(database);
    const other = await database.newTenant();
    const callee = somebody();
    await gate.consentOf(tenantId, callee);
    expect(await asked(gate, { callee, initiator: 'extension', purpose: 'service' })).toBe('allowed');
    expect(await asked(gate, { callee, caller: '+861088886667' })).toBe('cap.per-minute');
    expect(await asked(gate, { callee, tenantId: other, purpose: 'service' })).toBe('cap.per-minute');
    gate.clock.tick(60_000);
    expect(await asked(gate, { callee, tenantId: other, purpose: 'service' })).toBe('allowed');
    gate.clock.tick(300_000);
    expect(await asked(gate, { callee })).toBe('allowed');
    gate.clock.tick(1_200_000);
    const verdict = await mayCall(gate, request({ callee }));
    expect(verdict).toMatchObject({ ruleId: 'cap.per-day', facts: { count: 3, max: 3 } });
  });

  it('counts one of an attempt and the one that takes its place, and none less of another number’s', async () => {
    const gate = testGate(database);
    const [callee, other] = [somebody(), somebody()];
    await gate.consentOf(tenantId, callee, other);
    const first = await allowed(gate, { callee });
    const at = { database, nowMs: gate.clock.now() };
    expect(await attemptSent(at, first.attemptId, 'n1-z' as CallId)).toBe(true);
    expect(await asked(gate, { callee })).toBe('cap.per-minute');
    await allowed(gate, { callee: other });
    expect(await asked(gate, { callee: other, insteadOf: first.attemptId })).toBe('cap.per-minute');
    expect(await asked(gate, { callee, insteadOf: first.attemptId })).toBe('allowed');
    expect(await asked(gate, { callee })).toBe('cap.per-minute');
  });

  it('uncounts an attempt that is given back, once, and only before its INVITE', async () => {
    const gate = testGate(database);
    const callee = somebody();
    await gate.consentOf(tenantId, callee);
    const permit = await allowed(gate, { callee, idempotencyKey: 'returned' });
    const at = { database, nowMs: gate.clock.now() };
    expect(await asked(gate, { callee })).toBe('cap.per-minute');
    expect(await releaseUnsentAttempt(at, tenantId, permit.attemptId)).toBe(true);
    expect(await releaseUnsentAttempt(at, tenantId, permit.attemptId)).toBe(false);
    expect(await asked(gate, { callee, idempotencyKey: 'returned' })).toBe('attempt.given-back');
    expect(await attemptSent(at, permit.attemptId, 'n1-x' as CallId)).toBe(false);

    const next = await allowed(gate, { callee });
    expect(await attemptSent(at, next.attemptId, 'n1-y' as CallId)).toBe(true);
    expect(await releaseUnsentAttempt(at, tenantId, next.attemptId)).toBe(false);
    expect(await asked(gate, { callee })).toBe('cap.per-minute');
  });

  it('lets a tenant narrow the platform’s rules and never widen them', async () => {
    const gate = testGate(database);
    const strict = await database.newTenant();
    expect(await tenantRules(database, strict)).toBeNull();
    const rules = gateRulesSchema.parse({
      windows: [
        { from: '00:00', to: '10:00' },
        { from: '10:30', to: '24:00' },
      ],
      caps: { perMinute: 9 },
    });
    await setTenantRules(database, strict, rules);
    await setTenantRules(database, strict, rules);
    expect(await tenantRules(database, strict)).toEqual(rules);
    const callee = somebody();
    expect(await asked(gate, { callee, tenantId: strict, purpose: 'service' })).toBe('window.callee-local');
    gate.clock.tick(30 * 60_000);
    expect(await asked(gate, { callee, tenantId: strict, purpose: 'service' })).toBe('allowed');
    expect(await asked(gate, { callee, tenantId: strict, purpose: 'service' })).toBe('cap.per-minute');
  });

  it('never lets more through than a cap allows, with eight askers at once for 200 people on two nodes', async () => {
    const gate = testGate(database, {
      node: 'n8',
      platformRules: gateRulesSchema.parse({ caps: { perMinute: 3, perDay: 4 } }),
    });
    const elsewhere = { ...gate, database: database.another(), node: 'n9' };
    const callees = Array.from({ length: 200 }, somebody);
    const permitted = new Map(callees.map((callee) => [callee, 0]));
    const asker = async (at: TestGate): Promise<void> => {
      for (const callee of callees) {
        const said = await asked(at, { callee, purpose: 'service' });
        if (said === 'allowed') permitted.set(callee, (permitted.get(callee) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => asker(index % 2 === 0 ? gate : elsewhere)));
    expect([...permitted.values()].filter((count) => count !== 3)).toEqual([]);
    const stored = await database.admin
      .selectFrom('attempts')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('node', 'in', ['n8', 'n9'])
      .executeTakeFirstOrThrow();
    expect(stored.count).toBe(600);
  }, 120_000);
});

describe('mayCallUnlessAway', () => {
  const failing = (error: Error): TestGate => {
    const gate = testGate(database);
    const withTenant = async (): Promise<never> => {
      throw error;
    };
    return { ...gate, database: { ...database, withTenant } };
  };
  it('refuses for a moment while the database is away, and hides no other fault', async () => {
    const away = failing(new CodedError('database-away', 'the database is away'));
    expect(await mayCallUnlessAway(away, request({ callee: somebody() }), 1_000)).toEqual({
      allowed: false,
      ruleId: 'gate.away',
      facts: {},
      retryAtMs: 6_000,
    });
    const broken = failing(new Error('broken'));
    await expect(mayCallUnlessAway(broken, request({ callee: somebody() }), 0)).rejects.toThrow('broken');
  });
});

describe('an attempt', () => {
  it('goes reserved, sent, answered, closed, and each step happens once', async () => {
    const gate = testGate(database, { node: 'n7' });
    const callee = somebody();
    const { attemptId } = await allowed(gate, { callee, purpose: 'service' });
    const at = { database, nowMs: gate.clock.now() };
    const callId = `n7-${attemptId}` as CallId;
    const close = (): Promise<boolean> =>
      database.withTenant(tenantId, (db) => setClosed(db, attemptId, 'completed', gate.clock.now()));

    expect(await database.platform((db) => listOpenAttempts(db, 'n7'))).toMatchObject([
      { tenantId, attemptId, state: 'reserved' },
    ]);
    expect(await attemptAnswered(at, attemptId)).toBe(false);
    expect(await close()).toBe(false);
    expect(await attemptSent(at, attemptId, callId)).toBe(true);
    expect(await attemptSent(at, attemptId, callId)).toBe(true);
    expect(await attemptSent(at, attemptId, 'n7-other' as CallId)).toBe(false);
    expect(await attemptAnswered(at, attemptId)).toBe(true);
    expect(await attemptAnswered(at, attemptId)).toBe(false);
    expect(await close()).toBe(true);
    expect(await close()).toBe(false);
    expect(await attemptSent(at, attemptId, callId)).toBe(false);
    expect(await database.platform((db) => listOpenAttempts(db, 'n7'))).toEqual([]);
  });

  it('that nobody knows is nobody’s to dial', async () => {
    const at = { database, nowMs: 0 };
    const unknown = crypto.randomUUID() as never;
    expect(await attemptSent(at, unknown, 'n1-x' as CallId)).toBe(false);
    expect(await attemptAnswered(at, unknown)).toBe(false);
  });
});

describe('the platform’s memory of numbers', () => {
  it('has one key for all, made by whoever comes first', async () => {
    const random = {
      next: () => 0,
      int: () => 0,
      hex: (bytes: number) =>
        crypto
          .randomUUID()
          .replaceAll('-', '')
          .repeat(2)
          .slice(0, bytes * 2),
    };
    const first = await loadNumberKey(database, random);
    expect(first).toHaveLength(32);
    expect(await loadNumberKey(database, random)).toEqual(first);
  });

  it('forgets dials that no cap counts any longer', async () => {
    const gate = testGate(database);
    const callee = somebody();
    expect(await asked(gate, { callee, purpose: 'service' })).toBe('allowed');
    expect(await pruneCalleeLedger(gate, gate.clock.now())).toBe(0);
    expect(await pruneCalleeLedger(gate, gate.clock.now() + 32 * 86_400_000)).toBeGreaterThan(0);
    expect(await asked(gate, { callee, purpose: 'service' })).toBe('allowed');
  });
});
