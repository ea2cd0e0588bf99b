import { CodedError } from '../../../foundation/errors.ts';
import { parseNameAddress, type NameAddress } from '../message/name-address.ts';
import { formatParameters, noParameters, quoted, type Parameters } from '../message/parameters.ts';
import { formatReason, parseReason } from '../message/reason-header.ts';
import { isServedUri } from '../message/sip-uri.ts';
import type { ReasonHeader } from '../sip-endpoint.ts';

/** Headers as calls report them: names lower-case, each value by itself. */
type Headers = ReadonlyMap<string, readonly string[]>;

/** Somebody named by a header. */
export interface Party {
  readonly uri: string;
  readonly displayName: string | null;
}

/** One step of `Diversion` (RFC 5806): who sent the call on, and why. */
export interface DiversionStep extends Party {
  /** `unconditional`, `user-busy`, `no-answer`, `deflection` … `unknown` where it is not said. */
  readonly reason: string;
  /** How many diversions this step stands for. */
  readonly counter: number;
}

/** One entry of `History-Info` (RFC 7044): a target that was tried. */
export interface HistoryEntry extends Party {
  /** `1`, `1.1`, `1.2` …: what was retargeted from what. */
  readonly index: string;
  /** Why this target was left; null for the one that is tried now. */
  readonly reason: ReasonHeader | null;
  /** How it came from another entry: `rc` the same user, `mp` another one, `np` nothing changed; with that entry's index. */
  readonly origin: { readonly kind: 'rc' | 'mp' | 'np'; readonly index: string } | null;
}

/** Whom a trusted peer asserts the caller to be (RFC 3325): a sip or sips URI, a tel URI, or both. Worth what the peer is. */
export function assertedIdentities(headers: Headers): readonly Party[] {
  return addresses(headers, 'p-asserted-identity').map(({ uri, displayName }) => ({ uri, displayName }));
}

export function formatAssertedIdentity(party: Party): string {
  return formatParty(party, noParameters);
}

/** The steps the call took before it came to us, the latest first. */
export function diversions(headers: Headers): readonly DiversionStep[] {
  return addresses(headers, 'diversion').map(({ uri, displayName, parameters }) => {
    const counter = parameters.get('counter') ?? '';
    return {
      uri,
      displayName,
      reason: parameters.get('reason')?.toLowerCase() ?? 'unknown',
      counter: /^[1-9]\d{0,1}$/.test(counter) ? Number(counter) : 1,
    };
  });
}

export function formatDiversion({ reason, counter, ...party }: DiversionStep): string {
  return formatParty(
    party,
    new Map([
      ['reason', reason],
      ['counter', String(counter)],
    ]),
  );
}

const indexShape = /^\d{1,4}(?:\.\d{1,4}){0,15}$/;

/** All targets tried so far, the first first; entries without an index are left out. */
export function history(headers: Headers): readonly HistoryEntry[] {
  return addresses(headers, 'history-info').flatMap(({ uri, displayName, parameters }) => {
    const index = parameters.get('index') ?? '';
    const [target = '', embedded = ''] = uri.split('?');
    return indexShape.test(index)
      ? [{ uri: target, displayName, index, reason: embeddedReason(embedded), origin: originOf(parameters) }]
      : [];
  });
}

export function formatHistoryEntry({ uri, displayName, index, reason, origin }: HistoryEntry): string {
  if (!indexShape.test(index)) throw refused(index, 'an index such as 1.1');
  const embedded = reason === null ? '' : `?Reason=${encodeURIComponent(formatReason(reason))}`;
  const parameters = new Map([['index', index], ...(origin ? [[origin.kind, origin.index] as const] : [])]);
  return formatParty({ uri, displayName }, parameters, embedded);
}

/** The history with one step more: the last target is left for `reason`, and `to` is tried in its place. */
export function retargeted(
  before: readonly HistoryEntry[],
  to: Party,
  reason: ReasonHeader,
  kind: 'rc' | 'mp' | 'np' = 'mp',
): readonly HistoryEntry[] {
  const last = before.at(-1);
  if (!last) return [{ ...to, index: '1', reason: null, origin: null }];
  const next = { ...to, index: `${last.index}.1`, reason: null, origin: { kind, index: last.index } };
  return [...before.slice(0, -1), { ...last, reason }, next];
}

function addresses(headers: Headers, name: string): readonly NameAddress[] {
  return (headers.get(name) ?? []).flatMap((value) => parseNameAddress(value) ?? []);
}

function embeddedReason(headers: string): ReasonHeader | null {
  const written = headers.split('&').find((part) => /^reason=/i.test(part));
  if (written === undefined) return null;
  try {
    return parseReason(decodeURIComponent(written.slice('reason='.length)));
  } catch {
    return null;
  }
}

function originOf(parameters: Parameters): HistoryEntry['origin'] {
  for (const kind of ['rc', 'mp', 'np'] as const) {
    const index = parameters.get(kind) ?? '';
    if (indexShape.test(index)) return { kind, index };
  }
  return null;
}

/** Throws `sip-bad-header` for what could not stand there as one address in one line. */
function formatParty({ uri, displayName }: Party, parameters: Parameters, embedded = ''): string {
  if (!isServedUri(uri) || uri.includes('?')) throw refused(uri, 'a sip, sips or tel URI');
  // oxlint-disable-next-line no-control-regex -- finding them is the point
  const control = /[\0-\x1f\x7f]/;
  for (const text of [displayName ?? '', ...parameters.values()])
    if (text !== null && control.test(text)) throw refused(text, 'no control characters');
  const name = displayName === null ? '' : `${quoted(displayName)} `;
  return `${name}<${uri}${embedded}>${formatParameters(parameters)}`;
}

function refused(value: string, wanted: string): CodedError {
  return new CodedError('sip-bad-header', `'${JSON.stringify(value)}' in an identity header: wanted ${wanted}`);
}
