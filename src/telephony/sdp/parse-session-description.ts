import { parse } from 'sdp-transform';
import { CodedError } from '../../foundation/errors.ts';
import { readIce } from './ice-attributes.ts';
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

/** How much a description may have: far above any honest one. What is beyond is `sdp-broken`. */
export const sdpBounds = { length: 32_768, lines: 500, lineLength: 4_096, media: 32, formats: 128 } as const;

const mediumLine = /^([a-z0-9-]+) (\d{1,5})(?:\/\d+)? ([A-Za-z0-9/]+) (\S.*)$/;

/** What each kind of line must look like; others need only be `x=…`. */
const shapes: Readonly<Record<string, RegExp>> = {
  v: /^0$/,
  o: /^\S+ \d{1,20} \d{1,20} IN IP[46] \S+$/,
  c: /^IN IP[46] [0-9A-Za-z.:\-/]+$/,
  t: /^\d+ \d+$/,
  m: mediumLine,
};

/**
 * Reads SDP. Throws `sdp-broken`, naming the line, where it is not SDP or says nothing of where media goes;
 * attributes nobody knows are passed over.
 */
export function parseSessionDescription(text: string): SessionDescription {
  const lines = checkedLines(text);
  const headings = lines.flatMap((line, at) => (line.startsWith('m=') ? readHeading(line, at + 1) : []));
  const read = parse(text);
  const address = textOrNull(read.connection?.ip);
  const sessionDirection = directionOf(read.direction) ?? 'sendrecv';
  const crypto = cryptoOfMedia(lines);
  const media = read.media.map((medium, at): MediaDescription => {
    const keys = crypto[at] ?? [];
    const heading = headings[at] ?? noHeading;
    const isRtp = heading.protocol.includes('RTP/');
    const ice = isRtp ? readIce(medium, read) : null;
    return {
      ...heading,
      address: textOrNull(medium.connection?.ip),
      codecs: isRtp ? codecsOf(heading.formats, medium.rtp, medium.fmtp) : [],
      direction: directionOf(medium.direction) ?? sessionDirection,
      ptimeMs: typeof medium.ptime === 'number' && medium.ptime > 0 ? medium.ptime : null,
      ...(keys.length === 0 ? {} : { crypto: keys }),
      ...(medium.mid === undefined ? {} : { mid: medium.mid }),
      ...(ice ? { ice } : {}),
    };
  });
  const homeless = media.findIndex((medium) => medium.port > 0 && medium.address === null && address === null);
  if (homeless >= 0) throw broken(0, `medium ${homeless + 1} has no c= line`, 'an address for every medium');
  const origin = {
    sessionId: String(read.origin?.sessionId ?? 0),
    version: asNumber(read.origin?.sessionVersion ?? 0),
  };
  return { origin: { ...origin, address: textOrNull(read.origin?.address) ?? '' }, address, media };
}

function checkedLines(text: string): readonly string[] {
  if (text.length > sdpBounds.length) throw broken(0, `${text.length} characters`, `at most ${sdpBounds.length}`);
  const lines = text.split(/\r\n|\r|\n/);
  while (lines.at(-1) === '') lines.pop();
  if (lines.length > sdpBounds.lines) throw broken(0, `${lines.length} lines`, `at most ${sdpBounds.lines}`);
  const order = lines.map((line, at) => checkLine(line, at + 1)).join('');
  if (!order.startsWith('v')) throw broken(1, `'${lines[0] ?? ''}'`, 'v=0 first');
  if (order[1] !== 'o') throw broken(2, `'${lines[1] ?? ''}'`, 'o= second');
  const mediaCount = order.split('m').length - 1;
  if (mediaCount === 0) throw broken(0, 'no m= line', 'at least one medium');
  if (mediaCount > sdpBounds.media) throw broken(0, `${mediaCount} media`, `at most ${sdpBounds.media}`);
  return lines;
}

type Heading = Pick<MediaDescription, 'kind' | 'port' | 'protocol' | 'formats'>;

const noHeading: Heading = { kind: '', port: 0, protocol: '', formats: [] };

/** An `m=` line, read here: the library knows no number of ports (`49170/2`) and no hyphen. */
function readHeading(line: string, number: number): Heading {
  const [, kind = '', port = '', protocol = '', rest = ''] = mediumLine.exec(line.slice(2).trimEnd()) ?? [];
  const formats = rest.split(' ').filter((format) => format !== '');
  if (formats.length > sdpBounds.formats)
    throw broken(number, `${formats.length} formats`, `at most ${sdpBounds.formats}`);
  return { kind, port: Number(port), protocol, formats };
}

function checkLine(line: string, number: number): string {
  if (line.length > sdpBounds.lineLength)
    throw broken(number, 'too long', `at most ${sdpBounds.lineLength} characters`);
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
const textOrNull = (value: string | number | undefined): string | null => (value === undefined ? null : String(value));

/** And it leaves a text what is too large for a number, or has a zero in front. */
const asNumber = (value: unknown): number => Number(value);

type RtpMap = { readonly payload: number; readonly codec: string | number; readonly rate?: number | undefined };
type Fmtp = { readonly payload: number; readonly config: string | number };

function codecsOf(formats: readonly string[], maps: readonly RtpMap[], parameters: readonly Fmtp[]): Codec[] {
  return formats.flatMap((format): Codec[] => {
    const payloadType = Number(format);
    const map = maps.find(({ payload }) => payload === payloadType);
    const known = map
      ? { name: String(map.codec), clockRateHz: asNumber(map.rate ?? 8_000) }
      : staticCodecs[payloadType];
    if (!known || !Number.isInteger(payloadType) || payloadType > 127) return [];
    const fmtp = parameters.find(({ payload }) => payload === payloadType)?.config;
    return [{ payloadType, ...known, parameters: fmtp === undefined ? null : String(fmtp) }];
  });
}

const directionOf = (text: string | undefined): Direction | undefined =>
  text === 'sendrecv' || text === 'sendonly' || text === 'recvonly' || text === 'inactive' ? text : undefined;
