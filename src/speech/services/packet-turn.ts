import type { HeardTurn, HearingTurn } from './hearing-service.ts';
import { SoundPackets } from './sound-packets.ts';
import type { UnderWay } from './under-way.ts';
import { maskSecrets } from './ws/mask-secrets.ts';
import { openServiceSocket, type SocketAddress, type SocketEnd } from './ws/service-socket.ts';
import type { TurnEvent } from './ws/socket-turns.ts';

/** How one turn goes over one WebSocket whose sound and answers are binary. Made anew for each turn, and never asked anything after its end. */
export interface PacketProtocol {
  readonly samplesPerPacket: number;
  /** Before the first sound. */
  readonly greeting: readonly (string | Uint8Array)[];
  sound(pcm: Buffer): Uint8Array;
  /** Sound that is left, never empty, and what ends it. */
  farewell(rest: Buffer): readonly Uint8Array[];
  /** What a text frame means, a binary one; null: it is no message of the protocol. */
  text(text: string): TurnEvent | 'nothing' | null;
  binary(bytes: Buffer): TurnEvent | 'nothing' | null;
  /** Whether another try would end so too. */
  isPermanent(end: SocketEnd): boolean;
}

/** Opens one turn over a WebSocket of its own. Returns at once; its end is told once, with no secret in it. A turn without sound is empty. */
export function openPacketTurn(
  protocol: PacketProtocol,
  address: SocketAddress,
  turn: HeardTurn,
  work: UnderWay,
): HearingTurn {
  let sounded = false;
  let listening = true;
  let over = (): void => undefined;
  const finish = (): void => {
    listening = false;
    over();
    socket.close();
  };
  const failed = (reason: string, permanent: boolean): void => {
    finish();
    turn.failed(maskSecrets(reason, address.secrets), permanent);
  };
  const apply = (event: TurnEvent | 'nothing' | null, what: string): void => {
    // Without a word of it: what was said on a call may stand in it.
    if (event === null) return failed(`the service sent ${what} that are no message of its protocol`, false);
    if (event === 'nothing' || event.kind === 'ready') return;
    if (event.kind === 'failed') return failed(event.reason, event.permanent);
    if (event.kind === 'partial') return turn.partial(event.text);
    finish();
    turn.final(event.text, event.confidence);
  };
  const socket = openServiceSocket(address, {
    opened: () => turn.answered?.(),
    text: (text) => apply(protocol.text(text), `${text.length} characters`),
    binary: (bytes) => apply(protocol.binary(bytes), `${bytes.length} bytes`),
    ended: (end) => failed(end.reason, protocol.isPermanent(end)),
  });
  for (const frame of protocol.greeting) socket.send(frame);
  const packets = new SoundPackets(protocol.samplesPerPacket, (pcm) => socket.send(protocol.sound(pcm)));
  const close = work.begin((ended) => {
    over = ended;
    return finish;
  });
  return {
    send(samples) {
      if (!listening) return;
      sounded = true;
      packets.push(samples);
    },
    finish() {
      if (!listening) return;
      if (!sounded) return apply({ kind: 'final', text: '', confidence: 1 }, '');
      listening = false;
      for (const frame of protocol.farewell(packets.finish())) socket.send(frame);
    },
    close,
  };
}
