import { parseParameters, type Parameters } from './parameters.ts';
import { bracketed, defaultSipPort } from './sip-uri.ts';

/** One Via value (RFC 3261 §20.42). `host` without IPv6 brackets. */
export interface Via {
  readonly transport: string;
  readonly host: string;
  readonly port: number | null;
  readonly parameters: Parameters;
}

export const branchCookie = 'z9hG4bK';

const shape =
  /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._]+)\s*(?::\s*(\d{1,5})\s*)?(;.*)?$/is;

export function parseVia(text: string): Via | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [, transport = '', host = '', port, rest] = match;
  const parameters = parseParameters(rest ?? '');
  const portNumber = port === undefined ? null : Number(port);
  if (!parameters || (portNumber !== null && (portNumber === 0 || portNumber > 65_535))) return null;
  return {
    transport: transport.toUpperCase(),
    host: host.startsWith('[') ? host.slice(1, -1) : host,
    port: portNumber,
    parameters,
  };
}

const rough =
  /^SIP\s*\/\s*\d+\.\d+\s*\/\s*([A-Za-z0-9-]+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._]+)\s*(?::\s*(\d{1,5}))?/is;

/** The way back to who sent a broken request: its Via as far as it can be read, parameters or version broken or not. */
export function viaToAnswer(text: string): Via | null {
  const whole = parseVia(text);
  if (whole) return whole;
  const [read] = rough.exec(text) ?? [];
  const parameters = /;\s*rport\s*(?:[;=]|$)/i.test(text) ? new Map([['rport', null]]) : new Map<string, null>();
  const via = read === undefined ? null : parseVia(read.replace(/^SIP\s*\/\s*\d+\.\d+/i, 'SIP/2.0'));
  return via && { ...via, parameters };
}

/** Whether its branch tells transactions apart: the cookie alone does not (RFC 4475 §3.2.1). */
export function hasOwnBranch(via: Via): boolean {
  const branch = via.parameters.get('branch') ?? '';
  return branch.length > branchCookie.length && branch.startsWith(branchCookie);
}

/** The Via as a server notes it on arrival: `received` where the packet came from elsewhere, `rport` where asked (RFC 3581 §4). */
export function receivedVia(text: string, via: Via, source: { readonly host: string; readonly port: number }): string {
  const wantsPort = via.parameters.has('rport');
  if (!wantsPort && via.host === source.host) return text;
  const noted = wantsPort ? text.replace(/;\s*rport(\s*=[^;]*)?(?=;|$)/i, `;rport=${source.port}`) : text;
  return `${noted};received=${source.host}`;
}

/** Where the answer to a UDP request goes (RFC 3261 §18.2.2, RFC 3581 §4). */
export function answerPort(via: Via, sourcePort: number): number {
  return via.parameters.has('rport') ? sourcePort : (via.port ?? defaultSipPort);
}

export const sentBy = (via: Via): string => `${bracketed(via.host)}:${via.port ?? defaultSipPort}`;
