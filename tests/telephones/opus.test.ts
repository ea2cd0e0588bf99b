import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeG711, toneShare, toneSound } from '../../src/audio/index.ts';
import { eventually } from '../../src/app/testing/test-program.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import { describeWithBaresip, startBaresip, type Baresip } from '../peers/baresip.ts';
import { House } from './house.ts';

const wideRateHz = 48_000;
const wideHz = 620;
const deskHz = 880;
const password = 'a-secret-of-tests';
const menu = `routes:
  - { name: menu, dialed: ['600'], to: { kind: ivr, ivr: menu } }
ivrs:
  - name: menu
    displayName: 菜单
    start: ask
    nodes:
      ask: { kind: menu, say: 查询请按五。, keys: { '5': bye }, failed: bye }
      bye: { kind: hang-up, say: 再见。, reason: served }
`;
let house: House;
let wide: Baresip;
let desk: Baresip;

/** A tone at the rate that a telephone of Opus speaks at. */
const wideTone = Int16Array.from({ length: wideRateHz * 60 }, (_, at) =>
  Math.round(8_000 * Math.sin((2 * Math.PI * wideHz * at) / wideRateHz)),
);

/** In how many tenths of a second this tone is nearly all there is. */
function pureTenths(samples: Int16Array, hz: number, rateHz = 8_000): number {
  const length = rateHz / 10;
  const tenths = Array.from({ length: Math.floor(samples.length / length) }, (_, at) =>
    samples.subarray(at * length, (at + 1) * length),
  );
  return tenths.filter((one) => toneShare(one, hz, rateHz) > 0.9).length;
}

describeWithBaresip('a telephone that speaks Opus alone', () => {
  beforeAll(async () => {
    house = await House.open({ 8001: ', record: true', 8002: '' }, menu);
    const port = Number(house.address.split(':')[1]);
    const { network } = house;
    const registers = { port, user: '8001', password };
    wide = await startBaresip({ network, registers, codec: 'opus/48000/1', voice: wideTone });
    const voice = toneSound({ frequenciesHz: [deskHz], levelDbfs: -12 }, 60_000);
    desk = await startBaresip({ network, registers: { ...registers, user: '8002' }, voice });
    for (const phone of [wide, desk])
      await eventually(async () => (await phone.run('reginfo')).includes('OK '), 'it to register');
  });
  afterAll(async () => {
    await wide.close();
    await desk.close();
    await house.close();
  });

  it.each(['calls', 'is called by'] as const)('%s one that speaks G.711: each hears the other', async (way) => {
    const before = (await wide.recordings()).length;
    if (way === 'calls') await wide.run('dial', '8002');
    else await desk.run('dial', '8001');
    const callId = await house.talk(3, { number: '8001' }, { number: '8002' });
    await wide.run('hangup');
    await house.nobodyTalks();
    const record = await eventually(
      async () => (await house.program.records()).find((one) => one.callId === callId && one.recording !== null),
      'its record',
    );
    const folder = join(house.program.waihu.recordingsFolder, callId);
    const tracks = await Promise.all(
      (record.recording?.tracks ?? []).map(async ({ file }) => decodeG711('PCMA', await readFile(join(folder, file)))),
    );
    for (const hz of [wideHz, deskHz]) expect(tracks.filter((samples) => pureTenths(samples, hz) > 15)).toHaveLength(1);
    const heardThere = await eventually(async () => (await wide.recordings())[before], 'what the one recorded');
    const heardHere = await eventually(async () => (await desk.recordings())[before], 'what the other recorded');
    expect(pureTenths(heardThere, deskHz, wideRateHz)).toBeGreaterThan(15);
    expect(pureTenths(heardHere, wideHz)).toBeGreaterThan(15);
  });

  it('presses a key in a menu, which is heard once', async () => {
    const told: CallEvent[] = [];
    const stop = house.program.waihu.live.subscribe((event) => told.push(event));
    await wide.run('dial', '600');
    await eventually(async () => told.some(({ kind }) => kind === 'node-entered'), 'the menu');
    wide.press('5');
    const ended = await eventually(async () => told.find(({ kind }) => kind === 'call-ended'), 'the end');
    stop();
    expect(told.filter(({ kind }) => kind === 'key-pressed')).toMatchObject([{ digit: '5' }]);
    expect(ended).toMatchObject({ outcome: 'completed', reason: 'served' });
  });
});
