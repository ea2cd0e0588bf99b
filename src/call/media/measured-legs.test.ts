import { expect, test } from 'vitest';
import { legMeasureSchema } from '../../contract/call-event.ts';
import { measuredLegs } from './measured-legs.ts';
import { MediaRig, themAddress } from './testing/media-rig.ts';

test('measuredLegs() keeps how each leg sounded: a clean one, one that lost a fifth, one that never spoke', async () => {
  const rig = new MediaRig();
  const clean = await rig.join('clean');
  const lossy = await rig.join('lossy', 'seat');
  const mute = await rig.join('mute', 'seat');
  mute.endpoint.mute(true);
  rig.network.fate = (bytes, from) =>
    from.address === themAddress && from.port === lossy.endpoint.port && bytes[3]! % 5 === 0 ? [] : [10];
  await rig.pass(20_000);
  const legs = measuredLegs((await rig.hangUp()).legs);
  const [one, two, three] = legs;
  expect(legs.map(({ leg, role }) => [leg, role])).toEqual([
    ['clean', 'customer'],
    ['lossy', 'seat'],
    ['mute', 'seat'],
  ]);
  expect(one).toMatchObject({ lossShare: 0, packetsLost: 0, packetsLate: 0 });
  expect(one!.mos).toBeGreaterThan(4.2);
  expect(one!.roundTripMs).not.toBeNull();
  expect(two!.lossShare).toBeCloseTo(0.2, 1);
  expect(two!.mos).toBeLessThan(3);
  expect(three!.packetsReceived).toBeLessThan(10);
  expect(clean.heard.length).toBeGreaterThan(900);
  for (const leg of legs) expect(legMeasureSchema.parse(leg)).toEqual(leg);
});

test('measuredLegs() loses nothing where nothing was to come', () => {
  const nothing = {
    legId: 'a',
    role: 'seat',
    packetsSent: 0,
    packetsReceived: 0,
    packetsLost: 0,
    jitterMs: 0,
    packetsForged: 0,
    roundTripMs: null,
    mos: null,
    mosAtPeer: null,
    packetsLate: 0,
    sentAfterMs: [],
  } as const;
  expect(measuredLegs([nothing])).toMatchObject([{ leg: 'a', lossShare: 0, mos: null }]);
});
