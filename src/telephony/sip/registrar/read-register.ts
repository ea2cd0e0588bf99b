import { detached } from '../message/detached.ts';
import { field } from '../message/format-message.ts';
import { parseNameAddress, type NameAddress } from '../message/name-address.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import type { RegisterAnswer, RegisterRequest, SipAddress } from '../sip-endpoint.ts';

/** What one REGISTER wants of the bindings of its address of record. */
export interface RegisterWish {
  readonly callId: string;
  readonly sequence: number;
  readonly received: SipAddress;
  readonly direct: boolean;
  readonly path: readonly string[];
  readonly userAgent: string | null;
  /** RFC 5626: the phone keeps its flow open for us. */
  readonly outbound: boolean;
  /** `remove-all` is `Contact: *`. Empty: only asks what there is. */
  readonly contacts: readonly ContactWish[] | 'remove-all';
}

export interface ContactWish {
  readonly key: string;
  readonly uri: string;
  readonly q: number;
  /** Null where nothing is wished; 0 takes the binding away. */
  readonly expiresSec: number | null;
  readonly instance: string | null;
  readonly regId: number | null;
}

/** Extensions a REGISTER may require. */
export const registrarExtensions: readonly string[] = ['path', 'outbound'];

/** Reads a REGISTER (RFC 3261 §10.3 steps 2, 6 and 7), or says what it must be refused with. */
export function readRegister(request: RegisterRequest): RegisterWish | RegisterAnswer {
  const named = (name: string): readonly string[] => request.headers.get(name) ?? [];
  const unknown = named('require').filter((one) => !registrarExtensions.includes(one.toLowerCase()));
  if (unknown.length > 0) return refusal(420, undefined, ...unknown.map((one) => field('unsupported', one)));
  if (!/^sips?:/i.test(request.requestUri)) return refusal(416);

  const path = named('path');
  const direct = named('via').length <= 1;
  const outboundAsked = named('supported').some((one) => one.toLowerCase() === 'outbound');
  const firstHop = path.at(-1);
  const outbound = outboundAsked && (direct || (firstHop !== undefined && uriHas(firstHop, 'ob')));
  const expires = named('expires')[0];
  const contacts = readContacts(named('contact'), expires, outbound);
  if (typeof contacts === 'string' && contacts !== 'remove-all') return refusal(400, `Bad Request (${contacts})`);
  const wantsFlow = outboundAsked && named('contact').some((one) => /;\s*reg-id\s*=/i.test(one));
  // Without its first proxy's help the flow would end there (RFC 5626 §6).
  if (wantsFlow && !outbound) return refusal(439, 'First Hop Lacks Outbound Support');
  if (path.some((one) => !parseSipUri(parseNameAddress(one)?.uri ?? ''))) return refusal(400, 'Bad Request (path)');
  return {
    callId: detached(request.callId),
    sequence: request.sequence,
    received: request.source,
    direct,
    path: path.map(detached),
    userAgent: detachedOrNull(named('user-agent')[0]?.slice(0, 200)),
    outbound: wantsFlow,
    contacts,
  };
}

export const isRefusal = (read: RegisterWish | RegisterAnswer): read is RegisterAnswer => 'status' in read;

export const refusal = (
  status: number,
  reasonPhrase?: string,
  ...headers: RegisterAnswer['headers']
): RegisterAnswer => ({ status, headers, ...(reasonPhrase === undefined ? {} : { reasonPhrase }) });

function readContacts(
  texts: readonly string[],
  expires: string | undefined,
  outbound: boolean,
): ContactWish[] | 'remove-all' | 'contact' {
  if (texts.includes('*')) return texts.length === 1 && Number(expires) === 0 ? 'remove-all' : 'contact';
  const wishes: ContactWish[] = [];
  for (const text of texts) {
    const address = parseNameAddress(text);
    const wish = address && readContact(address, secondsOf(expires), outbound);
    if (!wish) return 'contact';
    wishes.push(wish);
  }
  const keys = new Set(wishes.map(({ key }) => key));
  return keys.size === wishes.length ? wishes : 'contact';
}

function readContact({ uri, parameters }: NameAddress, expires: number | null, outbound: boolean): ContactWish | null {
  const uriKey = contactKey(uri);
  if (uriKey === null) return null;
  const instance = parameters.get('+sip.instance')?.replace(/^<(.*)>$/, '$1') ?? null;
  const regIdText = parameters.get('reg-id') ?? '';
  const regId = outbound && instance !== null && /^[1-9]\d{0,8}$/.test(regIdText) ? Number(regIdText) : null;
  const ownExpires = parameters.get('expires');
  return {
    key: detached(regId === null ? uriKey : `${instance} ${regId}`),
    uri: detached(uri),
    q: preferenceOf(parameters.get('q')),
    expiresSec: typeof ownExpires === 'string' ? secondsOf(ownExpires) : expires,
    instance: detachedOrNull(instance ?? undefined),
    regId,
  };
}

/**
 * Equal for URIs that RFC 3261 §19.1.4 calls equal: names and values are compared as it says, parameters that do not
 * change where a request goes are left out. Null for what is no SIP URI.
 */
export function contactKey(text: string): string | null {
  const uri = parseSipUri(text);
  if (!uri) return null;
  const where = ['transport', 'maddr', 'user', 'method', 'ttl'].map((name) => uri.parameters.get(name) ?? '');
  return [uri.scheme, unescaped(uri.user ?? ''), uri.host, uri.port ?? '', ...where]
    .map((part, at) => (at === 1 ? part : String(part).toLowerCase()))
    .join(' ');
}

/** The user part without its escapes; as written where they are none. */
export function unescaped(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** Null, too, where it is no number: then the registrar's own value counts (RFC 3261 §10.2.1.1). */
function secondsOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Math.min(Number(text), 2 ** 32 - 1) : null;
}

function preferenceOf(text: string | null | undefined): number {
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text ?? '') ? Number(text) : 1;
}

const uriHas = (text: string, parameter: string): boolean =>
  parseSipUri(parseNameAddress(text)?.uri ?? '')?.parameters.has(parameter) === true;

const detachedOrNull = (text: string | undefined): string | null => (text === undefined ? null : detached(text));
