import type { Clock } from '../../../foundation/clock.ts';
import type { HeardTurn, HearingTurn } from '../hearing-service.ts';
import { isPermanentStatus } from '../http/status.ts';
import { maskSecrets } from './mask-secrets.ts';
import { PacedSound, type Pace } from './paced-sound.ts';
import { openServiceSocket, type ServiceSocket, type SocketAddress, type SocketEnd } from './service-socket.ts';

/** What a frame of a service means for the turn. */
export type TurnEvent =
  /** Sound may be sent from now on. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'partial'; readonly text: string }
  | { readonly kind: 'final'; readonly text: string; readonly confidence: number }
  | TurnFailure;

export interface TurnFailure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly permanent: boolean;
}

/** How one turn goes over one WebSocket in the words of a vendor. Made anew for each turn, and never asked anything after its end. */
export interface TurnProtocol {
  readonly pace: Pace;
  /** Text frames sent as soon as the connection stands. */
  readonly greeting: readonly string[];
  /** Sound is taken without a `ready`. */
  readonly soundAtOnce: boolean;
  sound(packet: Int16Array): string | Uint8Array;
  /** What ends the sound. */
  farewell(): readonly string[];
  /** Null: this is no message of the protocol. */
  read(text: string): readonly TurnEvent[] | null;
  /** A vendor's own view of why a connection could not be or was lost; where absent, statuses tell. */
  judgeEnd?(end: SocketEnd): TurnFailure;
}

export interface SocketTurn {
  readonly protocol: TurnProtocol;
  /** A promise where a token has to be fetched; it fulfils in every case. */
  readonly address: SocketAddress | Promise<SocketAddress | TurnFailure>;
  readonly secrets: readonly string[];
}

/** Turns of a service that opens a WebSocket for each. */
export class SocketTurns {
  readonly #clock: Clock;
  readonly #open = new Set<HearingTurn>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns at once; what goes wrong is told by `failed`, once, with no secret in it. */
  open(asked: SocketTurn, turn: HeardTurn): HearingTurn {
    const opened = runTurn(this.#clock, asked, turn, () => this.#open.delete(opened));
    this.#open.add(opened);
    return opened;
  }

  /** Closes every turn that is open; none hears anything more. */
  closeAll(): void {
    for (const turn of this.#open) turn.close();
  }
}

function runTurn(
  clock: Clock,
  { protocol, address, secrets }: SocketTurn,
  turn: HeardTurn,
  over: () => void,
): HearingTurn {
  let socket: ServiceSocket | null = null;
  let isOver = false;
  let lastPartial = '';
  const close = (): void => {
    if (isOver) return;
    isOver = true;
    sound.stop();
    socket?.close();
    over();
  };
  const partial = (text: string): void => {
    if (text !== lastPartial) turn.partial(text);
    lastPartial = text;
  };
  const apply = (event: TurnEvent): void => {
    if (isOver) return;
    if (event.kind === 'ready') return sound.flow();
    if (event.kind === 'partial') return partial(event.text);
    close();
    if (event.kind === 'final') turn.final(event.text, event.confidence);
    else turn.failed(maskSecrets(event.reason, secrets), event.permanent);
  };
  const sound = new PacedSound(
    clock,
    protocol.pace,
    (packet) => socket?.send(protocol.sound(packet)),
    () => {
      for (const frame of protocol.farewell()) socket?.send(frame);
    },
  );
  const connect = (where: SocketAddress): void => {
    if (isOver) return;
    socket = openServiceSocket(where, {
      opened() {
        for (const frame of protocol.greeting) socket?.send(frame);
        if (protocol.soundAtOnce) sound.flow();
      },
      text(text) {
        for (const event of protocol.read(text) ?? [garbage(text)]) apply(event);
      },
      ended: (end) => apply(protocol.judgeEnd?.(end) ?? failureOf(end)),
    });
  };
  if (address instanceof Promise) void address.then((found) => ('kind' in found ? apply(found) : connect(found)));
  else connect(address);
  return { send: (samples) => sound.push(samples), finish: () => sound.finish(), close };
}

/** Without a word of it: what was said on a call may stand in it. */
function garbage(text: string): TurnFailure {
  const reason = `the service sent ${text.length} characters that are no message of its protocol`;
  return { kind: 'failed', reason, permanent: false };
}

/** A connection that ended before the final. */
export function failureOf(end: SocketEnd): TurnFailure {
  return { kind: 'failed', reason: end.reason, permanent: end.kind === 'refused' && isPermanentStatus(end.status) };
}

/** 16 bit little endian, as all of them want it. A view, good until `samples` is written to. */
export function pcmBytes(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
