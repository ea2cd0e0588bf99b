import { parseNameAddress } from '../message/name-address.ts';
import { addressOf, parseSipUri } from '../message/sip-uri.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { RegisteredContact } from './sip-registrar.ts';

/** One contact of one address of record, as the registrar keeps it (RFC 3261 §10.3). A plain value. */
export interface Binding {
  /** What makes a later contact the same one: instance and reg-id (RFC 5626 §6), else the URI (RFC 3261 §19.1.4). */
  readonly key: string;
  readonly uri: string;
  readonly q: number;
  readonly expiresAtMs: number;
  readonly refreshedAtMs: number;
  readonly callId: string;
  readonly sequence: number;
  /** RFC 3327, topmost first. */
  readonly path: readonly string[];
  /** Where the REGISTER came from, as the transport saw it: the flow (RFC 5626), as a plain value. */
  readonly received: SipAddress;
  /** It came straight from the phone, through no proxy. */
  readonly direct: boolean;
  readonly instance: string | null;
  readonly regId: number | null;
  readonly userAgent: string | null;
}

/** Highest q first, then the one refreshed last. */
export const byPreference = (one: Binding, other: Binding): number =>
  other.q - one.q || other.refreshedAtMs - one.refreshedAtMs;

/**
 * Where a request for this contact goes: the first proxy of its Path; else back by the flow where there is one to keep
 * (a connection, an outbound registration, an address that NAT has changed); else where the contact says.
 */
export function nextHopOf({ uri, path, received, direct, regId }: Binding): SipAddress {
  const [first] = path;
  const named = parseSipUri(first === undefined ? uri : (parseNameAddress(first)?.uri ?? ''));
  const address = (named && addressOf(named, received.transport)) ?? received;
  if (!direct) return address;
  const sameHost = named?.host === received.host;
  return received.transport === 'udp' && regId === null && sameHost ? address : received;
}

export function contactOf(binding: Binding, nowMs: number): RegisteredContact {
  const { uri, q, path, received, instance, userAgent, expiresAtMs } = binding;
  return {
    uri,
    q,
    nextHop: nextHopOf(binding),
    routeHeaders: path.length === 0 ? {} : { Route: path.join(', ') },
    received,
    instance,
    userAgent,
    expiresInMs: Math.max(0, expiresAtMs - nowMs),
  };
}
