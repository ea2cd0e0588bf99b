import { field } from '../message/format-message.ts';
import type { HeaderField, IncomingRequest, IncomingResponse, SipRequest } from '../message/message.ts';
import { header, headersNamed } from '../message/message.ts';
import { parseNameAddress } from '../message/name-address.ts';
import { addressOf, parseSipUri } from '../message/sip-uri.ts';
import type { SipAddress } from '../sip-endpoint.ts';

/** A dialog as RFC 3261 §12 has it: a plain value; what changes it returns another. */
export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  /** Empty where an RFC 2543 peer gave none. */
  readonly remoteTag: string;
  readonly localUri: string;
  readonly remoteUri: string;
  /** The peer's Contact, or the request URI as long as it gave none. */
  readonly remoteTarget: string;
  readonly hasContact: boolean;
  /** Record-Route as we follow it: the nearest first. */
  readonly routes: readonly string[];
  readonly localSequence: number;
  /** Null until the peer asked something. */
  readonly remoteSequence: number | null;
  /** Where the first request went to or came from: the way where no route or Contact names one. */
  readonly firstHop: SipAddress;
}

const uriOf = (value: string | undefined): string => parseNameAddress(value ?? '')?.uri ?? 'sip:anonymous.invalid';

const contactUri = (value: string | undefined): string | null => parseNameAddress(value ?? '')?.uri ?? null;

/**
 * As caller, from any answer with a To tag to our INVITE (§12.1.2). The request URI, else To, stands in for a Contact
 * that is missing.
 */
export function dialogFromAnswer(answer: IncomingResponse, requestUri: string | null, firstHop: SipAddress): Dialog {
  const contact = contactUri(header(answer, 'contact'));
  return {
    callId: answer.envelope.callId,
    localTag: answer.envelope.fromTag ?? '',
    remoteTag: answer.envelope.toTag ?? '',
    localUri: uriOf(header(answer, 'from')),
    remoteUri: uriOf(header(answer, 'to')),
    remoteTarget: contact ?? requestUri ?? uriOf(header(answer, 'to')),
    hasContact: contact !== null,
    routes: headersNamed(answer, 'record-route').reverse(),
    localSequence: answer.envelope.sequence,
    remoteSequence: null,
    firstHop,
  };
}

/** As callee, from the INVITE (§12.1.1). */
export function dialogFromInvite(invite: IncomingRequest, localTag: string, source: SipAddress): Dialog {
  const contact = contactUri(header(invite, 'contact'));
  return {
    callId: invite.envelope.callId,
    localTag,
    remoteTag: invite.envelope.fromTag ?? '',
    localUri: uriOf(header(invite, 'to')),
    remoteUri: uriOf(header(invite, 'from')),
    remoteTarget: contact ?? uriOf(header(invite, 'from')),
    hasContact: contact !== null,
    routes: headersNamed(invite, 'record-route'),
    localSequence: 0,
    remoteSequence: invite.envelope.sequence,
    firstHop: wayBack(invite, source),
  };
}

/** INVITE and UPDATE, asked or answered with 2xx, move the peer's Contact (§12.2). */
export function withTarget(dialog: Dialog, message: IncomingRequest | IncomingResponse): Dialog {
  const target = contactUri(header(message, 'contact'));
  return target === null || target === dialog.remoteTarget
    ? dialog
    : { ...dialog, remoteTarget: target, hasContact: true };
}

/** The next request inside the dialog, without Via, and the dialog that has counted it (§12.2.1.1). */
export function requestWithin(
  dialog: Dialog,
  method: string,
  extra: readonly HeaderField[],
  body = '',
): { readonly dialog: Dialog; readonly request: SipRequest } {
  const counts = method !== 'ACK';
  const sequence = counts ? dialog.localSequence + 1 : dialog.localSequence;
  const { uri, routes } = pathOf(dialog);
  const headers = [
    field('max-forwards', '70'),
    ...routes.map((route) => field('route', route)),
    field('from', `<${dialog.localUri}>;tag=${dialog.localTag}`),
    field('to', `<${dialog.remoteUri}>${dialog.remoteTag === '' ? '' : `;tag=${dialog.remoteTag}`}`),
    field('call-id', dialog.callId),
    field('cseq', `${sequence} ${method}`),
    ...extra,
  ];
  return {
    dialog: counts ? { ...dialog, localSequence: sequence } : dialog,
    request: { kind: 'request', method, uri, headers, body },
  };
}

/** Loose routing keeps the target in the request line; a strict router wants itself there (§12.2.1.1). */
function pathOf(dialog: Dialog): { readonly uri: string; readonly routes: readonly string[] } {
  const [first, ...others] = dialog.routes;
  if (first === undefined) return { uri: dialog.remoteTarget, routes: [] };
  const firstUri = uriOf(first);
  if (parseSipUri(firstUri)?.parameters.has('lr')) return { uri: dialog.remoteTarget, routes: dialog.routes };
  return { uri: firstUri, routes: [...others, `<${dialog.remoteTarget}>`] };
}

/** Where a request inside the dialog is sent. */
export function hopOf(dialog: Dialog): SipAddress {
  const [first] = dialog.routes;
  if (first === undefined && !dialog.hasContact) return dialog.firstHop;
  const uri = parseSipUri(first === undefined ? dialog.remoteTarget : uriOf(first));
  const hop = uri && addressOf(uri, dialog.firstHop.transport);
  return hop ? byFlow(hop, dialog.firstHop) : dialog.firstHop;
}

/** Whether a request may be the peer's own: it comes from where the dialog began, or from where we send to. */
export const comesFromPeer = (dialog: Dialog, { host }: Pick<SipAddress, 'host'>): boolean =>
  host === dialog.firstHop.host || host === hopOf(dialog).host;

/**
 * Who opened a connection to us is reached by it: behind NAT, or in a browser, there is no other way (RFC 5626 §5.3,
 * RFC 7118 §5). A page on WSS may well write `transport=ws`.
 */
function byFlow(hop: SipAddress, { flow, transport }: SipAddress): SipAddress {
  const isSameWay = hop.transport === transport || (hop.transport === 'ws' && transport === 'wss');
  return flow !== undefined && (isSameWay || hop.host.endsWith('.invalid')) ? { ...hop, transport, flow } : hop;
}

/** A proxy that takes itself out of the dialog (no Record-Route) is no way into it. */
function wayBack(invite: IncomingRequest, { flow, ...source }: SipAddress): SipAddress {
  const isAdjacent = headersNamed(invite, 'via').length === 1 || headersNamed(invite, 'record-route').length > 0;
  return flow !== undefined && isAdjacent ? { ...source, flow } : source;
}

/** Counts the peer's request; null where it comes out of order (§12.2.2). */
export function withRemoteSequence(dialog: Dialog, sequence: number): Dialog | null {
  if (dialog.remoteSequence !== null && sequence <= dialog.remoteSequence) return null;
  return { ...dialog, remoteSequence: sequence };
}
