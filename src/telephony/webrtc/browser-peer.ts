import { CodedError } from '../../foundation/errors.ts';
import { isDtlsProfile } from '../sdp/ice-attributes.ts';
import { parseSessionDescription } from '../sdp/parse-session-description.ts';
import type { SipAddress, SipBody } from '../sip/sip-endpoint.ts';

/** A telephone that came by WebSocket is a page: only browsers speak SIP that way (RFC 7118). */
export const isBrowserTransport = (transport: SipAddress['transport']): boolean =>
  transport === 'ws' || transport === 'wss';

/** An offer that only a browser makes: its voice goes by DTLS-SRTP over ICE. False for what is no SDP. */
export function isBrowserOffer(offer: SipBody | null): boolean {
  if (!offer?.contentType.toLowerCase().startsWith('application/sdp')) return false;
  try {
    const { media } = parseSessionDescription(offer.content);
    return media.some(
      ({ kind, port, protocol, ice }) => kind === 'audio' && port > 0 && ice !== undefined && isDtlsProfile(protocol),
    );
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}
