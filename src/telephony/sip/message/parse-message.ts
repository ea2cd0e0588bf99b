import { bounds } from './bounds.ts';
import { headerName, isListHeader, isToken, singleHeaders } from './header-names.ts';
import type { Envelope, HeaderField, IncomingRequest, IncomingResponse, SipMessage, SipRequest } from './message.ts';
import { header, headersNamed } from './message.ts';
import { parseNameAddress } from './name-address.ts';
import { splitOutside, trimmed } from './parameters.ts';
import { parseVia, viaToAnswer, type Via } from './via.ts';

/**
 * What came in: a message; a request that is malformed but says where an answer goes (`status` to answer with, `via` the
 * way there); or bytes nobody can answer. Reading never throws.
 */
export type ParseResult =
  | { readonly kind: 'message'; readonly message: IncomingRequest | IncomingResponse }
  | {
      readonly kind: 'malformed';
      readonly status: number;
      readonly reason: string;
      readonly request: SipRequest;
      readonly via: Via;
    }
  | { readonly kind: 'garbage'; readonly reason: string };

/** Why a request is refused, and with what. */
interface Fault {
  readonly status: number;
  readonly reason: string;
}

/** Control characters other than tab; line ends count too where they do not come as CRLF. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const controls = /[\0-\x08\x0a-\x1f\x7f]/;
/** Behind a backslash a quoted string may hold them (RFC 3261 §25.1 `quoted-pair`). */
// oxlint-disable-next-line no-control-regex -- as above
const quotedPairs = /\\[\0-\x09\x0b\x0c\x0e-\x7f]/g;
const requestLine = /^(\S+) (\S+) (SIP\/\d+\.\d+)$/i;
const statusLine = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;
const maxSequence = 2 ** 31 - 1;
const maxForwards = 255;

/** Reads one whole message: a datagram, or what the stream framer cut out. Its bounds are in `bounds.ts`. */
export function parseMessage(bytes: Buffer): ParseResult {
  const start = skipLineEnds(bytes);
  const headEnd = bytes.indexOf('\r\n\r\n', start, 'latin1');
  if (headEnd < 0) return garbage('no empty line ends the headers');
  const faults: Fault[] = [];
  if (headEnd - start > bounds.headBytes || bytes.length > bounds.messageBytes) faults.push(tooLarge('message'));
  const lines = unfold(bytes.toString('utf8', start, Math.min(headEnd, start + bounds.headBytes)));
  const first = parseStartLine(lines[0] ?? '', faults);
  if (typeof first === 'string') return garbage(first);

  const headers = readHeaders(lines, faults);
  const message: SipMessage = { ...first, headers, body: '' };
  const body = readBody(bytes, headEnd + 4, header(message, 'content-length'), faults);
  const envelope = readEnvelope(message, faults);

  if (envelope && faults.length === 0) return { kind: 'message', message: { ...message, body, envelope } };
  if (message.kind === 'response') return garbage(faults.map(({ reason }) => reason).join('; '));
  return refusal(message, faults);
}

const garbage = (reason: string): ParseResult => ({ kind: 'garbage', reason });
const bad = (reason: string): Fault => ({ status: 400, reason });
const tooLarge = (what: string): Fault => ({ status: 513, reason: `${what} too large` });

/** Line ends before a start line are keep-alives (RFC 3261 §7.5). */
function skipLineEnds(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === 13 || bytes[at] === 10) at++;
  return at;
}

function unfold(head: string): string[] {
  const text = head.includes('\r\n ') || head.includes('\r\n\t') ? head.replace(/\r\n[ \t]+/g, ' ') : head;
  return text.split('\r\n');
}

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reasonPhrase: string };

function parseStartLine(line: string, faults: Fault[]): StartLine | string {
  if (controls.test(line)) return 'control character in the start line';
  const status = statusLine.exec(line);
  if (status) {
    if (line.length > bounds.lineLength) faults.push(tooLarge('start line'));
    return { kind: 'response', status: Number(status[1]), reasonPhrase: status[2] ?? '' };
  }
  const request = requestLine.exec(line);
  if (!request) return parseLooseRequestLine(line, faults);
  const [, method = '', uri = '', version = ''] = request;
  if (!isToken(method)) return 'method is no token';
  if (version.toUpperCase() !== 'SIP/2.0') faults.push({ status: 505, reason: 'SIP version' });
  if (method.length > bounds.methodLength) faults.push(bad('method'));
  if (uri.length > bounds.uriLength) faults.push({ status: 414, reason: 'request URI too long' });
  if (uri.includes('<')) faults.push(bad('request URI in angle brackets'));
  return { kind: 'request', method, uri };
}

/** Spaces gone astray in a request line can still be answered, if the headers can be read (RFC 4475 §3.1.2.9). */
function parseLooseRequestLine(line: string, faults: Fault[]): StartLine | string {
  if (line.length > bounds.lineLength) return 'start line too long';
  const loose = /^([A-Z]{1,32})\s(.*)\sSIP\/2\.0\s*$/.exec(line);
  if (!loose) return 'no start line';
  faults.push(bad('request line'));
  return { kind: 'request', method: loose[1] ?? '', uri: (loose[2] ?? '').trim() };
}

function readHeaders(lines: readonly string[], faults: Fault[]): HeaderField[] {
  const headers: HeaderField[] = [];
  if (lines.length - 1 > bounds.headerCount) faults.push(tooLarge('number of headers'));
  const end = Math.min(lines.length, bounds.headerCount + 1);
  for (let at = 1; at < end; at++) readHeader(lines[at] as string, headers, faults);
  return headers;
}

function readHeader(line: string, into: HeaderField[], faults: Fault[]): void {
  if (line.length > bounds.lineLength) return void faults.push(tooLarge('header'));
  if (controls.test(line) && controls.test(line.replace(quotedPairs, '')))
    return void faults.push(bad('control character'));
  const colon = line.indexOf(':');
  const name = colon < 0 ? null : headerName(line.slice(0, colon));
  if (name === null) return void faults.push(bad('header without a name'));
  const value = trimmed(line.slice(colon + 1));
  if (singleHeaders.has(name) && into.some((field) => field.name === name))
    return void faults.push(bad(`second ${name}`));
  if (!isListHeader(name)) return void into.push({ name, value });
  readValues(name, value, into, faults);
}

function readValues(name: string, value: string, into: HeaderField[], faults: Fault[]): void {
  const values = value.includes(',') ? splitOutside(value, ',') : [value];
  if (!values) return void faults.push(bad(`open quote in ${name}`));
  const before = into.reduce((count, field) => (field.name === name ? count + 1 : count), 0);
  if (before + values.length > bounds.valueCount) return void faults.push(tooLarge(`number of ${name} values`));
  for (const one of values) {
    const part = trimmed(one);
    if (part !== '' || values.length === 1) into.push({ name, value: part });
  }
}

function readBody(bytes: Buffer, start: number, length: string | undefined, faults: Fault[]): string {
  const there = bytes.length - start;
  if (length !== undefined && !/^\d{1,6}$/.test(length)) {
    faults.push(bad('content-length'));
    return '';
  }
  const wanted = length === undefined ? there : Number(length);
  if (wanted > bounds.bodyBytes) faults.push({ status: 413, reason: 'body too large' });
  // A datagram shorter than it says is cut off: it cannot be served (RFC 3261 §18.3).
  else if (wanted > there) faults.push(bad('body shorter than content-length'));
  else return bytes.toString('utf8', start, start + wanted);
  return '';
}

function readEnvelope(message: SipMessage, faults: Fault[]): Envelope | null {
  const via = parseVia(header(message, 'via') ?? '');
  const from = parseNameAddress(header(message, 'from') ?? '');
  const to = parseNameAddress(header(message, 'to') ?? '');
  const cseq = readSequence(message);
  const callId = header(message, 'call-id') ?? '';
  if (callId === '' || callId.length > bounds.identifierLength || /\s/.test(callId)) faults.push(bad('call-id'));
  if (!isHopCount(header(message, 'max-forwards') ?? '70')) faults.push(bad('max-forwards'));
  if (message.kind === 'request' && !headersNamed(message, 'contact').every(isContact)) faults.push(bad('contact'));
  if (!via || !from || !to || !cseq) {
    const missing = Object.entries({ via, from, to, cseq }).filter(([, value]) => value === null);
    faults.push(...missing.map(([name]) => bad(name)));
    return null;
  }
  const fromTag = from.parameters.get('tag') ?? null;
  const toTag = to.parameters.get('tag') ?? null;
  const identifiers = [fromTag, toTag, via.parameters.get('branch')];
  if (identifiers.some((text) => (text?.length ?? 0) > bounds.identifierLength)) faults.push(bad('tag or branch'));
  return { via, callId, fromTag, toTag, ...cseq };
}

const isHopCount = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= maxForwards;
const isContact = (value: string): boolean => value === '*' || parseNameAddress(value) !== null;

function readSequence(message: SipMessage): { readonly sequence: number; readonly method: string } | null {
  const [, digits = '', method = ''] = /^(\d{1,10})\s+(\S+)$/.exec(header(message, 'cseq') ?? '') ?? [];
  const sequence = Number(digits);
  if (!isToken(method) || sequence > maxSequence) return null;
  return message.kind === 'request' && method !== message.method ? null : { sequence, method };
}

/** An answer needs a Via to follow, however broken the rest of it; an ACK is never answered. */
function refusal(request: SipRequest, faults: readonly Fault[]): ParseResult {
  const via = viaToAnswer(header(request, 'via') ?? '');
  // Of several faults that counts which is no matter of syntax: it says more.
  const { status, reason } = faults.find((fault) => fault.status !== 400) ?? faults[0] ?? bad('malformed');
  if (!via || request.method === 'ACK') return garbage(reason);
  return { kind: 'malformed', status, reason, request, via };
}
