import type { Random } from '../../../foundation/random.ts';

/** How packets are sealed: AES in counter mode with HMAC-SHA1 (RFC 3711, RFC 4568 §6.2) or AES-GCM (RFC 7714). */
export type SrtpSuite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32' | 'AEAD_AES_128_GCM';

export interface SuiteSizes {
  /** Of the master salt and of the salts made from it. */
  readonly saltBytes: number;
  readonly rtpTagBytes: number;
  /** RTCP keeps the long tag even where RTP has the short one (RFC 4568 §6.2.2). */
  readonly rtcpTagBytes: number;
}

export const keyBytes = 16;

/** In the order in which we offer them: what every telephone has comes first. */
export const srtpSuites: Readonly<Record<SrtpSuite, SuiteSizes>> = {
  AES_CM_128_HMAC_SHA1_80: { saltBytes: 14, rtpTagBytes: 10, rtcpTagBytes: 10 },
  AES_CM_128_HMAC_SHA1_32: { saltBytes: 14, rtpTagBytes: 4, rtcpTagBytes: 10 },
  AEAD_AES_128_GCM: { saltBytes: 12, rtpTagBytes: 16, rtcpTagBytes: 16 },
};

export const isSrtpSuite = (name: string): name is SrtpSuite => Object.hasOwn(srtpSuites, name);

/** What seals one medium: a key for each way. Keys are master key and salt in base64, as SDP carries them: never for a log. */
export interface SrtpKeys {
  readonly suite: SrtpSuite;
  /** Ours: what we send is sealed with it. */
  readonly sendKey: string;
  /** The peer's. */
  readonly receiveKey: string;
}

/** A fresh master key with its salt, in base64. */
export function newMasterKey(suite: SrtpSuite, random: Random): string {
  return Buffer.from(random.hex(keyBytes + srtpSuites[suite].saltBytes), 'hex').toString('base64');
}

/** Key and salt of a base64 text; null where it is not exactly as long as the suite wants (RFC 4568 §6.1). */
export function readMasterKey(suite: SrtpSuite, text: string): { readonly key: Buffer; readonly salt: Buffer } | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes + srtpSuites[suite].saltBytes) return null;
  return { key: bytes.subarray(0, keyBytes), salt: bytes.subarray(keyBytes) };
}
