import { expect, it } from 'vitest';
import type { CampaignId } from '../contract/ids.ts';
import { testDatabase } from '../storage/testing/test-database.ts';
import { CampaignBench } from './testing/campaign-bench.ts';
import { judgeIdle, whyIdle } from './why-idle.ts';

const facts = (given: Partial<Parameters<typeof judgeIdle>[0]> = {}): Parameters<typeof judgeIdle>[0] => ({
  state: 'running',
  stateReason: null,
  settings: { strategy: 'off' },
  progress: {
    byState: { waiting: 5, claimed: 0, dialing: 0, done: 1, refused: 2 },
    waitingByRule: { 'cap.per-day': 1, 'window.callee-local': 4 },
    refusedByRule: { 'consent.missing': 2 },
    grades: {},
    outcomes: {},
  },
  load: { inFlight: 0, nextAttemptAtMs: 2_000 },
  room: { freeLines: 3, usable: true, reason: null },
  allMarked: false,
  nowMs: 1_000,
  ...given,
});

it.each<[string, Partial<Parameters<typeof judgeIdle>[0]>, object]>([
  ['waits for a rule', {}, { code: 'waiting-for-rule', ruleId: 'window.callee-local', nextAttemptAtMs: 2_000 }],
  [
    'waits for its time',
    { state: 'scheduled', settings: { strategy: 'off', startAt: '1970-01-01T00:00:05Z' } },
    { code: 'waiting-for-start', nextAttemptAtMs: 5_000 },
  ],
  [
    'is outside its hours',
    { settings: { strategy: 'off', hours: { timeZone: 'UTC', open: [{ from: '09:00', to: '10:00' }] } } },
    { code: 'outside-hours', nextAttemptAtMs: 9 * 3_600_000 },
  ],
  ['rests', { state: 'paused', stateReason: 'operator' }, { code: 'not-running', detail: 'operator' }],
  [
    'has no trunk',
    { room: { freeLines: 3, usable: false, reason: 'breaker' } },
    { code: 'trunk-unusable', detail: 'breaker' },
  ],
  ['dials', { load: { inFlight: 1, nextAttemptAtMs: 500 } }, { code: 'dialing' }],
  ['dials next', { load: { inFlight: 0, nextAttemptAtMs: 500 } }, { code: 'dialing' }],
  [
    'has no line',
    { load: { inFlight: 0, nextAttemptAtMs: 500 }, room: { freeLines: 0, usable: true, reason: null } },
    { code: 'no-free-line' },
  ],
  [
    'waits for retries',
    { progress: { ...facts().progress, waitingByRule: {} } },
    { code: 'waiting-for-retry', ruleId: null },
  ],
  [
    'is done',
    {
      progress: { ...facts().progress, byState: { ...facts().progress.byState, waiting: 0 } },
      load: { inFlight: 0, nextAttemptAtMs: null },
    },
    { code: 'all-done' },
  ],
])('a campaign that %s says so', (_name, given, reason) => {
  expect(judgeIdle(facts(given))).toMatchObject(reason);
});

it('in the evening a campaign says which rule holds its people and until when', async () => {
  await using database = await testDatabase();
  const bench = new CampaignBench(database, await database.newTenant());
  bench.clock.stepWallTime(10.5 * 3_600_000);
  const campaignId = await bench.start(['+8613400000001', '+8613400000002']);
  await bench.step(bench.dialer());
  const tools = { ...bench.tools, liveCalls: bench.book };
  expect(await whyIdle(tools, bench.tenantId, campaignId)).toEqual({
    code: 'waiting-for-rule',
    ruleId: 'window.callee-local',
    waitingByRule: { 'window.callee-local': 2 },
    refusedByRule: {},
    nextAttemptAtMs: Date.parse('2026-03-03T09:00+08:00'),
    detail: null,
  });
  expect(await whyIdle(tools, bench.tenantId, crypto.randomUUID() as CampaignId)).toBeNull();
});
