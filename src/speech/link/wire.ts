import type { Voice } from '../../contract/script-document.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { SpeechLanguage } from './speech-sockets.ts';

/**
 * What travels between a media worker and a speech engine over a unix socket. Little endian throughout.
 *
 * ```
 *  0        4      5        9
 * +--------+------+--------+----------------------+
 * | length | kind |   id   | body: length − 5     |
 * |  u32   |  u8  |  u32   | bytes, by kind       |
 * +--------+------+--------+----------------------+
 * ```
 * `id` is a stream's or a synthesis's, given by the worker and good for one connection.
 */
export interface StreamOptions {
  readonly language: SpeechLanguage;
  readonly hotwords: readonly string[];
  /** What the speaker is likely to say: the closed set of a recogniser that has one; the others do without. */
  readonly expected?: readonly string[];
}

export type EngineRequest =
  | { readonly kind: 'open'; readonly id: number; readonly options: StreamOptions }
  | { readonly kind: 'audio'; readonly id: number; readonly frameAtMs: number; readonly samples: Int16Array }
  | { readonly kind: 'finish'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number }
  | { readonly kind: 'say'; readonly id: number; readonly text: string; readonly voice: Voice }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Another closed set, from the next turn on. */
  | { readonly kind: 'expect'; readonly id: number; readonly phrases: readonly string[] };

export type EngineReply =
  | { readonly kind: 'probability'; readonly id: number; readonly frameAtMs: number; readonly probability: number }
  | { readonly kind: 'partial'; readonly id: number; readonly frameAtMs: number; readonly text: string }
  | {
      readonly kind: 'final';
      readonly id: number;
      readonly frameAtMs: number;
      readonly confidence: number;
      readonly text: string;
    }
  /** So much of this stream's sound was sent to a service once more, which bills it again. */
  | { readonly kind: 'repeated'; readonly id: number; readonly seconds: number }
  /** This stream cannot be served; the engine itself goes on. */
  | { readonly kind: 'refused'; readonly id: number; readonly reason: string }
  | { readonly kind: 'chunk'; readonly id: number; readonly samples: Int16Array }
  /** The first `textLength` characters have been said when `atSample` samples have been played. */
  | { readonly kind: 'mark'; readonly id: number; readonly textLength: number; readonly atSample: number }
  | { readonly kind: 'end'; readonly id: number; readonly provider: string }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };

export type WireMessage = EngineRequest | EngineReply;

const kinds = [
  'open',
  'audio',
  'finish',
  'close',
  'say',
  'cancel',
  'probability',
  'partial',
  'final',
  'refused',
  'chunk',
  'mark',
  'end',
  'failed',
  'expect',
  'repeated',
] as const satisfies readonly WireMessage['kind'][];

const headBytes = 9;
/** Far more than any message needs: a length beyond it means that the stream is out of step. */
const longestMessageBytes = 4_000_000;

/** The bytes of one message. */
export function encodeMessage(message: WireMessage): Buffer {
  if (message.kind === 'audio') return encodeAudio(message);
  const body = encodeBody(message);
  const bytes = headed(message, body.length);
  body.copy(bytes, headBytes);
  return bytes;
}

function headed(message: WireMessage, bodyBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes + bodyBytes);
  bytes.writeUInt32LE(5 + bodyBytes, 0);
  bytes.writeUInt8(kinds.indexOf(message.kind), 4);
  bytes.writeUInt32LE(message.id, 5);
  return bytes;
}

/** Thousands a second, so in one piece. */
function encodeAudio(message: Extract<WireMessage, { kind: 'audio' }>): Buffer {
  const { samples } = message;
  const bytes = headed(message, 8 + samples.byteLength);
  bytes.writeDoubleLE(message.frameAtMs, headBytes);
  bytesOf(samples).copy(bytes, headBytes + 8);
  return bytes;
}

function encodeBody(message: Exclude<WireMessage, { kind: 'audio' }>): Buffer {
  switch (message.kind) {
    case 'finish':
    case 'close':
    case 'cancel':
      return Buffer.alloc(0);
    case 'open':
      return Buffer.from(JSON.stringify(message.options));
    case 'expect':
      return Buffer.from(JSON.stringify(message.phrases));
    case 'say':
      return Buffer.from(JSON.stringify({ text: message.text, voice: message.voice }));
    case 'chunk':
      return bytesOf(message.samples);
    case 'probability':
      return doubles(message.frameAtMs, message.probability);
    case 'partial':
      return Buffer.concat([doubles(message.frameAtMs), Buffer.from(message.text)]);
    case 'final':
      return Buffer.concat([doubles(message.frameAtMs, message.confidence), Buffer.from(message.text)]);
    case 'repeated':
      return doubles(message.seconds);
    case 'mark':
      return doubles(message.textLength, message.atSample);
    case 'end':
      return Buffer.from(message.provider);
    case 'refused':
    case 'failed':
      return Buffer.from(message.reason);
  }
}

function decodeMessage(bytes: Buffer): WireMessage {
  const kind = kinds[bytes.readUInt8(4)];
  if (kind === undefined) throw outOfStep(`kind ${bytes.readUInt8(4)}`);
  return decodeBody(kind, bytes.readUInt32LE(5), bytes.subarray(headBytes));
}

function decodeBody(kind: WireMessage['kind'], id: number, body: Buffer): WireMessage {
  switch (kind) {
    case 'finish':
    case 'close':
    case 'cancel':
      return { kind, id };
    case 'open':
      return { kind, id, options: JSON.parse(body.toString()) as StreamOptions };
    case 'expect':
      return { kind, id, phrases: JSON.parse(body.toString()) as string[] };
    case 'say':
      return { kind, id, ...(JSON.parse(body.toString()) as { text: string; voice: Voice }) };
    case 'audio':
      return { kind, id, frameAtMs: body.readDoubleLE(0), samples: samplesOf(body.subarray(8)) };
    case 'chunk':
      return { kind, id, samples: samplesOf(body) };
    case 'probability':
      return { kind, id, frameAtMs: body.readDoubleLE(0), probability: body.readDoubleLE(8) };
    case 'partial':
      return { kind, id, frameAtMs: body.readDoubleLE(0), text: body.toString('utf8', 8) };
    case 'final':
      return {
        kind,
        id,
        frameAtMs: body.readDoubleLE(0),
        confidence: body.readDoubleLE(8),
        text: body.toString('utf8', 16),
      };
    case 'repeated':
      return { kind, id, seconds: body.readDoubleLE(0) };
    case 'mark':
      return { kind, id, textLength: body.readDoubleLE(0), atSample: body.readDoubleLE(8) };
    case 'end':
      return { kind, id, provider: body.toString() };
    case 'refused':
    case 'failed':
      return { kind, id, reason: body.toString() };
  }
}

function doubles(...values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeDoubleLE(value, index * 8);
  return bytes;
}

function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** A copy: a body rarely lies at an even address, and its buffer is read into again. */
function samplesOf(body: Buffer): Int16Array {
  const samples = new Int16Array(body.length >> 1);
  body.copy(new Uint8Array(samples.buffer), 0, 0, samples.length * 2);
  return samples;
}

function outOfStep(what: string): CodedError {
  return new CodedError(
    'speech-wire-out-of-step',
    `speech engine socket: read a message of ${what}, wanted one of ours`,
  );
}

/** Cuts a stream of bytes into messages, however they were split on the way. Throws when the bytes are none of ours. */
export class WireReader {
  #rest = Buffer.alloc(0);

  push(bytes: Buffer): WireMessage[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: WireMessage[] = [];
    let at = 0;
    while (all.length - at >= 4) {
      const length = all.readUInt32LE(at);
      if (length < 5 || length > longestMessageBytes) throw outOfStep(`${length} bytes`);
      if (all.length - at < 4 + length) break;
      messages.push(decodeMessage(all.subarray(at, at + 4 + length)));
      at += 4 + length;
    }
    this.#rest = Buffer.from(all.subarray(at));
    return messages;
  }
}
