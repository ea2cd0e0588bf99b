import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIdSchema, type CallId, type TenantId } from '../contract/ids.ts';
import { seatSchema, type Seat } from '../contract/lines-document.ts';
import { newUuid } from '../foundation/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  freeSeatsWhenCallEnds,
  listSeats,
  releaseSeat,
  renewSeatsOfCalls,
  replaceSeats,
  reserveSeat,
} from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const newCall = (): CallId => callIdSchema.parse(`n1-${randomUUID()}`);
const seat = (name: string, skills: string[] = []): Seat =>
  seatSchema.parse({ name, address: `sip:${name}@192.0.2.7`, skills });

async function tenantWith(...seats: Seat[]): Promise<TenantId> {
  const tenantId = await database.newTenant();
  await database.withTenant(tenantId, (db) => replaceSeats(db, seats));
  return tenantId;
}
const reserve = (tenantId: TenantId, asked: { skill?: string; callId?: CallId; key?: string } = {}) =>
  reserveSeat(database, { tenantId, skill: null, callId: newCall(), key: randomUUID(), ...asked }, newUuid);
const statesOf = async (tenantId: TenantId): Promise<Record<string, string>> =>
  Object.fromEntries((await listSeats(database, tenantId)).map(({ seat: { name }, state }) => [name, state]));
const passMinute = (tenantId: TenantId) =>
  database.admin
    .updateTable('seats')
    .set({
      reserved_until: sql`reserved_until - interval '61 seconds'`,
      rests_until: sql`rests_until - interval '61 seconds'`,
    })
    .where('tenant_id', '=', tenantId)
    .execute();

describe('reserveSeat', () => {
  it('offers no seat twice, however many calls ask at once', async () => {
    const tenantId = await tenantWith(...Array.from({ length: 5 }, (_, index) => seat(`agent${index}`)));
    const offers = await Promise.all(Array.from({ length: 12 }, () => reserve(tenantId)));
    const names = offers.flatMap((offer) => (offer ? [offer.seat.name] : []));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThanOrEqual(5);
    while (await reserve(tenantId)) names.push('later');
    expect(names).toHaveLength(5);
  });

  it('offers who has waited longest, and goes round', async () => {
    const tenantId = await tenantWith(seat('a'), seat('b'), seat('c'));
    const order: string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const offer = await reserve(tenantId);
      order.push(offer!.seat.name);
      await releaseSeat(database, offer!.reservationId, true);
    }
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('asks only those with the skill', async () => {
    const tenantId = await tenantWith(seat('a', ['service']), seat('b', ['insurance', 'service']));
    expect(await reserve(tenantId, { skill: 'insurance' })).toMatchObject({
      seat: seat('b', ['insurance', 'service']),
    });
    expect(await reserve(tenantId, { skill: 'insurance' })).toBeNull();
    expect(await reserve(tenantId, { skill: 'service' })).toMatchObject({ seat: { name: 'a' } });
  });

  it('returns the same offer for the same key, also when both ask at once, and none once it was given back', async () => {
    const tenantId = await tenantWith(seat('a'), seat('b'));
    const asked = { callId: newCall(), key: 'call/1/1' };
    const [one, two] = await Promise.all([reserve(tenantId, asked), reserve(tenantId, asked)]);
    expect(one).not.toBeNull();
    expect(two).toEqual(one);
    expect(Object.values(await statesOf(tenantId)).filter((state) => state === 'held')).toHaveLength(1);
    await releaseSeat(database, one!.reservationId, true);
    expect(await reserve(tenantId, asked)).toBeNull();
  });

  it('lets who did not answer rest, and who answered be offered at once', async () => {
    const tenantId = await tenantWith(seat('a'));
    await releaseSeat(database, (await reserve(tenantId))!.reservationId, false);
    expect(await statesOf(tenantId)).toEqual({ a: 'resting' });
    expect(await reserve(tenantId)).toBeNull();
    await passMinute(tenantId);
    const again = await reserve(tenantId);
    await releaseSeat(database, again!.reservationId, true);
    expect(await statesOf(tenantId)).toEqual({ a: 'idle' });
  });

  it('frees a seat that nobody renewed for a minute and keeps one that somebody did', async () => {
    const tenantId = await tenantWith(seat('a'), seat('b'));
    const [lost, alive] = [newCall(), newCall()];
    const lapsed = await reserve(tenantId, { callId: lost });
    await reserve(tenantId, { callId: alive });
    await passMinute(tenantId);
    expect(await renewSeatsOfCalls(database, tenantId, [alive])).toBe(1);
    expect(await statesOf(tenantId)).toEqual({ a: 'idle', b: 'held' });
    const next = await reserve(tenantId);
    expect(next).toMatchObject({ seat: { name: 'a' } });
    await releaseSeat(database, lapsed!.reservationId, true);
    expect(await statesOf(tenantId)).toEqual({ a: 'held', b: 'held' });
  });

  it('frees the seats of a call that is over', async () => {
    const tenantId = await tenantWith(seat('a'));
    const callId = newCall();
    await reserve(tenantId, { callId });
    await freeSeatsWhenCallEnds.react(
      { factId: randomUUID(), kind: 'call-ended', tenantId, subjectId: callId },
      database,
    );
    expect(await statesOf(tenantId)).toEqual({ a: 'idle' });
  });

  it('offers a tenant’s seats to that tenant alone', async () => {
    await tenantWith(seat('a'));
    expect(await reserve(await database.newTenant())).toBeNull();
  });

  it('takes a release of nothing calmly', async () => {
    await expect(releaseSeat(database, 'nonsense', true)).resolves.toBeUndefined();
    await expect(releaseSeat(database, `${randomUUID()}/${randomUUID()}`, true)).resolves.toBeUndefined();
  });
});

describe('replaceSeats', () => {
  it('changes seats in place: who is held stays held, who is gone is gone', async () => {
    const tenantId = await tenantWith(seat('a'), seat('b'));
    await reserve(tenantId);
    const renamed = { ...seat('a', ['vip']), displayName: '小王' };
    await database.withTenant(tenantId, (db) => replaceSeats(db, [renamed, seat('c')]));
    expect(await statesOf(tenantId)).toEqual({ a: 'held', c: 'idle' });
    expect((await listSeats(database, tenantId))[0]?.seat).toEqual(renamed);
    await database.withTenant(tenantId, (db) => replaceSeats(db, []));
    expect(await listSeats(database, tenantId)).toEqual([]);
  });
});
