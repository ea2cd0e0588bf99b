import { headerName, isListHeader, isToken, singleHeaders } from './header-names.ts';
import type { Envelope, HeaderField, IncomingRequest, IncomingResponse, SipMessage, SipRequest } from './message.ts';
import { header } from './message.ts';
import { parseNameAddress } from './name-address.ts';
import { splitOutside } from './parameters.ts';
import { parseVia } from './via.ts';

/**
 * What came in: a message; a request that is malformed but says where an answer goes (`status` to answer with); or
 * bytes nobody can answer. Reading never throws.
 */
export type ParseResult =
  | { readonly kind: 'message'; readonly message: IncomingRequest | IncomingResponse }
  | { readonly kind: 'malformed'; readonly status: number; readonly reason: string; readonly request: SipRequest }
  | { readonly kind: 'garbage'; readonly reason: string };

/** Bounds on what we read: far above any honest message, far below what would hurt. */
export const bounds = { messageBytes: 65_535, headBytes: 32_768, lineLength: 8_192, headerCount: 256 };

/** Control characters other than tab and line ends. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const requestLine = /^(\S+) (\S+) (SIP\/\d+\.\d+)$/i;
const statusLine = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;
const maxSequence = 2 ** 31 - 1;

/** Reads one whole message: a datagram, or what the stream framer cut out. */
export function parseMessage(bytes: Buffer): ParseResult {
  const start = skipLineEnds(bytes);
  const headEnd = bytes.indexOf('\r\n\r\n', start, 'latin1');
  if (headEnd < 0) return garbage('no empty line ends the headers');
  if (headEnd - start > bounds.headBytes || bytes.length > bounds.messageBytes) return garbage('too long');
  const head = bytes.toString('utf8', start, headEnd);
  const lines = unfold(head);
  const first = parseStartLine(lines[0] ?? '');
  if (typeof first === 'string') return garbage(first);

  const headers: HeaderField[] = [];
  const faults: string[] = [];
  if (controls.test(head)) faults.push('control character');
  for (let at = 1; at < lines.length; at++) readHeader(lines[at] as string, headers, faults);
  const message: SipMessage = { ...first.message, headers, body: '' };
  const body = readBody(bytes, headEnd + 4, header(message, 'content-length'), faults);
  const envelope = readEnvelope(message, faults);

  if (envelope && faults.length === 0 && first.fault === null)
    return { kind: 'message', message: { ...message, body, envelope } };
  if (message.kind === 'response') return garbage(faults.join('; '));
  return refusal(message, first.fault ?? { status: 400, reason: faults.join('; ') });
}

const garbage = (reason: string): ParseResult => ({ kind: 'garbage', reason });

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

interface StartLine {
  readonly message:
    | { readonly kind: 'request'; readonly method: string; readonly uri: string }
    | { readonly kind: 'response'; readonly status: number; readonly reasonPhrase: string };
  readonly fault: { readonly status: number; readonly reason: string } | null;
}

function parseStartLine(line: string): StartLine | string {
  if (line.length > bounds.lineLength) return 'start line too long';
  const status = statusLine.exec(line);
  if (status)
    return {
      message: { kind: 'response', status: Number(status[1]), reasonPhrase: status[2] ?? '' },
      fault: null,
    };
  const request = requestLine.exec(line);
  if (request) {
    const [, method = '', uri = '', version = ''] = request;
    if (!isToken(method)) return 'method is no token';
    const fault =
      version.toUpperCase() === 'SIP/2.0'
        ? uri.includes('<')
          ? { status: 400, reason: 'request URI in angle brackets' }
          : null
        : { status: 505, reason: 'SIP version' };
    return { message: { kind: 'request', method, uri }, fault };
  }
  // Spaces gone astray in a request line can still be answered, if the headers can be read (RFC 3261 §16.3).
  const loose = /^([A-Z]{1,32})\s(.*)\sSIP\/2\.0\s*$/.exec(line);
  if (!loose) return 'no start line';
  return {
    message: { kind: 'request', method: loose[1] ?? '', uri: (loose[2] ?? '').trim() },
    fault: { status: 400, reason: 'request line' },
  };
}

function readHeader(line: string, into: HeaderField[], faults: string[]): void {
  if (into.length >= bounds.headerCount) return void faults.push('too many headers');
  if (line.length > bounds.lineLength) return void faults.push('header too long');
  const colon = line.indexOf(':');
  const name = colon < 0 ? null : headerName(line.slice(0, colon));
  if (name === null) return void faults.push('header without a name');
  const value = line.slice(colon + 1).trim();
  if (singleHeaders.has(name) && into.some((field) => field.name === name)) return void faults.push(`second ${name}`);
  if (!isListHeader(name) || !value.includes(',')) return void into.push({ name, value });
  const values = splitOutside(value, ',');
  if (!values) return void faults.push(`open quote in ${name}`);
  for (const part of values) if (part.trim() !== '') into.push({ name, value: part.trim() });
}

function readBody(bytes: Buffer, start: number, length: string | undefined, faults: string[]): string {
  if (length === undefined) return bytes.toString('utf8', start);
  if (!/^\d{1,6}$/.test(length)) {
    faults.push('content-length');
    return '';
  }
  // A datagram shorter than it says is cut off: it cannot be served (RFC 3261 §18.3).
  if (Number(length) > bytes.length - start) faults.push('body shorter than content-length');
  return bytes.toString('utf8', start, Math.min(bytes.length, start + Number(length)));
}

function readEnvelope(message: SipMessage, faults: string[]): Envelope | null {
  const via = parseVia(header(message, 'via') ?? '');
  const from = parseNameAddress(header(message, 'from') ?? '');
  const to = parseNameAddress(header(message, 'to') ?? '');
  const cseq = readSequence(message);
  const callId = header(message, 'call-id') ?? '';
  if (callId === '' || /\s/.test(callId)) faults.push('call-id');
  if (!/^\d{1,3}$/.test(header(message, 'max-forwards') ?? '70')) faults.push('max-forwards');
  if (!via || !from || !to || !cseq) {
    const missing = Object.entries({ via, from, to, cseq }).filter(([, value]) => value === null);
    faults.push(...missing.map(([name]) => name));
    return null;
  }
  return {
    via,
    callId,
    fromTag: from.parameters.get('tag') ?? null,
    toTag: to.parameters.get('tag') ?? null,
    ...cseq,
  };
}

function readSequence(message: SipMessage): { readonly sequence: number; readonly method: string } | null {
  const [, digits = '', method = ''] = /^(\d{1,10})\s+(\S+)$/.exec(header(message, 'cseq') ?? '') ?? [];
  const sequence = Number(digits);
  if (!isToken(method) || sequence > maxSequence) return null;
  return message.kind === 'request' && method !== message.method ? null : { sequence, method };
}

/** An answer needs a Via to follow and the headers it repeats; an ACK is never answered. */
function refusal(request: SipRequest, fault: { readonly status: number; readonly reason: string }): ParseResult {
  const repeats = ['via', 'from', 'to', 'call-id', 'cseq'];
  const answerable = request.method !== 'ACK' && repeats.every((name) => header(request, name) !== undefined);
  return answerable && parseVia(header(request, 'via') ?? '')
    ? { kind: 'malformed', status: fault.status, reason: fault.reason, request }
    : garbage(fault.reason);
}
