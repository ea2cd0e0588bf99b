import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallOrder } from '../contract/call-order.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { ringBackOf } from './ring-back.ts';
import { CampaignBench } from './testing/campaign-bench.ts';

const rules = { success: { grade: 'B' }, baseline: 20, minimumEffect: 5 } as const;
const scriptOf = (id: string, say: string, rest: object = {}): ScriptDocument =>
  scriptDocumentSchema.parse({
    id,
    name: id,
    purpose: 'service',
    flows: { main: { kind: 'main', start: 'hello', nodes: { hello: { kind: 'end', say } } } },
    patterns: { silence: { say: '您好？' }, noMatch: { say: '没听清' } },
    ...rest,
  });
const opening = { kind: 'words', node: 'hello', ...rules, variants: { short: { say: '喂。' } } };
const greeting = scriptOf('greeting', '您好。', { experiments: { opening } });

let database: TestDatabase;
let bench: CampaignBench;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  await database.admin.updateTable('campaigns').set({ state: 'stopped' }).execute();
  bench = new CampaignBench(database, await database.newTenant());
  bench.scripts.published = async () => ({ version: 3, document: greeting });
});

let people = 0;
const some = (count: number): string[] =>
  Array.from({ length: count }, () => `+8613766${String(++people).padStart(6, '0')}`);
const saidIn = ({ script }: CallOrder): unknown => script?.flows['main']?.nodes['hello'];

async function dialed(phones: string[], given: object = {}): Promise<readonly CallOrder[]> {
  await bench.start(phones, { maxConcurrency: 100, ...given });
  const dialer = bench.dialer();
  for (let step = 0; step < 10 && bench.book.orders.length < phones.length; step++) {
    await bench.step(dialer);
    bench.clock.tick(1_000);
  }
  return bench.book.takeOrders();
}

describe('the calls of a campaign whose script has an experiment', () => {
  it('are ordered with the variant of each person, in its words, and the variant stands in the order', async () => {
    const orders = await dialed(some(24));
    expect(orders).toHaveLength(24);
    const met = orders.map((order) => [order.variants?.[0]?.variant, saidIn(order)]);
    const [control, short] = ['control', 'short'].map((name) => met.filter(([variant]) => variant === name));
    expect(control?.length).toBeGreaterThan(3);
    expect(short?.length).toBeGreaterThan(3);
    expect(control?.length).toBe(24 - (short?.length ?? 0));
    for (const [, node] of control ?? []) expect(node).toMatchObject({ say: [{ text: '您好。' }] });
    for (const [, node] of short ?? []) expect(node).toMatchObject({ say: [{ text: '喂。' }] });
    expect(orders.every(({ script }) => Object.keys(script?.experiments ?? {}).length === 0)).toBe(true);
  });

  it('end in the same variant for who rings back', async () => {
    const phones = some(6);
    const orders = await dialed(phones, { callerNumbers: ['+861088886666'] });
    for (const order of orders) {
      await bench.sent(order);
      const caller = order.destination.kind === 'trunk' ? order.destination.callee : '';
      const found = await ringBackOf(bench.tools, bench.tenantId, { caller, called: '+861088886666' });
      expect(found?.variants).toEqual(order.variants);
    }
  });
});

describe('a campaign that compares scripts', () => {
  const other = scriptOf('other', '别的。');
  const experiment = { ...rules, shares: { control: 50, another: 50 }, variants: { another: { scriptId: 'other' } } };
  const shelf = (known: readonly ScriptDocument[]): void => {
    const published = async (_: unknown, id: string) => {
      const document = known.find((one) => one.id === id);
      return document === undefined ? null : { version: id === 'other' ? 7 : 3, document };
    };
    bench.scripts.published = published as unknown as typeof bench.scripts.published;
  };

  it('orders each call with one of them, and its version', async () => {
    shelf([greeting, other]);
    const orders = await dialed(some(24), { experiment, purpose: 'notification' });
    const met = orders.map(({ variants, script, scriptVersion }) => [variants?.[0], script?.id, scriptVersion]);
    const chosen = (variant: string) => ({ scope: 'campaign', experiment: 'scripts', variant });
    expect(met).toContainEqual([chosen('control'), 'greeting', 3]);
    expect(met).toContainEqual([chosen('another'), 'other', 7]);
    // The experiment of the script goes on beside it.
    expect(
      orders.filter(({ script }) => script?.id === 'greeting').every(({ variants }) => variants?.length === 2),
    ).toBe(true);
  });

  it('does not start while one of them is not published', async () => {
    shelf([greeting]);
    await expect(dialed(some(1), { experiment, purpose: 'notification' })).rejects.toThrow(
      "script 'other', which is compared, has no published version",
    );
  });

  it('is refused with shares that do not sum', async () => {
    shelf([greeting, other]);
    const uneven = { ...experiment, shares: { control: 50, another: 40 } };
    await expect(dialed(some(1), { experiment: uneven })).rejects.toThrow('sum to 90 %');
  });
});
