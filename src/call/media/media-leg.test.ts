import { describe, expect, it } from 'vitest';
import { decodeG711, levelDbfs, toneShare, toneSound } from '../../audio/index.ts';
import { parseRtp } from '../../telephony/index.ts';
import { MediaRig, themAddress, type RigPhone } from './testing/media-rig.ts';

const suites = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32', 'AEAD_AES_128_GCM'] as const;
const tone = (frequencyHz: number, ms: number): Int16Array =>
  toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -12 }, ms);
const soundOf = (phone: RigPhone): Int16Array => Int16Array.from(phone.heard.flatMap(({ samples }) => [...samples]));

/** In how many of the loud frames this tone is (nearly) all there is. */
function shareOf(sound: Int16Array, frequencyHz: number): number {
  const frames = Array.from({ length: Math.floor(sound.length / 160) }, (_, at) =>
    sound.slice(at * 160, at * 160 + 160),
  );
  const loud = frames.filter((frame) => levelDbfs(frame) > -30);
  return loud.filter((frame) => toneShare(frame, frequencyHz, 8000) > 0.9).length / loud.length;
}

describe.each(suites)('two legs under %s', (srtp) => {
  it('that are joined hear one another, by voice, keys and text, and nothing of it is in clear', async () => {
    const rig = new MediaRig({ srtp, text: true });
    const one = await rig.join('a');
    const other = await rig.join('b', 'seat');
    rig.letHear('a', 'b');
    one.endpoint.sendFrame(tone(500, 1000));
    other.endpoint.sendFrame(tone(1100, 1000));
    await rig.pass(1200);
    one.endpoint.sendDigit('5');
    rig.send({ kind: 'send-text', legId: 'a', text: '您好' });
    one.endpoint.sendText('喂');
    await rig.pass(600);

    expect(shareOf(soundOf(one), 1100)).toBeGreaterThan(0.9);
    expect(shareOf(soundOf(other), 500)).toBeGreaterThan(0.9);
    expect(rig.of('key').map(({ digit }) => digit)).toEqual(['5']);
    expect(one.text()).toContain('您好');
    expect(
      rig
        .of('text')
        .map(({ text }) => text)
        .join(''),
    ).toContain('喂');
    const toOne = rig.network.sent.filter(({ to }) => to.address === themAddress && to.port === one.endpoint.port);
    const payloads = toOne.map(({ bytes }) => parseRtp(bytes)?.payload ?? new Uint8Array(0));
    const asSent = decodeG711('PCMA', Uint8Array.from(payloads.flatMap((payload) => [...payload])));
    expect(shareOf(asSent, 1100)).toBeLessThan(0.1);
    expect(toOne.some(({ bytes }) => Buffer.from(bytes).includes('您好'))).toBe(false);
  });
});

describe('an encrypted leg', () => {
  const srtp = 'AES_CM_128_HMAC_SHA1_80';

  it('hears nothing that was changed on the way, and counts it', async () => {
    const rig = new MediaRig({
      srtp,
      fate: (bytes, from) => {
        if (from.address === themAddress && bytes.length > 12) bytes[bytes.length - 1]! ^= 1;
        return [0];
      },
    });
    const phone = await rig.join('a');
    phone.endpoint.sendFrame(tone(500, 1000));
    await rig.pass(1000);
    expect(rig.of('first-packet').map(({ direction }) => direction)).toEqual(['out']);
    const closed = await rig.hangUp();
    expect(closed.legs[0]).toMatchObject({ packetsReceived: 0 });
    expect(closed.legs[0]?.packetsForged).toBeGreaterThan(40);
  });

  it('takes each packet once where the network sends it twice', async () => {
    const rig = new MediaRig({ srtp, fate: () => [0, 30] });
    await rig.join('a');
    await rig.pass(1000);
    const [leg] = (await rig.hangUp()).legs;
    expect(leg?.packetsForged).toBe(0);
    expect(leg?.packetsReceived).toBeGreaterThan(40);
    expect(leg?.packetsReceived).toBeLessThan(60);
  });
});

describe('a leg with G.722', () => {
  it('carries sound both ways at telephone band, joined to another leg, and keys beside it', async () => {
    const rig = new MediaRig({ codec: 'G722' });
    const one = await rig.join('a');
    const other = await rig.join('b', 'seat');
    rig.letHear('a', 'b');
    one.endpoint.sendFrame(tone(500, 1000));
    other.endpoint.sendFrame(tone(1100, 1000));
    await rig.pass(1300);
    const sent = rig.network.sent
      .filter(({ to }) => to.port === one.endpoint.port)
      .map(({ bytes }) => parseRtp(bytes)!);
    one.endpoint.sendDigit('5');
    await rig.pass(400);
    expect(shareOf(soundOf(one), 1100)).toBeGreaterThan(0.9);
    expect(shareOf(soundOf(other), 500)).toBeGreaterThan(0.9);
    expect(rig.of('key').map(({ digit }) => digit)).toEqual(['5']);
    expect(sent.every(({ payloadType, payload }) => payloadType === 9 && payload.length === 160)).toBe(true);
    const steps = sent.slice(1).map(({ timestamp }, at) => (timestamp - sent[at]!.timestamp) >>> 0);
    expect(new Set(steps)).toEqual(new Set([160]));
  });
});

describe("a leg's quality", () => {
  it('is that of a telephone on a clean line, and both ends know it by their reports', async () => {
    const rig = new MediaRig({ srtp: 'AES_CM_128_HMAC_SHA1_80', fate: () => [25] });
    await rig.join('a');
    await rig.pass(20_000);
    const [leg] = (await rig.hangUp()).legs;
    expect(leg?.mos).toBeGreaterThan(4.2);
    expect(leg?.mosAtPeer).toBeGreaterThan(4.2);
    expect(leg?.roundTripMs).toBeCloseTo(50, -1);
  });

  it('falls where the network loses packets', async () => {
    let count = 0;
    const rig = new MediaRig({
      fate: (_bytes, from) => (from.address === themAddress && ++count % 10 === 0 ? [] : [5]),
    });
    await rig.join('a');
    await rig.pass(10_000);
    const [leg] = (await rig.hangUp()).legs;
    expect(leg?.mos).toBeLessThan(3.2);
    expect(leg?.mosAtPeer ?? 4.4).toBeGreaterThan(4);
  });

  it('is unknown where nothing came', async () => {
    const rig = new MediaRig({ fate: () => [] });
    await rig.join('a');
    await rig.pass(500);
    expect((await rig.hangUp()).legs[0]).toMatchObject({ mos: null, mosAtPeer: null, roundTripMs: null });
  });
});
