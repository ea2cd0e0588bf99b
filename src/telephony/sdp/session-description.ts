import type { SrtpSuite } from '../rtp/srtp/srtp-suite.ts';
import type { IceAttributes } from './ice-attributes.ts';

/** What a session description says, as far as calls care (RFC 4566). */
export interface SessionDescription {
  readonly origin: Origin;
  /** The session's `c=` address; a medium may have its own. */
  readonly address: string | null;
  /** Its media in their order, which an answer must keep. */
  readonly media: readonly MediaDescription[];
}

export interface Origin {
  readonly sessionId: string;
  /** Raised by one whenever a description of ours differs from the one before (RFC 3264 §8). */
  readonly version: number;
  readonly address: string;
}

export interface MediaDescription {
  /** audio, text, video, image, application … */
  readonly kind: string;
  /** 0: refused, or switched off. */
  readonly port: number;
  /** RTP/AVP, RTP/SAVP, udptl … */
  readonly protocol: string;
  /** Payload types, or whatever the protocol has there, in order of preference. */
  readonly formats: readonly string[];
  readonly address: string | null;
  /** For RTP: what each payload type is, static ones included. */
  readonly codecs: readonly Codec[];
  readonly direction: Direction;
  readonly ptimeMs: number | null;
  /** Keys for SRTP (`a=crypto`, RFC 4568) in order of preference, those only that we can use; absent where there is none. */
  readonly crypto?: readonly CryptoAttribute[];
  /** Its name within the session (RFC 5888), which a browser's medium has. */
  readonly mid?: string;
  /** How a browser is reached and known (ICE, DTLS); absent where it is no browser's. */
  readonly ice?: IceAttributes;
}

export interface CryptoAttribute {
  /** By it an answer says which of several it took. */
  readonly tag: number;
  readonly suite: SrtpSuite;
  /** Master key and salt in base64: never for a log. */
  readonly masterKey: string;
}

export interface Codec {
  readonly payloadType: number;
  readonly name: string;
  readonly clockRateHz: number;
  /** `a=fmtp`, as written. */
  readonly parameters: string | null;
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What the other side calls a direction. */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** What remains when both sides restrict. */
export function narrowed(one: Direction, other: Direction): Direction {
  const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
  const receives = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';
  const send = sends(one) && sends(other);
  const receive = receives(one) && receives(other);
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}
