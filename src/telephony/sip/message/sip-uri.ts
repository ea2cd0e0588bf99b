import type { SipAddress, SipTransport } from '../sip-endpoint.ts';
import { bounds } from './bounds.ts';
import { parseParameters, type Parameters } from './parameters.ts';

/** A `sip:` or `sips:` URI (RFC 3261 §19.1). `user` is as written, escapes included; `host` without IPv6 brackets. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly parameters: Parameters;
  /** What stands after `?`, as written. */
  readonly headers: string | null;
}

export const defaultSipPort = 5060;

const shape =
  /^(sips?):(?:([^@\s<>"]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._]+)(?::(\d{1,5}))?(;[^?\s<>"]*)?(?:\?([^\s<>"]*))?$/i;

export function parseSipUri(text: string): SipUri | null {
  if (text.length > bounds.uriLength) return null;
  const match = shape.exec(text);
  if (!match) return null;
  const [, scheme = '', user, host = '', port, parameters, headers] = match;
  const parsed = parseParameters(parameters ?? '');
  const portNumber = port === undefined ? null : Number(port);
  if (!parsed || user === '' || (portNumber !== null && (portNumber === 0 || portNumber > 65_535))) return null;
  return {
    scheme: scheme.toLowerCase() as 'sip' | 'sips',
    user: user ?? null,
    host: host.startsWith('[') ? host.slice(1, -1) : host,
    port: portNumber,
    parameters: parsed,
    headers: headers ?? null,
  };
}

export function formatSipUri(uri: SipUri): string {
  const user = uri.user === null ? '' : `${uri.user}@`;
  const port = uri.port === null ? '' : `:${uri.port}`;
  const headers = uri.headers === null ? '' : `?${uri.headers}`;
  // As written: a URI escapes with %, it knows no quotes.
  const parameters = [...uri.parameters]
    .map(([name, value]) => (value === null ? `;${name}` : `;${name}=${value}`))
    .join('');
  return `${uri.scheme}:${user}${bracketed(uri.host)}${port}${parameters}${headers}`;
}

/** An IPv6 address as it stands in a URI or Via. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

const telephone = /^tel:\+?[0-9A-Fa-f*#().-]+(?:;[A-Za-z0-9-]+(?:=[^\s;<>"]*)?)*$/i;

/** Whether a request URI is of a scheme we serve: `tel` (RFC 3966), `sip`, `sips`; none has headers (RFC 3261 §19.1.1). */
export function isServedUri(text: string): boolean {
  return telephone.test(text) || parseSipUri(text)?.headers === null;
}

export const defaultPorts: Readonly<Record<SipTransport, number>> = {
  udp: defaultSipPort,
  tcp: defaultSipPort,
  tls: 5061,
  ws: 80,
  wss: 443,
};

/** What `transport` means in a `sips:` URI: what is inside TLS (RFC 3261 §26.2.2, RFC 7118 §7). */
const inTls: Readonly<Record<SipTransport, SipTransport | null>> = {
  udp: null,
  tcp: 'tls',
  tls: 'tls',
  ws: 'wss',
  wss: 'wss',
};

const isTransport = (text: string): text is SipTransport => Object.hasOwn(defaultPorts, text);

/** Where a request for this URI goes; null for another transport. Host names are looked up when sending. */
export function addressOf(uri: SipUri, fallback: SipTransport): SipAddress | null {
  const named = uri.parameters.get('transport')?.toLowerCase() ?? fallback;
  if (!isTransport(named)) return null;
  const secured = uri.parameters.has('transport') ? inTls[named] : (inTls[named] ?? 'tls');
  const transport = uri.scheme === 'sips' ? secured : named;
  if (transport === null) return null;
  return { host: uri.parameters.get('maddr') ?? uri.host, port: uri.port ?? defaultPorts[transport], transport };
}
