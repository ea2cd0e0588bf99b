import type { Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Random } from '../../foundation/random.ts';
import type { OpenSocket } from '../rtp/datagram-socket.ts';
import { openSocketPair, type PortPool, type SocketPair } from '../rtp/port-pool.ts';
import type { NetworkAddress } from '../rtp/source-latch.ts';
import { parseSessionDescription } from '../sdp/parse-session-description.ts';
import type { LocalIce, RemoteIce } from '../sdp/ice-attributes.ts';
import { loadNativePeers, type NativePeer, type NativePeers, type NativeTrack } from './native-peer.ts';
import { nativeCodec, nativeMid, remoteAnswer } from './remote-answer.ts';
import { TrackSockets } from './track-sockets.ts';

/** A browser that went away says BYE as well, a little later: its call then ends as one that was hung up. */
const byeWithinMs = 3_000;

/** Where a browser is: as agreed by SDP. */
export interface BrowserRemote extends NetworkAddress {
  readonly ice: RemoteIce;
}

/** One browser's voice: an RTP session's sockets, with ICE, DTLS and SRTP under them. */
export interface BrowserLeg extends SocketPair {
  readonly rtcp: NonNullable<SocketPair['rtcp']>;
  /** What the SDP says of our end. */
  readonly ice: LocalIce;
  /** Packets go both ways. */
  readonly isOpen: boolean;
  /** Begins to look for the browser. Once more of the same changes nothing. */
  connect(remote: BrowserRemote): void;
}

/** All browser legs of one thread. */
export interface BrowserLegs {
  /**
   * Opens a port, for which no browser is known yet. `lost` hears, once, that the browser was not found, is not who it said
   * it was, or is gone. Rejects with `no-browser-legs`, or as `openSocketPair` does.
   */
  open(bindAddress: string, lost: (reason: string) => void): Promise<BrowserLeg>;
  /** Closes what is still open, and must be called before the thread ends. */
  close(): void;
}

export interface BrowserLegsParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ports: PortPool;
  /** Asks whether a port is free: sockets of the system, whichever way other packets go. */
  readonly openSocket: OpenSocket;
  /** `loadNativePeers` where absent; called when the first leg is opened. */
  readonly load?: () => NativePeers;
}

export function openBrowserLegs(parts: BrowserLegsParts): BrowserLegs {
  const { load = loadNativePeers } = parts;
  let native: NativePeers | null = null;
  const legs = new Set<NativeLeg>();
  return {
    async open(bindAddress, lost) {
      native ??= load();
      const pair = await openSocketPair(parts.ports, parts.openSocket, bindAddress, true);
      // They showed that both ports are free: the native part ends the program where it finds none.
      pair.rtp.close();
      pair.rtcp?.close();
      try {
        const leg = new NativeLeg(native, { bindAddress, pair, lost, ...parts, gone: () => legs.delete(leg) });
        legs.add(leg);
        return leg;
      } catch (error) {
        pair.close();
        throw error;
      }
    },
    close() {
      for (const leg of legs) leg.close();
      native?.cleanup();
      native = null;
    },
  };
}

interface NativeLegParts extends Pick<BrowserLegsParts, 'clock' | 'random'> {
  readonly bindAddress: string;
  readonly pair: SocketPair;
  readonly lost: (reason: string) => void;
  readonly gone: () => void;
}

/**
 * ```
 *   opened ──connect──▶ looking ──DTLS done──▶ open ──gone 3 s──▶ lost
 *                          └──nobody, a stranger────────────────────▲
 *   any ──close──▶ closed
 * ```
 */
class NativeLeg implements BrowserLeg {
  readonly ice: LocalIce;
  readonly rtp: BrowserLeg['rtp'];
  readonly rtcp: BrowserLeg['rtcp'];
  readonly #parts: NativeLegParts;
  readonly #peer: NativePeer;
  readonly #track: NativeTrack;
  readonly #sockets: TrackSockets;
  #connected = false;
  #open = false;
  #lost = false;
  #closed = false;
  #cancelLoss = (): void => undefined;

  constructor(native: NativePeers, parts: NativeLegParts) {
    this.#parts = parts;
    const { random, bindAddress, pair } = parts;
    this.#peer = new native.PeerConnection('browser', {
      iceServers: [],
      bindAddress,
      portRangeBegin: pair.rtp.port,
      portRangeEnd: pair.rtp.port + 1,
      disableAutoNegotiation: true,
    });
    const audio = new native.Audio(nativeMid, 'SendRecv');
    audio.addAudioCodec(nativeCodec.payloadType, nativeCodec.name);
    this.#track = this.#peer.addTrack(audio);
    this.#track.onOpen(() => {
      this.#open = true;
    });
    this.#peer.onStateChange((state) => this.#became(state));
    const credentials = { iceUfrag: random.hex(4), icePwd: random.hex(16) };
    this.#peer.setLocalDescription('offer', credentials);
    const { port, fingerprint } = ownEnd(this.#peer);
    this.ice = { ufrag: credentials.iceUfrag, password: credentials.icePwd, fingerprint };
    this.#sockets = new TrackSockets(port, (bytes) => this.#send(bytes));
    this.#track.onMessage((bytes) => this.#sockets.take(bytes));
    ({ rtp: this.rtp, rtcp: this.rtcp } = this.#sockets);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  connect({ address, port, ice }: BrowserRemote): void {
    this.#sockets.peer = { address, port };
    if (this.#connected || this.#closed) return;
    this.#connected = true;
    try {
      this.#peer.setRemoteDescription(remoteAnswer(ice), 'answer');
    } catch (error) {
      this.#lose(`the browser's end cannot be used: ${messageOf(error)}`);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    this.#cancelLoss();
    this.#peer.close();
    this.#parts.pair.close();
    this.#parts.gone();
  }

  #send(bytes: Uint8Array): void {
    if (!this.#open || !this.#track.isOpen()) return;
    this.#track.sendMessageBinary(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  #became(state: string): void {
    if (this.#closed || this.#lost) return;
    this.#cancelLoss();
    if (state === 'failed') this.#lose('the browser was not found, or is not who it said it was (ICE, DTLS)');
    if (state === 'disconnected' || state === 'closed')
      this.#cancelLoss = this.#parts.clock.after(byeWithinMs, () => this.#lose('the browser went away'));
  }

  #lose(reason: string): void {
    this.#lost = true;
    this.#open = false;
    this.#parts.lost(reason);
  }
}

/** Its own account of where it listens and which certificate it shows. */
function ownEnd(peer: NativePeer): { readonly port: number; readonly fingerprint: LocalIce['fingerprint'] } {
  const [medium] = parseSessionDescription(peer.localDescription()?.sdp ?? '').media;
  const port = medium?.ice?.candidates[0]?.port;
  if (!medium?.ice || port === undefined)
    throw new CodedError('no-browser-legs', 'a browser leg: the native part opened no port', {});
  return { port, fingerprint: medium.ice.fingerprint };
}
