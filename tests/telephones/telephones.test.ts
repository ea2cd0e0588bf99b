import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import { describeWithBaresip } from '../peers/baresip.ts';
import { describeWithKamailio, startKamailio, type Kamailio } from '../peers/kamailio.ts';
import { describeWithLinphone } from '../peers/linphone.ts';
import { House } from './house.ts';
import type { BaresipTelephone, LinphoneTelephone, Telephone } from './telephone.ts';

const more = `routes:
  - { name: menu, dialed: ['700'], to: { kind: ivr, ivr: menu } }
ivrs:
  - name: menu
    start: ask
    nodes:
      ask: { kind: menu, say: '请按键。', keys: { '1': one, '2': two }, failed: bye }
      one: { kind: extension, extension: '8001', failed: bye }
      two: { kind: extension, extension: '8002', failed: bye }
      bye: { kind: hang-up }
`;

describeWithBaresip('telephones that others wrote', () => describeWithLinphone('', () => describeWithKamailio('', all)));

function all(): void {
  let house: House;
  let kamailio: Kamailio;
  let one: BaresipTelephone;
  let two: BaresipTelephone;
  let three: LinphoneTelephone;
  /** By Kamailio. */
  let far: BaresipTelephone;
  let farther: LinphoneTelephone;

  beforeAll(async () => {
    house = await House.open({ 8001: '', 8002: '', 8003: '', 8011: '', 8013: '' }, more);
    kamailio = await startKamailio(house.network, house.address);
    const { uri: proxy } = kamailio;
    one = await house.baresip('8001', 'one');
    two = await house.baresip('8002', 'two');
    far = await house.baresip('8011', 'two', { proxy });
    three = await house.linphone('8003', 'three');
    farther = await house.linphone('8013', 'three', { proxy, place: 1, keys: 'info' });
  }, 120_000);
  afterAll(async () => {
    await house.close();
    await kamailio.close();
  });
  beforeEach(() => house.listen());
  afterEach(async (c) => { if (c.task.result?.state === 'fail') console.log(three.linphone.said.slice(-900), farther.linphone.said.slice(-900), house.program.log().split('\n').filter((l)=>/sip|invite|regist|refer/i.test(l)).slice(-12).join('\n'), JSON.stringify(far.baresip.events.slice(-4))); await Promise.all([one,two,far].map((x)=>x.hangUp().catch(()=>undefined))); await three.hangUp(); await farther.hangUp(); await house.nobodyTalks();});

  const phones = (): Record<string, Telephone> => ({ one, two, three, far, farther });

  it.each([
    ['one', 'two'],
    ['one', 'three'],
    ['three', 'two'],
    ['far', 'farther'],
    ['farther', 'one'],
    ['one', 'far'],
  ])('%s calls %s: each hears the other, and each has a track', async (calling, called) => {
    const caller = phones()[calling]!;
    const callee = phones()[called]!;
    await caller.dial(callee.number);
    const callId = await house.talk(1.5);
    await caller.hangUp();
    const { record, tracks } = await house.recordOf(callId);
    expect(record).toMatchObject({ caller: caller.number, callee: callee.number, outcome: 'completed' });
    expect(tracks).toEqual([[caller.voice], [callee.voice]]);
    expect(await caller.heard()).toEqual([callee.voice]);
    expect(await callee.heard()).toEqual([caller.voice]);
  });

  describe('hold', () => {
    it.each([
      ['one', 'two'],
      ['three', 'two'],
      ['far', 'one'],
    ])('by %s gives music to %s until it is resumed', async (calling, called) => {
      const caller = phones()[calling]!;
      const callee = phones()[called]!;
      await caller.dial(callee.number);
      const callId = await house.talk(1);
      await caller.hold();
      await house.told(({ kind, ...event }) => kind === 'party-held' && 'on' in event && event.on === true, 'hold');
      await house.talk(1.5);
      await caller.resume();
      await house.told(({ kind, ...event }) => kind === 'party-held' && 'on' in event && event.on === false, 'resume');
      await house.talk(1);
      await callee.hangUp();
      const { tracks } = await house.recordOf(callId);
      expect(tracks[1]).toEqual([callee.voice]);
      expect(await callee.heard()).toEqual([caller.voice, 'other', caller.voice]);
    });
  });

  describe('transfer', () => {
    it('blind by baresip that was called', async () => {
      await one.dial('8002');
      const callId = await house.talk(1);
      await two.transfer('8003');
      await eventually(async () => two.baresip.events.some(({ type }) => type === 'CALL_CLOSED'), 'two to be out');
      await house.talk(1.5);
      await one.hangUp();
      const { record, tracks } = await house.recordOf(callId);
      console.log(record.outcome, record.reason, tracks, await one.heard(), await two.heard(), await three.heard());
    });
    it('blind by baresip that called', async () => {
      await one.dial('8002');
      const callId = await house.talk(1);
      await one.transfer('8003');
      await house.talk(1.5);
      await house.talk(1.5);
      await two.hangUp();
      const { record, tracks } = await house.recordOf(callId);
      console.log(record.outcome, record.reason, tracks, await one.heard(), await two.heard(), await three.heard());
    });
    it('blind by linphone behind Kamailio', async () => {
      await one.dial('8013');
      const callId = await house.talk(1);
      await farther.transfer('8002');
      await house.talk(1.5);
      await house.talk(1.5);
      await two.hangUp();
      const { record, tracks } = await house.recordOf(callId);
      console.log(record.outcome, record.reason, tracks, await one.heard(), await two.heard(), await farther.heard());
      console.log(farther.linphone.said.slice(-1500));
    });
    it('attended by linphone', async () => {
      await one.dial('8003');
      const callId = await house.talk(1);
      await three.linphone.type('pause', 'call sip:8002@waihu.local');
      await eventually(async () => house.program.waihu.live.list(house.program.waihu.tenantId).filter(({state})=>state==='bridged').length === 2, 'two calls');
      await three.linphone.type('calls');
      await eventually(async () => /StreamsRunning/.test(three.linphone.said.slice(-600)), 'calls');
      console.log(three.linphone.said.slice(-1500));
      await three.linphone.type('transfer 1 --to-call 2');
      await house.talk(1.5);
      await house.talk(1.5);
      await two.hangUp();
      const { record, tracks } = await house.recordOf(callId);
      console.log(record.outcome, record.reason, tracks, await one.heard(), await two.heard(), await three.heard());
      console.log(three.linphone.said.slice(-1500));
    });
  });

  describe('keys', () => {
    it.each(['three', 'farther'])('of %s lead to an extension', async (calling) => {
      const caller = phones()[calling]!;
      await caller.dial('700');
      await eventually(async () => house.program.waihu.live.inTheAir === 1, 'call');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      caller.press('2');
      const callId = await house.talk(1);
      await two.hangUp();
      const { record, tracks } = await house.recordOf(callId);
      console.log(record, tracks, await caller.heard(), await two.heard());
    });
    it('of baresip', async () => {
      await two.dial('700');
      await eventually(async () => house.program.waihu.live.inTheAir === 1, 'call');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      two.press('1');
      const callId = await house.talk(1);
      two.press('5');
      await eventually(async () => one.baresip.events.some(({ type }) => type === 'CALL_DTMF_START'), 'key at the other');
      await two.hangUp();
    });
  });
}
