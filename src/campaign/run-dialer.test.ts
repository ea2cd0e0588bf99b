import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callOrderSchema, type CallOrder } from '../contract/call-order.ts';
import { suppress } from '../compliance/index.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { claimDue } from './campaign-lead-store.ts';
import { dialLead } from './dial-lead.ts';
import { campaignProgress, createCampaign, getCampaign } from './keep-campaign.ts';
import { runDialer } from './run-dialer.ts';
import { pauseCampaign, startCampaign } from './steer-campaign.ts';
import { CampaignBench } from './testing/campaign-bench.ts';

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
const somebody = (): string => `+86137${String(++people).padStart(8, '0')}`;
const some = (count: number): string[] => Array.from({ length: count }, somebody);
const calleeOf = ({ destination }: CallOrder): string =>
  destination.kind === 'trunk' ? destination.callee : destination.address;

describe('the dialer', () => {
  it('dials a list in its order, with an order that says all about the call', async () => {
    const phones = some(3);
    const campaignId = await bench.start(phones);
    const dialer = bench.dialer();
    expect(await bench.step(dialer)).toEqual(['placed', 'placed', 'placed']);
    const orders = bench.book.takeOrders();
    expect(orders.map(calleeOf).toSorted()).toEqual(phones);
    const first = orders.find((order) => calleeOf(order) === phones[0]);
    expect(callOrderSchema.parse(first)).toEqual(first);
    expect(first).toMatchObject({
      tenantId: bench.tenantId,
      campaignId,
      scriptVersion: 3,
      variables: { name: 'P0', city: '北京' },
      ringForMs: 30_000,
      destination: { kind: 'trunk', trunk: { name: 'main' }, permit: { callee: phones[0] } },
    });
    expect(first?.callId.startsWith('n1-')).toBe(true);
    expect(new Set(orders.map(({ destination }) => destination.caller)).size).toBe(2);
    expect(await bench.step(dialer)).toEqual([]);
  });

  it('keeps to its concurrency and to the trunk’s free lines, and goes on when calls end', async () => {
    const phones = some(5);
    await bench.start(phones, { maxConcurrency: 2 });
    const dialer = bench.dialer();
    bench.book.room = { freeLines: 1, usable: true, reason: null };
    expect(await bench.step(dialer)).toHaveLength(1);
    bench.book.room = { freeLines: 9, usable: true, reason: null };
    expect(await bench.step(dialer)).toHaveLength(1);
    expect(await bench.step(dialer)).toHaveLength(0);
    for (const order of bench.book.takeOrders()) await bench.end(order, 'completed');
    expect(await bench.step(dialer)).toHaveLength(2);
  });

  it('dials nobody on a trunk that rests', async () => {
    await bench.start(some(1));
    bench.book.room = { freeLines: 9, usable: false, reason: 'breaker open' };
    expect(await bench.step(bench.dialer())).toEqual([]);
  });

  it('sets aside for good whom the gate refuses for good, and lets wait whom it refuses for now', async () => {
    const [silent, foreign, fine] = [somebody(), '+88812345678', somebody()];
    const campaignId = await bench.start([silent, foreign, fine]);
    await suppress(bench.gate, bench.tenantId, silent, { reason: 'asked', source: 'test', atMs: bench.clock.now() });
    const dialer = bench.dialer();
    expect((await bench.step(dialer)).toSorted()).toEqual(['placed', 'refused', 'refused']);
    const states = (await bench.people(campaignId)).map((row) => [row.state, row.refused_by]);
    expect(states).toEqual([
      ['refused', 'suppression.tenant'],
      ['refused', 'window.zone-unknown'],
      ['dialing', null],
    ]);
  });

  it('dials nobody out of hours, says until when, and dials them then', async () => {
    bench.clock.stepWallTime(10.5 * 3_600_000); // 20:30
    const campaignId = await bench.start(some(2));
    const dialer = bench.dialer();
    expect(await bench.step(dialer)).toEqual(['refused-for-now', 'refused-for-now']);
    expect(await bench.step(dialer)).toEqual([]);
    const [first] = await bench.people(campaignId);
    expect(first).toMatchObject({ state: 'waiting', refused_by: 'window.callee-local' });
    expect(first?.next_attempt_at.toISOString()).toBe('2026-03-03T01:00:00.000Z');
    bench.clock.stepWallTime(12.5 * 3_600_000);
    expect(await bench.step(dialer)).toEqual(['placed', 'placed']);
    expect(await campaignProgress(bench.tools, bench.tenantId, campaignId)).toMatchObject({
      byState: { dialing: 2, waiting: 0 },
      waitingByRule: {},
    });
  });

  it('calls a person of two campaigns once within the gate’s interval', async () => {
    const callee = somebody();
    const campaigns = [await bench.start([callee]), await bench.start([callee])];
    expect((await bench.step(bench.dialer())).toSorted()).toEqual(['placed', 'refused-for-now']);
    expect(bench.book.takeOrders()).toHaveLength(1);
    const rows = (await Promise.all(campaigns.map((campaignId) => bench.people(campaignId)))).flat();
    expect(rows.filter(({ refused_by: rule }) => rule === 'cap.per-minute')).toHaveLength(1);
  });

  it('tries again by cause, calls back when asked to, and ends when everybody is done', async () => {
    const phones = some(3);
    const campaignId = await bench.start(phones, { maxConcurrency: 3 });
    const dialer = bench.dialer();
    await bench.step(dialer);
    const orders = bench.book.takeOrders();
    const of = (index: number): CallOrder => orders.find((order) => calleeOf(order) === phones[index]) as CallOrder;
    await bench.end(of(0), 'busy');
    await bench.end(of(1), 'callee-hung-up', {
      callBack: { wantedAtMs: bench.clock.now() + 5_400_000, reason: 'later' },
    });
    await bench.end(of(2), 'completed', { grade: 'A' });
    expect(
      (await bench.people(campaignId)).map((row) => [row.state, row.attempts, row.last_outcome, row.grade]),
    ).toEqual([
      ['waiting', 1, 'busy', null],
      ['waiting', 1, 'callee-hung-up', null],
      ['done', 1, 'completed', 'A'],
    ]);
    bench.clock.tick(600_000);
    expect(await bench.step(dialer)).toEqual(['placed']);
    await bench.end(bench.book.takeOrders()[0] as CallOrder, 'completed', { grade: 'B' });
    bench.clock.tick(4_800_000);
    expect(await bench.step(dialer)).toEqual(['placed']);
    await bench.end(bench.book.takeOrders()[0] as CallOrder, 'rejected', { doNotCall: true });
    expect((await bench.people(campaignId)).map((row) => [row.state, row.attempts, row.grade])).toEqual([
      ['done', 2, 'B'],
      ['done', 2, null],
      ['done', 1, 'A'],
    ]);
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({
      state: 'done',
      stateReason: 'all-done',
    });
    const facts = await database.admin
      .selectFrom('outbox')
      .select('kind')
      .where('subject_id', '=', campaignId)
      .execute();
    expect(facts.map(({ kind }) => kind)).toEqual(['campaign-started', 'campaign-ended']);
  });

  it('tries who did not answer at another hour, and whose telephone was off tomorrow, where no policy is given', async () => {
    const { retry: _, ...usual } = bench.settings(await bench.list(...some(2)));
    const campaignId = await createCampaign(bench.tools, bench.tenantId, usual);
    await startCampaign(bench.tools, bench.tenantId, campaignId);
    const dialer = bench.dialer();
    await bench.step(dialer);
    const orders = bench.book.takeOrders();
    await bench.end(orders[0] as CallOrder, 'no-answer');
    await bench.end(orders[1] as CallOrder, 'powered-off');
    const times = (await bench.people(campaignId)).map((row) => row.next_attempt_at.toISOString());
    expect(times.toSorted()).toEqual(['2026-03-02T06:00:00.000Z', '2026-03-03T01:00:00.000Z']);
    bench.clock.tick(4 * 3_600_000);
    expect(await bench.step(dialer)).toEqual(['placed']);
    await bench.end(bench.book.takeOrders()[0] as CallOrder, 'no-answer');
    const later = (await bench.people(campaignId)).map((row) => row.next_attempt_at.toISOString());
    expect(later.toSorted()).toEqual(['2026-03-02T09:00:00.000Z', '2026-03-03T01:00:00.000Z']);
  });

  it('dials call-backs before people who were never called', async () => {
    const phones = some(3);
    await bench.start(phones, { maxConcurrency: 1 });
    const dialer = bench.dialer();
    await bench.step(dialer);
    const [first] = bench.book.takeOrders() as [CallOrder];
    await bench.end(first, 'completed', { callBack: { wantedAtMs: bench.clock.now() + 120_000, reason: '' } });
    bench.clock.tick(120_000);
    await bench.step(dialer);
    expect(bench.book.takeOrders().map(calleeOf)).toEqual([calleeOf(first)]);
  });

  it('closes an attempt once however often its end is told', async () => {
    const campaignId = await bench.start(some(1));
    await bench.step(bench.dialer());
    await bench.end(bench.book.takeOrders()[0] as CallOrder, 'busy', {}, 3);
    expect(await bench.people(campaignId)).toMatchObject([{ attempts: 1, state: 'waiting' }]);
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'closed', outcome: 'busy' }]);
  });

  it('gives back the attempt of an order that was not taken, and comes back to the person', async () => {
    const campaignId = await bench.start(some(1));
    const dialer = bench.dialer();
    bench.book.answer = { accepted: false, reason: 'no-line' };
    expect(await bench.step(dialer)).toEqual(['not-taken']);
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'released' }]);
    bench.book.answer = { accepted: true };
    bench.clock.tick(1_000);
    expect(await bench.step(dialer)).toEqual(['placed']);
    expect(await bench.people(campaignId)).toMatchObject([{ attempts: 0, state: 'dialing' }]);
  });

  it('sets aside whom the live half says this trunk can never dial', async () => {
    const campaignId = await bench.start(some(1));
    bench.book.answer = { accepted: false, reason: 'wrong-numbering' };
    expect(await bench.step(bench.dialer())).toEqual(['refused']);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'refused', refused_by: 'trunk.wrong-numbering' }]);
  });

  it('gives back an attempt whose call ended before its INVITE left', async () => {
    const campaignId = await bench.start(some(1));
    const dialer = bench.dialer();
    await bench.step(dialer);
    const [order] = bench.book.takeOrders() as [CallOrder];
    await bench.react({
      callId: order.callId,
      attemptId: order.attemptId,
      outcome: 'trunk-failed',
      endedAtMs: bench.clock.now(),
    } as never);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'released' }]);
    bench.clock.tick(30_000);
    expect(await bench.step(dialer)).toEqual(['placed']);
  });

  it('ends a campaign that only waits for what lies too far away, when it was told to', async () => {
    bench.clock.stepWallTime(10.5 * 3_600_000);
    const patient = await bench.start(some(1));
    const hurried = await bench.start(some(1), { endWhenOnlyWaitingBeyondMs: 3_600_000 });
    const dialer = bench.dialer();
    await bench.step(dialer);
    await bench.step(dialer);
    expect(await getCampaign(bench.tools, bench.tenantId, hurried)).toMatchObject({
      state: 'done',
      stateReason: 'only-waiting',
    });
    expect(await getCampaign(bench.tools, bench.tenantId, patient)).toMatchObject({ state: 'running' });
  });

  it('leaves a campaign to the node that leads it, and takes it over when that node lets go', async () => {
    await bench.start(some(4), { maxConcurrency: 1 });
    const here = bench.dialer();
    const there = bench.dialer({ gate: { ...bench.gate, node: 'n2' } });
    expect(await bench.step(here)).toEqual(['placed']);
    await bench.end(bench.book.takeOrders()[0] as CallOrder, 'completed');
    expect(await bench.step(there)).toEqual([]);
    await here.end();
    expect(await bench.step(there)).toEqual(['placed']);
  });

  it('dials nobody new for a campaign that is paused, and goes on for others', async () => {
    const paused = await bench.start(some(2));
    await bench.start(some(1));
    await pauseCampaign(bench.tools, bench.tenantId, paused);
    expect(await bench.step(bench.dialer())).toEqual(['placed']);
  });

  it('puts a lead back after a fault, and its attempt when the permit has run out', async () => {
    const campaignId = await bench.start(some(1));
    const dialer = bench.dialer();
    bench.book.answer = new Error('the live half is gone');
    expect(await bench.step(dialer)).toEqual(['not-taken']);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'dialing' }]);
    bench.book.answer = { accepted: true };
    bench.clock.tick(31_000);
    expect(await bench.step(dialer)).toEqual(['placed']);
    expect(await bench.attempts(campaignId)).toMatchObject([{ state: 'released' }, { state: 'reserved' }]);

    const unlucky = bench.dialer({
      scripts: { ...bench.scripts, published: async () => Promise.reject(new Error('no shelf')) },
    });
    const other = await bench.start(some(1));
    expect(await bench.step(unlucky)).toEqual(['not-taken']);
    expect(await bench.people(other)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });

  it('refuses for good a lead that was removed after the start', async () => {
    const campaignId = await bench.start(some(1));
    await database.withTenant(bench.tenantId, (db) => db.deleteFrom('leads').execute());
    expect(await bench.step(bench.dialer())).toEqual(['refused']);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'refused', refused_by: 'lead.gone' }]);
  });

  it('never claims a lead twice, however many dialers decide at once', async () => {
    const campaignId = await bench.start(some(60));
    const campaign = await getCampaign(bench.tools, bench.tenantId, campaignId);
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        database.withTenant(bench.tenantId, (db) => claimDue(db, campaignId, `n${index}`, 10, bench.clock.now())),
      ),
    );
    const leads = claims.flat().map(({ leadId }) => leadId);
    expect(leads).toHaveLength(60);
    expect(new Set(leads).size).toBe(60);
    const [one] = claims.flat();
    expect(await dialLead(bench.dialTools, { ...one!, tenantId: bench.tenantId, campaign: campaign! })).toBe('placed');
  });

  it('speaks the version that is published when it dials, and that of the start where the new one is for more', async () => {
    const before = (await bench.scripts.published()).document;
    const service: typeof before = { ...before, purpose: 'service' };
    const shelf = [service];
    const scripts = {
      published: async () => ({ version: shelf.length, document: shelf.at(-1)! }),
      version: async (_tenant: unknown, _script: string, version: number) => shelf[version - 1] ?? null,
    };
    const settings = { purpose: 'service', maxConcurrency: 1 } as const;
    bench.scripts.published = scripts.published;
    await bench.start(some(3), settings);
    const dialer = bench.dialer({ scripts });
    const dialed = async (): Promise<CallOrder> => {
      await bench.step(dialer);
      const [order] = bench.book.takeOrders();
      await bench.end(order!, 'completed');
      return order!;
    };
    expect(await dialed()).toMatchObject({ scriptVersion: 1, script: { name: '问候' } });
    shelf.push({ ...service, name: '新问候' });
    expect(await dialed()).toMatchObject({ scriptVersion: 2, script: { name: '新问候' } });
    shelf.push({ ...service, purpose: 'marketing' });
    expect(await dialed()).toMatchObject({ scriptVersion: 1, script: { purpose: 'service' } });
  });

  it('does not dial somebody whose values do not suit the script, and says how many before it starts', async () => {
    const before = (await bench.scripts.published()).document;
    const variable = { type: 'choice' as const, values: ['上海'], required: true, description: '' };
    const wanting = (values: readonly string[]) => ({
      ...before,
      variables: { city: { ...variable, values: [...values] } },
    });
    bench.scripts.published = async () => ({ version: 1, document: wanting(['上海']) });
    const none = bench.start(some(2));
    await expect(none).rejects.toThrow(/nobody of the list.*P0: city '北京' is none of '上海'/u);

    bench.scripts.published = async () => ({ version: 1, document: wanting(['北京']) });
    const campaignId = await bench.start(some(1));
    bench.scripts.published = async () => ({ version: 2, document: wanting(['上海']) });
    expect(await bench.step(bench.dialer())).toEqual(['refused']);
    expect(await bench.people(campaignId)).toMatchObject([{ state: 'refused', refused_by: 'script.variable-unfit' }]);
    expect(await bench.attempts(campaignId)).toEqual([]);
  });

  it('runs by itself until it is stopped, and looks at once when woken', async () => {
    const campaignId = await bench.start(some(2), { maxConcurrency: 1 });
    const placed: CallOrder[] = [];
    let tell: (order: CallOrder) => void = () => undefined;
    const next = (): Promise<CallOrder> => new Promise((resolve) => (tell = resolve));
    const liveCalls = {
      trunkRoom: () => bench.book.room,
      place: async (order: CallOrder) => {
        placed.push(order);
        tell(order);
        return { accepted: true } as const;
      },
    };
    const first = next();
    const dialer = runDialer({ ...bench.tools, liveCalls });
    const order = await first;
    await bench.end(order, 'completed');
    const second = next();
    dialer.wake();
    await bench.end(await second, 'completed');
    await dialer.stop();
    expect(placed).toHaveLength(2);
    expect(await getCampaign(bench.tools, bench.tenantId, campaignId)).toMatchObject({ state: 'done' });
  });
});
