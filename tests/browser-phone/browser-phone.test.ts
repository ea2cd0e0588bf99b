import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeG711, toneShare, toneSound } from '../../src/audio/index.ts';
import { eventually } from '../../src/app/testing/test-program.ts';
import type { MediaEvent } from '../../src/call/index.ts';
import { TestCertificates } from '../../src/telephony/testing/test-certificates.ts';
import { chromiumIsThere } from '../console/browser.ts';
import { describeWithBaresip, startBaresip, type Baresip } from '../peers/baresip.ts';
import { account, Desk, domain } from './desk.ts';
import { openPagePhone, type PagePhone } from './page-phone.ts';

const pageToneHz = 440;
const phoneToneHz = 800;

const certificates = new TestCertificates();
let phone: Baresip;
let desk: Desk;
let page: PagePhone;

beforeAll(async () => {
  const voice = toneSound({ frequenciesHz: [phoneToneHz], levelDbfs: -12 }, 60_000);
  phone = await startBaresip({ voice });
  desk = await Desk.open(phone, certificates.selfSigned('IP:127.0.0.1'));
  page = await openPagePhone(pageToneHz);
});
afterAll(async () => {
  await page.close();
  await desk.close();
  await phone.close();
  certificates.remove();
});

const told = (word: string): Promise<unknown> =>
  eventually(async () => (await page.told()).some((one) => one.startsWith(word)), `the page to tell '${word}'`);

/** The page hears the telephone's tone. */
const hearsPhone = (): Promise<unknown> =>
  eventually(
    async () => Math.abs((await page.strongestHz()) - phoneToneHz) < 20,
    'the tone of the telephone in the page',
  );

/** The page's voice stands on disk for so long. */
const recorded = (seconds: number): Promise<unknown> =>
  eventually(async () => {
    const file = (await readdir(desk.folder)).find((name) => name.startsWith('seat'));
    return file !== undefined && (await stat(join(desk.folder, file))).size > seconds * 8000;
  }, `${seconds} s of recording`);

/** In how many tenths of a second of a track this tone is nearly all there is. */
async function pureTenths(
  closed: Extract<MediaEvent, { kind: 'call-closed' }>,
  leg: 'seat' | 'customer',
  hz: number,
): Promise<number> {
  const track = closed.tracks.find((one) => one.leg === leg);
  if (!track) throw new Error(`no track of the ${leg}`);
  const samples = decodeG711('PCMA', await readFile(join(desk.folder, track.file)));
  return pureTenthsIn(samples, hz);
}

function pureTenthsIn(samples: Int16Array, hz: number): number {
  const tenths = Array.from({ length: Math.floor(samples.length / 800) }, (_, at) =>
    samples.subarray(at * 800, (at + 1) * 800),
  );
  return tenths.filter((one) => toneShare(one, hz, 8000) > 0.9).length;
}

describeWithBaresip('a telephone in a browser', () => {
  it('registers over WSS and calls a desk telephone: each hears the other, nothing is transcoded', async () => {
    expect(chromiumIsThere, 'chromium: apt-get install chromium').toBe(true);
    await page.register(desk.wss, account.user, domain, account.password);
    await told('registered');
    expect(desk.registrar.contactsOf(`${account.user}@${domain}`)).toMatchObject([{ received: { transport: 'wss' } }]);
    await page.call('sip:1000@phones.test');
    await told('confirmed');
    await hearsPhone();
    expect(await page.codec()).toBe('audio/PCMA');
    await eventually(
      async () => desk.of('first-packet').filter(({ direction }) => direction === 'in').length === 2,
      'sound',
    );
  });

  it('is held by itself and taken back', async () => {
    await page.hold();
    await told('hold local');
    await eventually(async () => (await page.strongestHz()) === 0, 'silence');
    await page.unhold();
    await told('unhold local');
    await hearsPhone();
    expect(desk.of('leg-failed')).toEqual([]);
  });

  it('presses keys, each heard once', async () => {
    await page.press('5');
    await eventually(async () => desk.of('key').length === 1, 'a key');
    expect(desk.of('key')).toMatchObject([{ legId: 'page', digit: '5', via: 'rfc4733' }]);
  });

  it('is in the recording with its own voice alone', async () => {
    await recorded(4);
    const closed = await desk.endCall();
    await told('ended remote');
    expect(await pureTenths(closed, 'seat', phoneToneHz)).toBe(0);
    expect(await pureTenths(closed, 'seat', pageToneHz)).toBeGreaterThan(5);
    expect(await pureTenths(closed, 'customer', phoneToneHz)).toBeGreaterThan(5);
    const [leg] = closed.legs.filter(({ legId }) => legId === 'page');
    expect(leg).toMatchObject({ packetsForged: 0 });
    expect(leg?.packetsReceived).toBeGreaterThan(100);
    expect(desk.of('leg-failed')).toEqual([]);
  });

  it('is called: each hears the other', async () => {
    await desk.joinBoth();
    await hearsPhone();
    expect(await page.codec()).toBe('audio/PCMA');
    await recorded(2);
    await page.hangUp();
    await told('ended local');
    const closed = await desk.endCall();
    expect(await pureTenths(closed, 'seat', pageToneHz)).toBeGreaterThan(0);
  });

  it('was heard by the telephone', async () => {
    expect(pureTenthsIn(await phone.heard(), pageToneHz)).toBeGreaterThan(5);
  });
});
