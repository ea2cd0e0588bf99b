import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { formatRtp, parseRtp } from '../rtp-packet.ts';
import { deriveKeys } from './derive-keys.ts';
import { CounterModeCipher, GaloisCipher } from './packet-cipher.ts';
import { nearestIndex, ReplayWindow } from './packet-index.ts';
import { srtpFor } from './srtp-session.ts';
import { SrtpReceiver } from './srtp-receiver.ts';
import { SrtpSender } from './srtp-sender.ts';
import { newMasterKey, readMasterKey, srtpSuites, type SrtpSuite } from './srtp-suite.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const suites = Object.keys(srtpSuites) as SrtpSuite[];
const none = new Uint8Array(0);

/** The master key of RFC 3711 appendix B.3. */
const master = { key: hex('E1F97A0D3E018BE0D64FA32C06DE4139'), salt: hex('0EC675AD498AFEEBB6960B3AABE6') };
const masterText = Buffer.concat([master.key, master.salt]).toString('base64');

/** What one end seals with a key and what the other end opens with it. */
function pair(suite: SrtpSuite, seed = 1): { us: SrtpSender; them: SrtpReceiver } {
  const key = newMasterKey(suite, seededRandom(seed));
  return { us: new SrtpSender(suite, key), them: new SrtpReceiver(suite, key) };
}

const packet = (sequence: number, payload = Uint8Array.of(1, 2, 3, 4), ssrc = 77): Uint8Array =>
  formatRtp({ marker: false, payloadType: 8, sequence: sequence & 0xffff, timestamp: sequence * 160, ssrc, payload });

const report = (ssrc: number): Uint8Array => {
  const bytes = new Uint8Array(28).fill(0x5a);
  bytes.set([0x80, 200, 0, 6, ssrc >>> 24, ssrc >>> 16, ssrc >>> 8, ssrc]);
  return bytes;
};

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
};

describe('the published vectors', () => {
  it('RFC 3711 B.3: session keys from a master key', () => {
    const keys = deriveKeys(master.key, master.salt, 'rtp');
    expect(keys.encryption).toEqual(hex('C61E7A93744F39EE10734AFE3FF7A087'));
    expect(keys.salt).toEqual(hex('30CBBC08863D8C85D49DB34A9AE1'));
    expect(keys.authentication).toEqual(hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'));
  });

  it('RFC 3711 B.2: keystream of AES in counter mode, its first blocks and those where the counter carries', () => {
    const keys = {
      encryption: hex('2B7E151628AED2A6ABF7158809CF4F3C'),
      authentication: Buffer.alloc(20),
      salt: hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'),
    };
    const zeros = new Uint8Array(0xff02 * 16);
    const { body } = new CounterModeCipher(keys, 10).seal(
      { ssrc: 0, index: 0 },
      { head: none, body: zeros, extra: none },
    );
    const block = (at: number): Uint8Array => Uint8Array.from(body.subarray(at * 16, at * 16 + 16));
    expect(block(0)).toEqual(Uint8Array.from(hex('E03EAD0935C95E80E166B16DD92B4EB4')));
    expect(block(1)).toEqual(Uint8Array.from(hex('D23513162B02D0F72A43A2FE4A5F97AB')));
    expect(block(2)).toEqual(Uint8Array.from(hex('41E95B3BB0A2E8DD477901E4FCA894C0')));
    expect(block(0xfeff)).toEqual(Uint8Array.from(hex('EC8CDF7398607CB0F2D21675EA9EA1E4')));
    expect(block(0xff00)).toEqual(Uint8Array.from(hex('362B7C3C6773516318A077D7FC5073AE')));
    expect(block(0xff01)).toEqual(Uint8Array.from(hex('6A2CC3787889374FBEB4C81B17BA6C44')));
  });

  it("libsrtp's reference packets under AES_CM_128_HMAC_SHA1_80, RTP and RTCP", () => {
    const sender = new SrtpSender('AES_CM_128_HMAC_SHA1_80', masterText);
    const receiver = new SrtpReceiver('AES_CM_128_HMAC_SHA1_80', masterText);
    const rtp = hex(`800f1234 decafbad cafebabe ${'ab'.repeat(16)}`);
    const sealed = hex('800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb');
    expect(sender.sealRtp(rtp)).toEqual(sealed);
    expect(receiver.openRtp(sealed)).toEqual(rtp);
    // That packet has index 1: the first of ours has 0.
    const rtcp = hex(`81c8000b cafebabe ${'ab'.repeat(16)}`);
    const sealedRtcp = hex('81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798');
    sender.sealRtcp(rtcp);
    expect(sender.sealRtcp(rtcp)).toEqual(sealedRtcp);
    expect(receiver.openRtcp(sealedRtcp)).toEqual(rtcp);
  });

  it('RFC 7714 §16.1.1: a packet under AEAD_AES_128_GCM', () => {
    const cipher = new GaloisCipher({
      encryption: hex('000102030405060708090a0b0c0d0e0f'),
      authentication: Buffer.alloc(0),
      salt: hex('517569642070726f2071756f'),
    });
    const head = hex('8040f17b 8041f8d3 5501a0b2');
    const clear = Buffer.from('Gallia est omnis divisa in partes tres');
    const nonce = { ssrc: 0x5501_a0b2, index: 0xf17b };
    const { body, tag } = cipher.seal(nonce, { head, body: clear, extra: none });
    expect(Buffer.concat([body, tag]).toString('hex')).toBe(
      'f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833' +
        '899d7f27beb16a9152cf765ee4390cce',
    );
    expect(cipher.open(nonce, { head, body, extra: none }, tag)).toEqual(clear);
  });
});

describe.each(suites)('a key of %s', (suite) => {
  it('gives back every packet that the other end sealed, RTP and RTCP', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.nat(0xffff),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        (payload, sequence, ssrc) => {
          const { us, them } = pair(suite);
          const clear = packet(sequence, payload, ssrc);
          const sealed = us.sealRtp(clear);
          expect(sealed.length).toBe(clear.length + srtpSuites[suite].rtpTagBytes);
          expect(Uint8Array.from(them.openRtp(sealed) ?? [])).toEqual(clear);
          const sealedReport = us.sealRtcp(report(ssrc));
          expect(Uint8Array.from(them.openRtcp(sealedReport) ?? [])).toEqual(report(ssrc));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('drops and counts a packet with any one bit changed', () => {
    const { us, them } = pair(suite);
    const sealed = us.sealRtp(packet(5));
    const sealedReport = us.sealRtcp(report(9));
    // The first octet says how long the header is: changed, the packet may be none at all.
    for (let at = 1; at < sealed.length; at++) expect(them.openRtp(flipped(sealed, at))).toBeNull();
    for (let at = 0; at < sealedReport.length; at++) expect(them.openRtcp(flipped(sealedReport, at))).toBeNull();
    expect(them.forged).toBe(sealed.length - 1 + sealedReport.length);
    expect(them.openRtp(sealed)).not.toBeNull();
    expect(them.openRtcp(sealedReport)).not.toBeNull();
  });

  it('drops what was sealed with another key, and what is in clear', () => {
    const { us } = pair(suite, 1);
    const { them } = pair(suite, 2);
    expect(them.openRtp(us.sealRtp(packet(1)))).toBeNull();
    expect(them.openRtp(packet(1, new Uint8Array(160)))).toBeNull();
    expect(them.openRtcp(report(1))).toBeNull();
    expect(them.forged).toBe(3);
  });

  it('takes each packet once, and none from before its window', () => {
    const { us, them } = pair(suite);
    const sealed = Array.from({ length: 200 }, (_, at) => us.sealRtp(packet(at)));
    expect(them.openRtp(sealed[150]!)).not.toBeNull();
    expect(them.openRtp(sealed[150]!)).toBeNull();
    expect(them.openRtp(sealed[30]!)).not.toBeNull();
    expect(them.openRtp(sealed[22]!)).toBeNull();
    const sealedReport = us.sealRtcp(report(3));
    expect(them.openRtcp(sealedReport)).not.toBeNull();
    expect(them.openRtcp(sealedReport)).toBeNull();
    expect(them.replayed).toBe(3);
    expect(them.forged).toBe(0);
  });

  it('goes on where sequence numbers wrap, with packets of both sides of the wrap out of order', () => {
    const { us, them } = pair(suite);
    const sealed = Array.from({ length: 140 }, (_, at) => us.sealRtp(packet(65_500 + at)));
    const order = sealed.map((_, at) => at ^ 7).filter((at) => at < sealed.length);
    for (const at of order) expect(parseRtp(them.openRtp(sealed[at]!)!)?.sequence).toBe((65_500 + at) & 0xffff);
    // A copy from before the wrap is known by its rollover counter, not only by its number.
    expect(them.openRtp(sealed[20]!)).toBeNull();
  });

  it('refuses what is too short, and another source too many', () => {
    const { us, them } = pair(suite);
    for (let length = 0; length < 16; length++) {
      expect(them.openRtp(new Uint8Array(length).fill(0x80))).toBeNull();
      expect(them.openRtcp(new Uint8Array(length).fill(0x80))).toBeNull();
    }
    const taken = Array.from(
      { length: 20 },
      (_, ssrc) => them.openRtp(us.sealRtp(packet(1, undefined, ssrc))) !== null,
    );
    expect(taken.filter(Boolean)).toHaveLength(16);
  });

  it('begins anew with another source, wherever the one before had come to', () => {
    const { us, them } = pair(suite);
    for (const sequence of [65_534, 65_535, 65_536]) us.sealRtp(packet(sequence, undefined, 1));
    expect(them.openRtp(us.sealRtp(packet(9, undefined, 2)))).not.toBeNull();
  });
});

describe('nearestIndex()', () => {
  it('finds the index again from its low 16 bits, as long as it is near the highest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40_000, max: 2 ** 40 }),
        fc.integer({ min: -32_000, max: 32_000 }),
        (highest, step) => {
          expect(nearestIndex(highest, (highest + step) % 65_536)).toBe(highest + step);
        },
      ),
    );
  });

  it('never falls below zero', () => {
    expect(nearestIndex(null, 65_535)).toBe(65_535);
    expect(nearestIndex(3, 65_535)).toBe(65_535);
  });
});

describe('ReplayWindow', () => {
  it('admits each index once and none twice, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), (indexes) => {
        const window = new ReplayWindow();
        const admitted = indexes.filter((index) => {
          if (!window.admits(index)) return false;
          window.note(index);
          return true;
        });
        expect(new Set(admitted).size).toBe(admitted.length);
      }),
    );
  });
});

describe('keys', () => {
  it('are as long as their suite wants, and of no other length', () => {
    for (const suite of suites) {
      const text = newMasterKey(suite, seededRandom(3));
      expect(readMasterKey(suite, text)?.salt.length).toBe(srtpSuites[suite].saltBytes);
      expect(readMasterKey(suite, 'c2hvcnQ=')).toBeNull();
      expect(() => srtpFor(null, { suite, sendKey: text, receiveKey: 'c2hvcnQ=' })).toThrow(RangeError);
    }
  });

  it('go on where they were, for as long as they are the same', () => {
    const suite = 'AES_CM_128_HMAC_SHA1_80';
    const [one, other, third] = [1, 2, 3].map((seed) => newMasterKey(suite, seededRandom(seed))) as [
      string,
      string,
      string,
    ];
    const session = srtpFor(null, { suite, sendKey: one, receiveKey: other })!;
    expect(srtpFor(session, { suite, sendKey: one, receiveKey: other })).toBe(session);
    const forked = srtpFor(session, { suite, sendKey: one, receiveKey: third })!;
    expect(forked.sender).toBe(session.sender);
    expect(forked.receiver).not.toBe(session.receiver);
    expect(srtpFor(session, { suite, sendKey: third, receiveKey: other })?.receiver).toBe(session.receiver);
    expect(srtpFor(session, null)).toBeNull();
  });
});
