import { createRequire } from 'node:module';
import { CodedError } from '../../foundation/errors.ts';

/** The part of `node-datachannel` that we call (libdatachannel: ICE, DTLS, SRTP). */
export interface NativePeers {
  readonly PeerConnection: new (name: string, config: NativePeerConfig) => NativePeer;
  readonly Audio: new (mid: string, direction: 'SendRecv') => NativeAudio;
  /** Ends its threads; without it a thread that ends, or is ended, takes the whole program with it. */
  cleanup(): void;
}

interface NativePeerConfig {
  readonly iceServers: readonly string[];
  readonly bindAddress: string;
  readonly portRangeBegin: number;
  readonly portRangeEnd: number;
  readonly disableAutoNegotiation: boolean;
}

interface NativeAudio {
  addAudioCodec(payloadType: number, codec: string): void;
  addSSRC(ssrc: number, name: string): void;
}

export interface NativePeer {
  addTrack(media: NativeAudio): NativeTrack;
  setLocalDescription(type: 'offer', init: { readonly iceUfrag: string; readonly icePwd: string }): void;
  /** Whole at once, since all our candidates are addresses of this machine. */
  localDescription(): { readonly sdp: string } | null;
  setRemoteDescription(sdp: string, type: 'answer'): void;
  /** new, connecting, connected, disconnected, failed, closed */
  onStateChange(listener: (state: string) => void): void;
  close(): void;
}

export interface NativeTrack {
  isOpen(): boolean;
  /** RTP and RTCP in clear; copied before it returns. */
  sendMessageBinary(bytes: Buffer): boolean;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  onOpen(listener: () => void): void;
}

/** Throws `no-browser-legs` where the package is missing or has nothing for this machine. */
export function loadNativePeers(): NativePeers {
  try {
    return createRequire(import.meta.url)('node-datachannel') as NativePeers;
  } catch (error) {
    throw new CodedError(
      'no-browser-legs',
      `telephones in browsers on ${process.platform} ${process.arch}: the package node-datachannel does not load`,
      {},
      error,
    );
  }
}
