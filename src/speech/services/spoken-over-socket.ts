import { Pcm16Reader } from './pcm16-reader.ts';
import type { SpokenText } from './speaking-service.ts';
import { maskSecrets } from './ws/mask-secrets.ts';
import { openServiceSocket, type ServiceSocket, type SocketAddress, type SocketEnd } from './ws/service-socket.ts';
import { failureOf, type TurnFailure } from './ws/socket-turns.ts';

/** What a text frame of a service means for the text it says. */
export type SpeechEvent =
  /** Its turn to be told something. */
  | { readonly kind: 'send'; readonly frame: unknown }
  /** 16-bit little-endian samples at 8 kHz, however cut. */
  | { readonly kind: 'sound'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | TurnFailure;

/** How one text goes over one WebSocket in the words of a vendor. Made anew for each text. */
export interface SpeechProtocol {
  /** Sent as JSON as soon as the connection stands. */
  readonly greeting: readonly unknown[];
  /** Whether sound comes as binary frames; where not, such a frame is a fault. */
  readonly binarySound: boolean;
  /** Null: this is no message of the protocol. */
  read(text: string): readonly SpeechEvent[] | null;
  /** A vendor's own view of why a connection could not be or was lost; where absent, statuses tell. */
  judgeEnd?(end: SocketEnd): TurnFailure;
}

export interface SocketSpeech {
  readonly protocol: SpeechProtocol;
  /** A promise where a token has to be fetched; it fulfils in every case. */
  readonly address: SocketAddress | Promise<SocketAddress | TurnFailure>;
  readonly secrets: readonly string[];
}

/** Says one text over a WebSocket of its own. Returns at once; the returned function abandons it. No secret stands in any reason told. */
export function speakOverSocket({ protocol, address, secrets }: SocketSpeech, spoken: SpokenText): () => void {
  const samples = new Pcm16Reader();
  let socket: ServiceSocket | null = null;
  let over = false;
  const close = (): void => {
    over = true;
    socket?.close();
  };
  const fail = ({ reason, permanent }: TurnFailure): void => {
    close();
    spoken.failed(maskSecrets(reason, secrets), permanent);
  };
  const end = (): void => {
    close();
    if (samples.broken) spoken.failed('the sound ended in the middle of a sample', false);
    else spoken.end();
  };
  const apply = (event: SpeechEvent): void => {
    if (over) return;
    if (event.kind === 'send') socket?.sendJson(event.frame);
    else if (event.kind === 'sound') spoken.chunk(samples.push(event.bytes));
    else if (event.kind === 'end') end();
    else fail(event);
  };
  const connect = (where: SocketAddress): void => {
    socket = openServiceSocket(where, {
      opened() {
        for (const frame of protocol.greeting) socket?.sendJson(frame);
      },
      text(text) {
        for (const event of protocol.read(text) ?? [noMessage(text)]) apply(event);
      },
      ...(protocol.binarySound && { binary: (bytes: Buffer) => apply({ kind: 'sound', bytes }) }),
      ended: (ended) => apply(protocol.judgeEnd?.(ended) ?? failureOf(ended)),
    });
  };
  const begin = (found: SocketAddress | TurnFailure): void => {
    if (over) return;
    if ('kind' in found) fail(found);
    else connect(found);
  };
  if (address instanceof Promise) void address.then(begin);
  else begin(address);
  return close;
}

function noMessage(text: string): TurnFailure {
  const reason = `the service sent ${text.length} characters that are no message of its protocol`;
  return { kind: 'failed', reason, permanent: false };
}
