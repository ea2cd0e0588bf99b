import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import type { SessionKeys } from './derive-keys.ts';

/** What makes each packet's keystream its own. `index` has 48 bits for RTP and 31 for RTCP. */
export interface PacketNonce {
  readonly ssrc: number;
  readonly index: number;
}

/** A packet in parts. `extra` is vouched for without being part of either: rollover counter or SRTCP index. */
export interface PacketParts {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  readonly extra: Uint8Array;
}

/** Encrypts and vouches for packets of one direction and kind. Holds nothing from packet to packet. */
export interface PacketCipher {
  readonly tagBytes: number;
  /** Whether the SRTCP index stands behind the tag (RFC 7714 §9.2) or before it (RFC 3711 §3.4). */
  readonly tagBeforeIndex: boolean;
  seal(nonce: PacketNonce, parts: PacketParts): { readonly body: Uint8Array; readonly tag: Uint8Array };
  /** The clear body, or null where the tag is not the sender's. */
  open(nonce: PacketNonce, parts: PacketParts, tag: Uint8Array): Uint8Array | null;
}

const blockBytes = 16;

/** AES in counter mode and HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1). */
export class CounterModeCipher implements PacketCipher {
  readonly tagBytes: number;
  readonly tagBeforeIndex = false;
  readonly #salt: Buffer;
  readonly #authentication: KeyObject;
  readonly #blocks: ReturnType<typeof createCipheriv>;

  constructor(keys: SessionKeys, tagBytes: number) {
    this.tagBytes = tagBytes;
    this.#salt = keys.salt;
    this.#authentication = createSecretKey(keys.authentication);
    // Counter mode is the block cipher over counters: one object for all packets costs a third of one for each.
    this.#blocks = createCipheriv('aes-128-ecb', keys.encryption, null).setAutoPadding(false);
  }

  seal(nonce: PacketNonce, { head, body, extra }: PacketParts): { body: Uint8Array; tag: Uint8Array } {
    const sealed = this.#crypt(nonce, body);
    return { body: sealed, tag: this.#tag(head, sealed, extra) };
  }

  open(nonce: PacketNonce, { head, body, extra }: PacketParts, tag: Uint8Array): Uint8Array | null {
    return timingSafeEqual(this.#tag(head, body, extra), tag) ? this.#crypt(nonce, body) : null;
  }

  #tag(head: Uint8Array, body: Uint8Array, extra: Uint8Array): Buffer {
    const hmac = createHmac('sha1', this.#authentication).update(head).update(body).update(extra);
    return hmac.digest().subarray(0, this.tagBytes);
  }

  #crypt({ ssrc, index }: PacketNonce, body: Uint8Array): Uint8Array {
    const first = Buffer.alloc(blockBytes);
    this.#salt.copy(first);
    xorUint32(first, 4, ssrc);
    xorUint32(first, 8, Math.floor(index / 65_536));
    xorUint16(first, 12, index);
    const blocks = Math.ceil(body.length / blockBytes);
    const counters = Buffer.alloc(blocks * blockBytes);
    for (let block = 0; block < blocks; block++) {
      first.copy(counters, block * blockBytes);
      counters.writeUInt16BE(block, block * blockBytes + 14);
    }
    const stream = this.#blocks.update(counters).subarray(0, body.length);
    for (let at = 0; at < stream.length; at++) stream[at] = (stream[at] as number) ^ (body[at] as number);
    return stream;
  }
}

/** AES-GCM, which encrypts and vouches in one (RFC 7714). */
export class GaloisCipher implements PacketCipher {
  readonly tagBytes = 16;
  readonly tagBeforeIndex = true;
  readonly #salt: Buffer;
  readonly #key: KeyObject;

  constructor(keys: SessionKeys) {
    this.#salt = keys.salt;
    this.#key = createSecretKey(keys.encryption);
  }

  seal(nonce: PacketNonce, { head, body, extra }: PacketParts): { body: Uint8Array; tag: Uint8Array } {
    const cipher = createCipheriv('aes-128-gcm', this.#key, this.#iv(nonce));
    cipher.setAAD(Buffer.concat([head, extra]));
    const sealed = cipher.update(body);
    cipher.final();
    return { body: sealed, tag: cipher.getAuthTag() };
  }

  open(nonce: PacketNonce, { head, body, extra }: PacketParts, tag: Uint8Array): Uint8Array | null {
    const decipher = createDecipheriv('aes-128-gcm', this.#key, this.#iv(nonce), { authTagLength: this.tagBytes });
    decipher.setAAD(Buffer.concat([head, extra]));
    decipher.setAuthTag(tag);
    const clear = decipher.update(body);
    try {
      decipher.final();
      return clear;
    } catch {
      return null;
    }
  }

  /** Two zero octets, SSRC and index, over the salt (RFC 7714 §8.1, §9.1). */
  #iv({ ssrc, index }: PacketNonce): Buffer {
    const iv = Buffer.from(this.#salt);
    xorUint32(iv, 2, ssrc);
    xorUint32(iv, 6, Math.floor(index / 65_536));
    xorUint16(iv, 10, index);
    return iv;
  }
}

function xorUint32(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32BE((bytes.readUInt32BE(at) ^ value) >>> 0, at);
}

function xorUint16(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt16BE((bytes.readUInt16BE(at) ^ value) & 0xffff, at);
}
