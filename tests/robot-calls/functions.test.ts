import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../../src/app/testing/test-program.ts';
import { levelDbfs } from '../../src/audio/index.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../../src/contract/script-document.ts';
import { TestHouse } from '../switchboard/calls-kit.ts';
import { TrunkPeer } from '../switchboard/trunk-peer.ts';
import { robotCalls } from './robot-kit.ts';
import { ShopServer } from './shop-server.ts';

/** So long the script waits for the stock; a call without a word for that long would be over. */
const stockMs = 25_000;

const shopping = (host: string): ScriptDocument =>
  scriptDocumentSchema.parse(
    parse(`id: shop
name: 商店
purpose: test
slots:
  level: { name: 级别, entity: { type: text } }
  city: { name: 城市, entity: { type: text } }
  product: { name: 产品, entity: { type: text } }
  order: { name: 订单, entity: { type: text } }
products:
  card: { name: 银卡, needs: [{ when: { slot: city, is: 北京 }, because: 您在北京 }] }
  gold: { name: 金卡会员, needs: [{ when: { slot: city, is: 深圳 }, because: 您在深圳 }] }
functions:
  profile:
    args: [phone]
    url: 'http://${host}/profile/{phone}'
    retries: 2
    result: { level: $.data.level, city: '$.data.visits[0].city' }
  stock: { url: 'http://${host}/stock', timeoutMs: 30000 }
  order:
    args: [product]
    method: POST
    url: 'http://${host}/orders'
    body: { product: '{product}' }
    retries: 1
    result: { number: $.order.number }
flows:
  main:
    kind: main
    start: greeting
    nodes:
      greeting: { kind: speak, say: 您好，先查一下您的资料。, branches: [{ on: any, to: profile }] }
      profile:
        kind: function
        name: profile
        args: { phone: '13800001111' }
        saveTo: { level: level, city: city }
        timeoutMs: 20000
        branches: [{ on: ok, to: known }, { on: failed, to: broken }]
      known: { kind: speak, say: '您是{level}客户，在{city}。', branches: [{ on: any, to: stock }] }
      stock:
        kind: function
        name: stock
        timeoutMs: ${stockMs}
        branches: [{ on: ok, to: broken }, { on: failed, to: unstocked }]
      unstocked: { kind: speak, say: 库存暂时查不到。, branches: [{ on: any, to: choose }] }
      choose:
        kind: recommend
        saveTo: { product: product }
        branches: [{ on: ok, to: order }, { on: failed, to: broken }]
      order:
        kind: function
        name: order
        args: { product: '{product}' }
        saveTo: { number: order }
        timeoutMs: 20000
        branches: [{ on: ok, to: own-order }, { on: failed, to: broken }]
      own-order:
        kind: function
        name: create-order
        args: { product: '{product}', amount: '1200' }
        timeoutMs: 20000
        branches: [{ on: ok, to: profile-of-list }, { on: failed, to: broken }]
      profile-of-list:
        kind: function
        name: lookup-profile
        branches: [{ on: ok, to: broken }, { on: failed, to: done }]
      done: { kind: end, say: '{product}的订单是{order}，再见。', reason: ordered }
      broken: { kind: end, say: 出错了。, reason: broken }
patterns:
  silence: { max: 9, say: 您好。, goTo: broken }
  noMatch: { max: 9, say: 您好。, goTo: broken }
  acknowledge: { afterMs: 800, say: [好的，我查一下。, 请您稍等。] }
`),
  );

/** The longest time, in milliseconds, in which nothing sounds between the first sound and the last. */
function longestSilenceMs(track: Int16Array): number {
  const pieces = Array.from({ length: Math.floor(track.length / 800) }, (_, at) =>
    levelDbfs(track.subarray(at * 800, (at + 1) * 800)),
  );
  const loud = pieces.flatMap((level, at) => (level > -50 ? [at] : []));
  return 100 * Math.max(0, ...loud.slice(1).map((at, index) => at - loud[index]! - 1));
}

const wordsOf = ({ transcript }: CallRecord): readonly string[] => transcript.map(({ text }) => text);

let shop: ShopServer;
let house: TestHouse;
let outside: TrunkPeer;
let record: CallRecord;
let silenceMs: number;

beforeAll(async () => {
  shop = await ShopServer.open();
  house = await TestHouse.start('extensions: []', [], { config: { httpAllow: new Set([shop.host]) } });
  outside = await TrunkPeer.open(() => 0);
  const { callId, customer } = await robotCalls(house, outside, shopping(shop.host));
  await eventually(async () => customer.isOver, 'the end of the call', 90_000);
  record = await house.record(callId);
  silenceMs = Math.max(...(await house.tracks(record)).map(longestSilenceMs));
}, 180_000);
afterAll(async () => {
  await outside.close();
  await house.close();
  await shop.close();
});

describe('a call whose script asks functions', () => {
  it('says and keeps what a service answered, which was busy when it was first asked', () => {
    expect(wordsOf(record)).toContain('您是金卡客户，在深圳。');
    expect(record.slots).toMatchObject({ level: '金卡', city: '深圳' });
    const [first, second, ...others] = shop.asked.filter((line) => line.startsWith('GET /profile/13800001111'));
    expect([second, others]).toEqual([first, []]);
  });

  it('goes on without a service that never answers, and is not silent meanwhile', () => {
    expect(wordsOf(record)).toContain('库存暂时查不到。');
    expect(wordsOf(record)).toEqual(expect.arrayContaining(['好的，我查一下。', '请您稍等。']));
    expect(silenceMs).toBeGreaterThan(0);
    expect(silenceMs).toBeLessThan(stockMs - 10_000);
  });

  it('orders once where the first reply was lost', () => {
    expect(shop.asked.filter((line) => line.startsWith('POST /orders'))).toHaveLength(2);
    expect([...shop.orders.values()]).toEqual(['A1']);
    expect(wordsOf(record).at(-1)).toBe('金卡会员的订单是A1，再见。');
    expect(record.orders).toEqual([expect.objectContaining({ product: '金卡会员', amount: '1200' })]);
  });

  it('has a record of what each function came to', () => {
    expect(record).toMatchObject({ outcome: 'completed', hangUpBy: 'robot' });
    expect(record.functions.map(({ node, name, ok, reason }) => [node, name, ok, reason])).toEqual([
      ['profile', 'profile', true, null],
      ['stock', 'stock', false, `'stock' did not answer in ${stockMs} ms`],
      ['order', 'order', true, null],
      ['own-order', 'create-order', true, null],
      ['profile-of-list', 'lookup-profile', false, 'nobody-known'],
    ]);
    expect(record.functions[1]!.tookMs).toBeGreaterThanOrEqual(stockMs);
  });
});
