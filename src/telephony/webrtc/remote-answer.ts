import type { RemoteIce } from '../sdp/ice-attributes.ts';
import { formatSessionDescription } from '../sdp/format-session-description.ts';
import type { Codec } from '../sdp/session-description.ts';

/** The one medium's name towards the native part, whatever the browser calls it. */
export const nativeMid = '0';

/** What the native part takes for our codec: it passes packets of any payload type. */
export const nativeCodec: Codec = { payloadType: 8, name: 'PCMA', clockRateHz: 8_000, parameters: null };

/**
 * What the native part is told of the browser: always as the answer to an offer, whoever offered, so that it has one way
 * to go. ICE settles between two that both believe they control (RFC 8445 §7.3.1.1).
 */
export function remoteAnswer({ ufrag, password, fingerprint, role, candidates }: RemoteIce): string {
  return formatSessionDescription({
    origin: { sessionId: '1', version: 1, address: '0.0.0.0' },
    address: '0.0.0.0',
    media: [
      {
        kind: 'audio',
        port: 9,
        protocol: 'UDP/TLS/RTP/SAVPF',
        formats: [String(nativeCodec.payloadType)],
        address: null,
        codecs: [nativeCodec],
        direction: 'sendrecv',
        ptimeMs: null,
        mid: nativeMid,
        ice: { ufrag, password, fingerprint, setup: role, candidates, rtcpMux: true },
      },
    ],
  });
}
