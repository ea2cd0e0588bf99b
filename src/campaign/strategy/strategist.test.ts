import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CallOrder } from '../../contract/call-order.ts';
import type { CampaignSettingsInput } from '../../contract/campaign-settings.ts';
import type { CampaignId, LeadId } from '../../contract/ids.ts';
import { seededRandom } from '../../foundation/random.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import type { DialerSteps } from '../run-dialer.ts';
import { CampaignBench } from '../testing/campaign-bench.ts';
import { lotOf } from './lot.ts';
import { strategyPage } from './strategy-report.ts';

let database: TestDatabase;
let bench: CampaignBench;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.admin.updateTable('campaigns').set({ state: 'stopped' }).execute();
  bench = new CampaignBench(database, await database.newTenant());
});

let people = 0;
const beijing = (): string => `+8610${String(60_000_000 + ++people)}`;
const shanghai = (): string => `+8621${String(60_000_000 + ++people)}`;
const hourNow = (): number => new Date(bench.clock.now() + 8 * 3_600_000).getUTCHours();

/** What earlier campaigns learnt: Beijing answers at eleven, Shanghai at five in the afternoon, other hours less. */
async function taught(): Promise<void> {
  const at = { counted_at: new Date(bench.clock.now()), weekday: 1, number: '+861088886666', attempt: 1 };
  const rows = [9, 10, 11, 14, 15, 16, 17, 18, 19].flatMap((hour) => [
    { ...at, region: '10', hour, dials: 1_000, answered: hour === 11 ? 800 : 300 },
    { ...at, region: '21', hour, dials: 1_000, answered: hour === 17 ? 800 : 300 },
  ]);
  await database.withTenant(bench.tenantId, (db) => db.insertInto('dial_tallies').values(rows).execute());
}

const calleeOf = ({ destination }: CallOrder): string => (destination.kind === 'trunk' ? destination.callee : '');

/** Lives through hours of a virtual day in which people answer as they were seen to; who was dialed in which hour. */
async function live(dialer: DialerSteps, hours: number): Promise<{ readonly hour: number; readonly callee: string }[]> {
  const luck = seededRandom(5);
  const dialed: { readonly hour: number; readonly callee: string }[] = [];
  for (let step = 0; step < hours * 12; step++) {
    await bench.step(dialer);
    for (const order of bench.book.takeOrders()) {
      const callee = calleeOf(order);
      dialed.push({ hour: hourNow(), callee });
      const good = hourNow() === (callee.startsWith('+8610') ? 11 : 17);
      const answers = luck.next() < (good ? 0.8 : 0.3);
      const answered = answers ? { answeredAtMs: bench.clock.now(), answeredBy: 'human' as const } : {};
      await bench.end(order, answers ? 'completed' : 'no-answer', answered);
    }
    bench.clock.tick(300_000);
  }
  return dialed;
}

const started = (given: Partial<CampaignSettingsInput>): Promise<CampaignId> =>
  bench.start(
    Array.from({ length: 120 }, (_, index) => (index % 2 === 0 ? beijing() : shanghai())),
    { maxConcurrency: 40, callsPerSecond: 10, retry: {}, ...given },
  );
const page = async (campaignId: CampaignId) => (await strategyPage(bench.tools, bench.tenantId, campaignId))!;

it('automatic: people are dialed when they answer, the hold-out in fixed order, and the report says what it was worth', async () => {
  await taught();
  const campaignId = await started({ strategy: 'automatic', holdOut: 0.3 });
  const dialed = await live(bench.dialer(), 10);
  expect(dialed).toHaveLength(120);
  expect(dialed.every(({ hour }) => (hour >= 9 && hour < 12) || (hour >= 14 && hour < 20))).toBe(true);

  const { choices, result } = await page(campaignId);
  expect(result.mode).toBe('automatic');
  expect(result.steered.dials + result.heldOut.dials).toBe(120);
  const ids = (await bench.people(campaignId)).map(({ lead_id: id }) => id as LeadId);
  expect(result.heldOut.dials).toBe(ids.filter((id) => lotOf(campaignId, id) < 0.3).length);
  expect(result.steered.answered / result.steered.dials).toBeGreaterThan(0.5);
  expect(result.uplift).toBeGreaterThan(0.2);
  expect(result.lower).toBeLessThan(result.uplift ?? 0);

  const steered = choices.filter(({ arm }) => arm === 'steered');
  const inTheirHour = steered.filter(({ because }) => because.hour === (because.region === '10' ? 11 : 17));
  expect(inTheirHour.length / steered.length).toBeGreaterThan(0.8);
  expect(inTheirHour[0]?.because).toMatchObject({ weekday: 1, seen: expect.closeTo(1_000, -2) });
  expect(steered.every(({ number, numberBecause, answered }) => number && numberBecause && answered !== null)).toBe(
    true,
  );
  const heldOut = choices.filter(({ arm }) => arm === 'held-out');
  expect(heldOut.every(({ plannedForMs, chosenAtMs }) => plannedForMs === chosenAtMs)).toBe(true);
  expect(heldOut.every(({ dialedAtMs, chosenAtMs }) => (dialedAtMs ?? Infinity) - chosenAtMs < 3_600_000)).toBe(true);
});

it('advised: it says what it would do, and dials as without it', async () => {
  await taught();
  const campaignId = await started({ strategy: 'advised', holdOut: 0 });
  const dialed = await live(bench.dialer(), 2);
  expect(dialed.map(({ hour }) => hour).filter((hour) => hour === 10)).toHaveLength(60);
  expect(dialed).toHaveLength(120);
  const { choices, result } = await page(campaignId);
  expect(choices.every(({ arm }) => arm === 'advised')).toBe(true);
  expect(choices.filter(({ because }) => because.hour === (because.region === '10' ? 11 : 17)).length).toBeGreaterThan(
    80,
  );
  expect(result).toMatchObject({ steered: { dials: 0 }, heldOut: { dials: 0 }, uplift: null });
});

it('off: nothing is chosen, and yet calls teach', async () => {
  const campaignId = await bench.start([beijing()], { retry: {} });
  await live(bench.dialer(), 1);
  expect((await page(campaignId)).choices).toEqual([]);
  const learnt = await database.withTenant(bench.tenantId, (db) => db.selectFrom('dial_tallies').selectAll().execute());
  expect(learnt).toMatchObject([{ region: '10', hour: 10, weekday: 1, attempt: 1, dials: 1 }]);
});

it('call-backs and times that the settings give are moved by no strategy', async () => {
  await taught();
  const campaignId = await bench.start([beijing(), shanghai()], { strategy: 'automatic', holdOut: 0.5 });
  const dialer = bench.dialer();
  // Whoever it is: at the time of the plan they are dialed.
  bench.clock.tick(8 * 3_600_000);
  await bench.step(dialer);
  const orders = bench.book.takeOrders();
  const wantedAtMs = bench.clock.now() + 1_800_000;
  await Promise.all(
    orders.map((order, index) =>
      index === 0 ? bench.end(order, 'completed', { callBack: { wantedAtMs, reason: '' } }) : bench.end(order, 'busy'),
    ),
  );
  const before = await bench.people(campaignId);
  bench.clock.tick(1_800_000);
  await bench.step(dialer);
  expect(orders.length).toBeGreaterThan(0);
  expect(bench.book.takeOrders().map(calleeOf).toSorted()).toEqual(orders.map(calleeOf).toSorted());
  expect((await page(campaignId)).choices.every(({ attempt }) => attempt === 1)).toBe(true);
  expect(before.filter(({ state }) => state === 'waiting').length).toBeGreaterThan(0);
});
