/**
 * Telephones in browsers: ICE, DTLS and SRTP (RFC 8834), by the optional package `node-datachannel`. A leg is opened
 * before its browser is known, and tells what the SDP must say of it; to an RTP session it is a pair of sockets like any
 * other. It never reads or writes SIP, and never looks into a packet.
 */
export { openBrowserLegs, type BrowserLeg, type BrowserLegs, type BrowserLegsParts } from './browser-legs.ts';
export { isBrowserOffer, isBrowserTransport } from './browser-peer.ts';
