import { deriveKeys } from './derive-keys.ts';
import { CounterModeCipher, GaloisCipher, type PacketCipher } from './packet-cipher.ts';
import { readMasterKey, srtpSuites, type SrtpSuite } from './srtp-suite.ts';

/*
 *  RTP    header │ body, encrypted │ tag                    the tag vouches for header, body and rollover counter
 *  RTCP   header and SSRC │ reports, encrypted │ E, index │ tag       (AES-GCM: tag before E and index)
 */
export const rtcpHeadBytes = 8;
export const rtcpIndexBytes = 4;
/** E: set in the SRTCP index of a packet that is encrypted, as all are here (RFC 3711 §3.4). */
export const encryptedFlag = 0x8000_0000;

/** What seals or opens the packets of one direction. */
export interface Ciphers {
  readonly rtp: PacketCipher;
  readonly rtcp: PacketCipher;
}

/** Throws a RangeError where the key is not as long as the suite wants. */
export function ciphersOf(suite: SrtpSuite, masterKey: string): Ciphers {
  const master = readMasterKey(suite, masterKey);
  if (!master) throw new RangeError(`SRTP: the key does not have the length that ${suite} wants`);
  const { rtpTagBytes, rtcpTagBytes } = srtpSuites[suite];
  const make = (kind: 'rtp' | 'rtcp', tagBytes: number): PacketCipher => {
    const keys = deriveKeys(master.key, master.salt, kind);
    return suite === 'AEAD_AES_128_GCM' ? new GaloisCipher(keys) : new CounterModeCipher(keys, tagBytes);
  };
  return { rtp: make('rtp', rtpTagBytes), rtcp: make('rtcp', rtcpTagBytes) };
}

const nothing = new Uint8Array(0);

/** What is vouched for beside an RTP packet: the rollover counter, which AES-GCM has in its nonce already. */
export const rolloverOf = (cipher: PacketCipher, index: number): Uint8Array =>
  cipher.tagBeforeIndex ? nothing : uint32Bytes(Math.floor(index / 65_536));

export const uint16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
export const uint32 = (bytes: Uint8Array, at: number): number => uint16(bytes, at) * 65_536 + uint16(bytes, at + 2);
export const uint32Bytes = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
