import type { DatagramSocket } from '../rtp/datagram-socket.ts';
import type { NetworkAddress } from '../rtp/source-latch.ts';

type Listener = Parameters<DatagramSocket['onMessage']>[0];

/** RTP and RTCP share one way: the second octet tells them apart (RFC 5761 §4). */
export const isRtcp = (bytes: Uint8Array): boolean => {
  const type = bytes[1] ?? 0;
  return type >= 192 && type <= 223;
};

/**
 * A browser's track as the two sockets of an RTP session. Whom packets go to and come from is ICE's to know: the session
 * sees one peer, the one it was told of.
 */
export class TrackSockets {
  readonly rtp: DatagramSocket;
  readonly rtcp: DatagramSocket;
  readonly #listeners: { rtp: Listener | null; rtcp: Listener | null } = { rtp: null, rtcp: null };
  #peer: NetworkAddress = { address: '', port: 0 };

  constructor(port: number, send: (bytes: Uint8Array) => void) {
    const socket = (kind: 'rtp' | 'rtcp'): DatagramSocket => ({
      port,
      send,
      connect: () => undefined,
      onMessage: (listener) => {
        this.#listeners[kind] = listener;
      },
      close: () => {
        this.#listeners[kind] = null;
      },
    });
    this.rtp = socket('rtp');
    this.rtcp = socket('rtcp');
  }

  /** Who packets are said to come from. */
  set peer(peer: NetworkAddress) {
    this.#peer = peer;
  }

  take(bytes: Uint8Array): void {
    this.#listeners[isRtcp(bytes) ? 'rtcp' : 'rtp']?.(bytes, this.#peer);
  }
}
