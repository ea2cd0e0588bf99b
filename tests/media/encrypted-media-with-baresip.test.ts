import { afterEach, expect, it } from 'vitest';
import { levelDbfs, toneShare, toneSound } from '../../src/audio/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  buildOffer,
  formatSessionDescription,
  newLocalSrtp,
  openRtpEndpoint,
  openSipEndpoint,
  parseSessionDescription,
  PortPool,
  readAnswer,
  type LocalSession,
  type RemoteMedia,
  type SrtpMode,
  type SrtpSuite,
} from '../../src/telephony/index.ts';
import { recordOutgoing } from '../../src/telephony/sip/testing/call-recorders.ts';
import { describeWithBaresip, startBaresip, type BaresipOptions } from '../peers/baresip.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const ourToneHz = 1_000;
const theirToneHz = 440;
/** Four seconds; of its last two baresip's recorder keeps nothing, since it writes whole blocks. */
const framesWanted = 200;

const tone = (frequencyHz: number, ms: number): Int16Array =>
  toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -12 }, ms);

/** In how many of the loud frames this tone is (nearly) all there is; how many were loud. */
function purity(sound: Int16Array, frequencyHz: number): { loud: number; pure: number } {
  const frames = Array.from({ length: Math.floor(sound.length / 160) }, (_, at) =>
    sound.slice(at * 160, at * 160 + 160),
  );
  const loud = frames.filter((frame) => levelDbfs(frame) > -30);
  return {
    loud: loud.length,
    pure: loud.filter((frame) => toneShare(frame, frequencyHz, 8000) > 0.95).length / loud.length,
  };
}

interface Talk {
  readonly remote: RemoteMedia;
  readonly weHeard: Int16Array;
  readonly theyHeard: Int16Array;
  readonly roundTripMs: number | null;
}

type Settings = Partial<Pick<LocalSession, 'codecs'>> & { readonly srtp: SrtpMode; readonly only?: SrtpSuite };

/** Calls a baresip, exchanges a tone each way for four seconds, and hangs up; a status where the call failed. */
async function talkWithBaresip(settings: Settings, options: BaresipOptions): Promise<Talk | number> {
  const phone = await startBaresip({ voice: tone(theirToneHz, 2_000), ...options });
  closing.push(() => phone.close());
  const sip = await openSipEndpoint({
    clock: systemClock,
    random: systemRandom,
    userAgent: 'Waihu',
    bind: { host: phone.callerHost, port: 0 },
    transports: ['udp'],
  });
  closing.push(() => sip.close());
  const endpoint = await openRtpEndpoint({
    bindAddress: phone.callerHost,
    ports: new PortPool({ from: 43_200, to: 43_299 }, systemRandom),
    clock: systemClock,
    random: systemRandom,
    text: false,
  });
  closing.push(() => endpoint.close());
  const all = newLocalSrtp(settings.srtp, systemRandom);
  const srtp = all && { ...all, audio: all.audio.filter(({ suite }) => suite === (settings.only ?? suite)) };
  const local: LocalSession = {
    sessionId: '1',
    version: 1,
    address: phone.callerHost,
    audioPort: endpoint.port,
    textPort: null,
    ...(settings.codecs ? { codecs: settings.codecs } : {}),
    ...(srtp ? { srtp } : {}),
  };
  const answered = await new Promise<string | number>((resolve) => {
    const call = sip.invite(
      {
        requestUri: phone.uri,
        from: { uri: `sip:test@${phone.callerHost}` },
        to: phone.uri,
        offer: { contentType: 'application/sdp', content: formatSessionDescription(buildOffer(local)) },
      },
      recordOutgoing({
        answered: ({ body }) => resolve(body?.content ?? ''),
        failed: ({ status }) => resolve(status),
      }),
    );
    closing.push(() => call.bye());
  });
  if (typeof answered === 'number') return answered;
  const read = readAnswer(parseSessionDescription(answered), local);
  if (read.kind === 'refused') throw new Error(read.reason);
  const heard: number[] = [];
  endpoint.sendFrame(tone(ourToneHz, 4_000));
  await new Promise<void>((resolve) => {
    let frames = 0;
    endpoint.onFrame((samples) => {
      heard.push(...samples);
      if (++frames === framesWanted) resolve();
    });
    endpoint.connect(read.remote, null);
  });
  const roundTripMs = endpoint.statistics().peerReport?.roundTripMs ?? null;
  return { remote: read.remote, weHeard: Int16Array.from(heard), theyHeard: await phone.heard(), roundTripMs };
}

function expectBothHeard({ weHeard, theyHeard }: Talk): void {
  const ours = purity(theyHeard, ourToneHz);
  const theirs = purity(weHeard, theirToneHz);
  expect(ours.loud).toBeGreaterThan(50);
  expect(theirs.loud).toBeGreaterThan(50);
  expect(ours.pure).toBeGreaterThan(0.9);
  expect(theirs.pure).toBeGreaterThan(0.9);
}

describeWithBaresip('SRTP with baresip', () => {
  it.each([
    ['may', 'may', 'optional', 'srtp', undefined],
    ['must', 'must', 'required', 'srtp-mand', 'AES_CM_128_HMAC_SHA1_80'],
    ['must', 'must', 'required', 'srtp-mand', 'AES_CM_128_HMAC_SHA1_32'],
    ['must', 'must', 'required', 'srtp-mand', 'AEAD_AES_128_GCM'],
  ] as const)('carries sound both ways: we %s, it %s (%s, %s, %s)', async (_we, _it, srtp, encryption, only) => {
    const talk = await talkWithBaresip(only ? { srtp, only } : { srtp }, { encryption });
    if (typeof talk === 'number') throw new Error(`refused with ${talk}`);
    expect(talk.remote.srtp?.suite).toBe(only ?? 'AES_CM_128_HMAC_SHA1_80');
    expectBothHeard(talk);
  });

  it('talks in clear with a phone that cannot encrypt, where we may', async () => {
    const talk = await talkWithBaresip({ srtp: 'optional' }, {});
    if (typeof talk === 'number') throw new Error(`refused with ${talk}`);
    expect(talk.remote.srtp).toBeUndefined();
    expectBothHeard(talk);
  });

  it('is refused by a phone that must encrypt, where we do not', async () => {
    expect(await talkWithBaresip({ srtp: 'off' }, { encryption: 'srtp-mand' })).toBe(488);
  });
});

describeWithBaresip('G.722 with baresip', () => {
  it('carries sound both ways, under keys', async () => {
    const voice = new Int16Array(32_000).map((_, at) => 8_000 * Math.sin((2 * Math.PI * theirToneHz * at) / 16_000));
    const talk = await talkWithBaresip(
      { srtp: 'optional', codecs: ['G722'] },
      { encryption: 'srtp', codec: 'G722/16000/1', voice },
    );
    if (typeof talk === 'number') throw new Error(`refused with ${talk}`);
    expect(talk.remote).toMatchObject({ codec: 'G722', payloadType: 9, srtp: { suite: 'AES_CM_128_HMAC_SHA1_80' } });
    // Its recorder writes 16 kHz.
    expectBothHeard({ ...talk, theyHeard: talk.theyHeard.filter((_, at) => at % 2 === 0) });
  });
});
