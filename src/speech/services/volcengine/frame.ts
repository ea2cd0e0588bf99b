import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * Frames of Volcengine's speech services over WebSocket, big endian throughout
 * (https://www.volcengine.com/docs/6561/1354869 hearing, https://www.volcengine.com/docs/6561/1719100 speaking).
 *
 * ```
 *  0         1               2                      3          4
 * +----+----+-------+-------+-------+--------------+----------+------------------+------+---------+
 * | v1 | 4B | type  | flags | JSON? | gzip?        | reserved | by flags:        | size | payload |
 * | 4b | 4b | 4b    | 4b    | 4b    | 4b           | u8       | sequence, event, | u32  |         |
 * |    |    |       |       |       |              |          | session id       |      |         |
 * +----+----+-------+-------+-------+--------------+----------+------------------+------+---------+
 * ```
 * Flags: 1 a sequence number follows, 2 the last of its turn, 4 an event number and the id of its session follow.
 */
const versionAndHeaderSize = 0x11;
const json = 0x10;
const gzip = 0x01;
const types = { request: 0x1, audio: 0x2, response: 0x9, sound: 0xb, error: 0xf } as const;
const flags = { sequence: 1, last: 2, event: 4 } as const;
/** A payload may unpack to no more. */
const longestPayloadBytes = 4_000_000;

function framed(typeAndFlags: number, coding: number, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(8 + payload.length);
  bytes.set([versionAndHeaderSize, typeAndFlags, coding, 0]);
  bytes.writeUInt32BE(payload.length, 4);
  payload.copy(bytes, 8);
  return bytes;
}

/** The first frame of a turn: what is wanted ("full client request"). */
export function hearingRequest(wanted: unknown): Buffer {
  return framed(types.request << 4, json | gzip, gzipSync(JSON.stringify(wanted)));
}

/** Sound of a turn ("audio only request"). */
export function soundFrame(pcm: Buffer, last: boolean): Buffer {
  return framed((types.audio << 4) | (last ? flags.last : 0), gzip, gzipSync(pcm, { level: 1 }));
}

/** A text to speak ("SendText"): no event number, nothing packed. */
export function speakingRequest(wanted: unknown): Buffer {
  return framed(types.request << 4, json, Buffer.from(JSON.stringify(wanted)));
}

/** What a service answers. `event` is null where the frame has none. */
export type VolcengineFrame =
  | { readonly kind: 'response'; readonly last: boolean; readonly event: number | null; readonly value: unknown }
  | { readonly kind: 'sound'; readonly last: boolean; readonly event: number | null; readonly pcm: Buffer }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** Null for bytes that are no frame of a service's. */
export function readFrame(bytes: Buffer): VolcengineFrame | null {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}

function decode(bytes: Buffer): VolcengineFrame | null {
  if (bytes.readUInt8(0) >> 4 !== 1) return null;
  const type = bytes.readUInt8(1) >> 4;
  const flag = bytes.readUInt8(1) & 0xf;
  const packed = (bytes.readUInt8(2) & 0xf) === gzip;
  const rest = new Fields(bytes, 4 * (bytes.readUInt8(0) & 0xf));
  if (type === types.error) {
    const code = rest.u32();
    return { kind: 'error', code, message: messageIn(rest.sized(packed).toString('utf8')) };
  }
  if (type !== types.response && type !== types.sound) return null;
  if (flag & flags.sequence) rest.u32();
  const event = flag & flags.event ? rest.u32() : null;
  if (event !== null) rest.sized(false);
  const payload = rest.sized(packed);
  const last = (flag & flags.last) !== 0;
  if (type === types.sound) return { kind: 'sound', last, event, pcm: payload };
  return { kind: 'response', last, event, value: payload.length === 0 ? {} : JSON.parse(payload.toString('utf8')) };
}

/** Reads on through a frame; throws beyond its end. */
class Fields {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  u32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  sized(packed: boolean): Buffer {
    const size = this.u32();
    if (this.#at + size > this.#bytes.length) throw new RangeError(`${size} bytes announced beyond the frame's end`);
    const payload = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return packed && size > 0 ? gunzipSync(payload, { maxOutputLength: longestPayloadBytes }) : payload;
  }
}

/** An error's payload is an object of JSON or plain text. */
function messageIn(payload: string): string {
  try {
    const { error, message } = JSON.parse(payload) as { readonly error?: unknown; readonly message?: unknown };
    const said = error ?? message;
    return typeof said === 'string' ? said : payload;
  } catch {
    return payload;
  }
}
