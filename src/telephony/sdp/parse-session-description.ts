import { parse } from 'sdp-transform';
import { CodedError } from '../../foundation/errors.ts';
import { cryptoOfMedia, withoutKeys } from './crypto-attribute.ts';
import type { Codec, Direction, MediaDescription, SessionDescription } from './session-description.ts';

/** Payload types that need no rtpmap (RFC 3551 §6), those a call may meet. */
const staticCodecs: Readonly<Record<number, { readonly name: string; readonly clockRateHz: number }>> = {
  0: { name: 'PCMU', clockRateHz: 8_000 },
  3: { name: 'GSM', clockRateHz: 8_000 },
  4: { name: 'G723', clockRateHz: 8_000 },
  8: { name: 'PCMA', clockRateHz: 8_000 },
  9: { name: 'G722', clockRateHz: 8_000 },
  13: { name: 'CN', clockRateHz: 8_000 },
  18: { name: 'G729', clockRateHz: 8_000 },
};

const maxLength = 32_768;
const maxLines = 500;

/** What each kind of line must look like; others need only be `x=…`. */
const shapes: Readonly<Record<string, RegExp>> = {
  v: /^0$/,
  o: /^\S+ \d{1,20} \d{1,20} IN IP[46] \S+$/,
  c: /^IN IP[46] [0-9A-Za-z.:\-/]+$/,
  t: /^\d+ \d+$/,
  m: /^[a-z0-9-]+ \d{1,5}(\/\d+)? [A-Za-z0-9/]+ \S.*$/,
};

/**
 * Reads SDP. Throws `sdp-broken`, naming the line, where it is not SDP or says nothing of where media goes;
 * attributes nobody knows are passed over.
 */
export function parseSessionDescription(text: string): SessionDescription {
  checkLines(text);
  const read = parse(text);
  const address = read.connection?.ip ?? null;
  const sessionDirection = directionOf(read.direction) ?? 'sendrecv';
  const crypto = cryptoOfMedia(text.split(/\r\n|\r|\n/));
  const media = read.media.map((medium, at): MediaDescription => {
    const keys = crypto[at] ?? [];
    const formats = asText(medium.payloads)
      .split(' ')
      .filter((format) => format !== '');
    const codecs = medium.protocol.includes('RTP/') ? codecsOf(formats, medium.rtp, medium.fmtp) : [];
    return {
      kind: medium.type,
      port: medium.port,
      protocol: medium.protocol,
      formats,
      address: medium.connection?.ip ?? null,
      codecs,
      direction: directionOf(medium.direction) ?? sessionDirection,
      ptimeMs: typeof medium.ptime === 'number' && medium.ptime > 0 ? medium.ptime : null,
      ...(keys.length === 0 ? {} : { crypto: keys }),
    };
  });
  const homeless = media.findIndex((medium) => medium.port > 0 && medium.address === null && address === null);
  if (homeless >= 0) throw broken(0, `medium ${homeless + 1} has no c= line`, 'an address for every medium');
  const origin = { sessionId: String(read.origin?.sessionId ?? 0), version: read.origin?.sessionVersion ?? 0 };
  return { origin: { ...origin, address: read.origin?.address ?? '' }, address, media };
}

function checkLines(text: string): void {
  if (text.length > maxLength) throw broken(0, `${text.length} characters`, `at most ${maxLength}`);
  const lines = text.split(/\r\n|\r|\n/);
  while (lines.at(-1) === '') lines.pop();
  if (lines.length > maxLines) throw broken(0, `${lines.length} lines`, `at most ${maxLines}`);
  const order = lines.map((line, at) => checkLine(line, at + 1)).join('');
  if (!order.startsWith('v')) throw broken(1, `'${lines[0] ?? ''}'`, 'v=0 first');
  if (order[1] !== 'o') throw broken(2, `'${lines[1] ?? ''}'`, 'o= second');
  if (!order.includes('m')) throw broken(0, 'no m= line', 'at least one medium');
}

function checkLine(line: string, number: number): string {
  const type = line[0] ?? '';
  if (line[1] !== '=' || !/[a-z]/.test(type)) throw broken(number, `'${line}'`, 'a line of the form x=…');
  const shape = shapes[type];
  if (shape && !shape.test(line.slice(2).trimEnd())) throw broken(number, `'${line}'`, `a well-formed ${type}= line`);
  const port = type === 'm' ? Number(/ (\d+)/.exec(line)?.[1]) : 0;
  if (port > 65_535) throw broken(number, `'${line}'`, 'a port up to 65535');
  return type;
}

function broken(line: number, what: string, wanted: string): CodedError {
  const where = line === 0 ? 'SDP' : `SDP line ${line}`;
  return new CodedError('sdp-broken', `${where}: ${withoutKeys(what).slice(0, 200)}; wanted ${wanted}`, { line });
}

/** The library makes numbers of texts that look like one, whatever its types say. */
const asText = (value: string | number | undefined): string => String(value ?? '');

type RtpMap = { readonly payload: number; readonly codec: string | number; readonly rate?: number | undefined };
type Fmtp = { readonly payload: number; readonly config: string | number };

function codecsOf(formats: readonly string[], maps: readonly RtpMap[], parameters: readonly Fmtp[]): Codec[] {
  return formats.flatMap((format): Codec[] => {
    const payloadType = Number(format);
    const map = maps.find(({ payload }) => payload === payloadType);
    const known = map ? { name: String(map.codec), clockRateHz: map.rate ?? 8_000 } : staticCodecs[payloadType];
    if (!known || !Number.isInteger(payloadType) || payloadType > 127) return [];
    const fmtp = parameters.find(({ payload }) => payload === payloadType)?.config;
    return [{ payloadType, ...known, parameters: fmtp === undefined ? null : String(fmtp) }];
  });
}

const directionOf = (text: string | undefined): Direction | undefined =>
  text === 'sendrecv' || text === 'sendonly' || text === 'recvonly' || text === 'inactive' ? text : undefined;
