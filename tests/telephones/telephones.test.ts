import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import { describeWithBaresip } from '../peers/baresip.ts';
import { describeWithKamailio, startKamailio, type Kamailio } from '../peers/kamailio.ts';
import { describeWithLinphone } from '../peers/linphone.ts';
import { House } from './house.ts';
import type { BaresipTelephone, LinphoneTelephone, Telephone } from './telephone.ts';

const menu = `routes:
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

describeWithBaresip('with baresip', () =>
  describeWithLinphone('and linphone', () => describeWithKamailio('and Kamailio', all)),
);

function all(): void {
  let house: House;
  let kamailio: Kamailio;
  let one: BaresipTelephone;
  let two: BaresipTelephone;
  let three: LinphoneTelephone;
  /** By Kamailio. */
  let far: BaresipTelephone;
  let farther: LinphoneTelephone;
  const phones = (): Record<string, Telephone> => ({ one, two, three, far, farther });
  const phone = (name: string): Telephone => phones()[name]!;

  beforeAll(async () => {
    house = await House.open({ 8001: '', 8002: '', 8003: '', 8011: '', 8013: '' }, menu);
    kamailio = await startKamailio(house.network, house.address);
    const { uri: proxy } = kamailio;
    one = await house.baresip('8001', 'one');
    two = await house.baresip('8002', 'two');
    far = await house.baresip('8011', 'two', { proxy });
    three = await house.linphone('8003', 'three');
    farther = await house.linphone('8013', 'three', { proxy, place: 1, keys: 'info' });
  });
  afterAll(async () => {
    await house.close();
    await kamailio.close();
  });
  beforeEach(() => house.listen());
  afterEach(() => house.nobodyTalks());

  it.each([
    ['one', 'three'],
    ['three', 'two'],
    ['far', 'farther'],
    ['farther', 'one'],
    ['one', 'far'],
  ])('%s calls %s: each hears the other alone, and each has a track', async (calling, called) => {
    const [caller, callee] = [phone(calling), phone(called)];
    await caller.dial(callee.number);
    const callId = await house.talk(1.5, caller, callee);
    await caller.hangUp();
    const { record, tracks } = await house.recordOf(callId);
    expect(record).toMatchObject({ caller: caller.number, callee: callee.number, outcome: 'completed' });
    expect(tracks).toEqual([[caller.voice], [callee.voice]]);
    expect(await caller.heard()).toEqual([callee.voice]);
    expect(await callee.heard()).toEqual([caller.voice]);
  });

  it.each([
    ['three', 'two'],
    ['far', 'one'],
  ])('hold by %s gives music to %s until it is resumed', async (calling, called) => {
    const [caller, callee] = [phone(calling), phone(called)];
    await caller.dial(callee.number);
    const callId = await house.talk(1, caller, callee);
    await caller.hold();
    await house.told((event) => event.kind === 'party-held' && event.on, 'hold');
    await house.talk(1.5, caller, callee);
    await caller.resume();
    await house.told((event) => event.kind === 'party-held' && !event.on, 'the end of hold');
    await house.talk(1, caller, callee);
    await callee.hangUp();
    const { tracks } = await house.recordOf(callId);
    expect(tracks).toEqual([[caller.voice], [callee.voice]]);
    expect(await callee.heard()).toEqual([caller.voice, 'other', caller.voice]);
  });

  it.each([
    ['one', 'two', 'two', 'three'],
    ['one', 'two', 'one', 'three'],
    ['one', 'farther', 'farther', 'two'],
  ])('%s calls %s, and %s transfers the call to %s', async (calling, called, by, to) => {
    const [caller, callee, leaver, third] = [phone(calling), phone(called), phone(by), phone(to)];
    const stays = leaver === caller ? callee : caller;
    await caller.dial(callee.number);
    const callId = await house.talk(1, caller, callee);
    await leaver.transfer(third.number);
    expect(await house.talk(1.5, stays, third)).toBe(callId);
    await stays.hangUp();
    const { record, tracks } = await house.recordOf(callId);
    expect(record).toMatchObject({ caller: caller.number, callee: callee.number, outcome: 'completed' });
    expect(tracks).toEqual([[caller.voice], [callee.voice], [third.voice]]);
    expect((await stays.heard()).filter((sound) => sound !== 'other')).toEqual([leaver.voice, third.voice]);
    expect(await leaver.heard()).toEqual([stays.voice]);
    expect(await third.heard()).toEqual([stays.voice]);
  });

  it.each([
    ['three', 'one', 'two'],
    ['farther', 'far', 'one'],
  ])('%s takes a call of %s, asks another, and brings both together', async (asking, calling, asked) => {
    const asker = asking === 'three' ? three : farther;
    const [caller, third] = [phone(calling), phone(asked)];
    await caller.dial(asker.number);
    const callId = await house.talk(1, caller, asker);
    const [, first] = await asker.linphone.tells('assigned id (\\d+)');
    await asker.hold();
    await house.told((event) => event.kind === 'party-held' && event.on, 'hold');
    await asker.dial(third.number);
    const [, second] = await asker.linphone.tells('assigned id (\\d+)');
    const consulted = await house.talk(1, asker, third);
    asker.linphone.type(`transfer ${first} --to-call ${second}`);
    expect(await house.talk(1.5, caller, third)).toBe(callId);
    await third.hangUp();
    const { record, tracks } = await house.recordOf(callId);
    expect(record).toMatchObject({ caller: caller.number, callee: asker.number, outcome: 'completed' });
    expect(tracks).toEqual([[caller.voice], [asker.voice], [third.voice]]);
    expect((await house.recordOf(consulted)).record).toMatchObject({ caller: asker.number, outcome: 'transferred' });
    expect(await caller.heard()).toEqual([asker.voice, 'other', third.voice]);
    expect(await third.heard()).toEqual([asker.voice, caller.voice]);
  });

  describe('keys', () => {
    /** `farther` tells them by INFO. */
    it.each([
      ['three', '2', 'two'],
      ['farther', '1', 'one'],
      ['two', '1', 'one'],
    ])('of %s are one press each: %s leads to %s', async (calling, key, called) => {
      const [caller, callee] = [phone(calling), phone(called)];
      await caller.dial('700');
      await house.told((event) => event.kind === 'node-entered', 'the menu');
      await caller.press(key);
      const callId = await house.talk(1, caller, callee);
      await callee.hangUp();
      const { record } = await house.recordOf(callId);
      const pressed = record.transcript.filter(({ speaker }) => speaker === 'customer').map(({ text }) => text);
      expect(pressed).toEqual([`[${key}]`]);
      expect(await callee.heard()).toEqual([caller.voice]);
    });

    it('go on to the other telephone of a call', async () => {
      await two.dial('8001');
      await house.talk(0.5, two, one);
      await two.press('5');
      const heard = () => one.baresip.events.filter(({ type, param }) => type === 'CALL_DTMF_START' && param === '5');
      await eventually(async () => heard().length > 0, 'the key to come');
      await two.hangUp();
      expect(heard()).toHaveLength(1);
    });
  });
}
