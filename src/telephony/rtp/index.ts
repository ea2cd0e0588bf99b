/**
 * Packets of sound, keys and text: RTP and RTCP (RFC 3550), G.711, telephone events (RFC 4733), real-time text (RFC 4103
 * with RFC 2198). Everything is stepped by times given to it; only `openUdpSocket` and `openDatagramHub`
 * touch the world. It never knows what a call is, or what is said in it.
 *
 * Two ways in. `openRtpEndpoint` is a whole telephone's media on a clock of its own: for simulated people and tests.
 *
 *     const endpoint = await openRtpEndpoint({ bindAddress: '127.0.0.1', ports: new PortPool({ from: 20000, to: 20999 }),
 *       clock: systemClock, random: systemRandom, text: true });
 *     … endpoint.port and endpoint.textPort go into the SDP; the peer's SDP comes back …
 *     endpoint.connect({ address, port, codec: 'PCMA', payloadType: 8, dtmfPayloadType: 101, direction: 'sendrecv' },
 *       { address, port: textPort, t140PayloadType: 98, redPayloadType: 99 });
 *     endpoint.onFrame((samples, atMs) => …);      // 160 samples each 20 ms
 *     endpoint.sendFrame(samples);                 // any length at 8 kHz, paced inside
 *     endpoint.sendDigit('1'); endpoint.onDigit((digit, durationMs) => …);
 *     endpoint.sendText('你好'); endpoint.onText((text, atMs) => …);
 *     endpoint.close();
 *
 * `RtpSession` and `TextSession` are the same without a clock, for the media worker, which steps hundreds of them.
 */
export { openUdpSocket, type DatagramHub, type DatagramSocket, type OpenSocket } from './datagram-socket.ts';
export type { DtmfReport } from './dtmf-receiver.ts';
export { FrameClock, runFrameClock } from './frame-clock.ts';
export { datagramPathHere, openDatagramHub, type DatagramPath } from './open-datagram-hub.ts';
export { openSocketPair, PortPool, type PoolShare, type PortRange, type SocketPair } from './port-pool.ts';
export { openRtpEndpoint, type RtpEndpoint } from './rtp-endpoint.ts';
export { parseRtp, type RtpPacket } from './rtp-packet.ts';
export type { RtpRemote } from './rtp-peer.ts';
export { RtpSession } from './rtp-session.ts';
export type { SrtpKeys, SrtpSuite } from './srtp/srtp-suite.ts';
export { codecsHere, telephoneCodecs } from './voice-codecs.ts';
export { loadOpus } from './opus/opus-library.ts';
export type { VoiceCodec } from './voice-coder.ts';
export { TextSession, type TextRemote } from './text-session.ts';
