/**
 * Packets in, packets out: SIP, SDP and RTP. It knows the protocols and nothing of the calls made with them: no script,
 * no lead, no decision about what is said.
 */
export * from './rtp/index.ts';
export { openSipEndpoint, type SipEndpointOptions } from './sip/open-sip-endpoint.ts';
export type * from './sip/sip-endpoint.ts';
export { locateServers, type NameResolver } from './sip/locate-server.ts';
export { systemNames } from './sip/system-names.ts';
export type { TlsMaterial } from './sip/transport/tls-material.ts';
export type * from './sip/in-dialog.ts';
export { formatReplaces, replacesOf } from './sip/dialog/replaces.ts';
export {
  diversions,
  formatDiversion,
  formatHistoryEntry,
  history,
  retargeted,
  type HistoryEntry,
  type Party,
} from './sip/dialog/identity-headers.ts';
export type { SessionTimerPolicy } from './sip/dialog/session-timer.ts';
export { serveRegistrar } from './sip/registrar/serve-registrar.ts';
export type * from './sip/registrar/sip-registrar.ts';
export * from './sdp/session-description.ts';
export { parseSessionDescription } from './sdp/parse-session-description.ts';
export { formatSessionDescription } from './sdp/format-session-description.ts';
export { answerOffer, buildOffer, readAnswer, type LocalSession, type RemoteMedia } from './sdp/offer-answer.ts';
export { newLocalSrtp, type SrtpMode } from './sdp/media-security.ts';
export { opposite, type LocalIce, type RemoteIce } from './sdp/ice-attributes.ts';
export * from './webrtc/index.ts';
