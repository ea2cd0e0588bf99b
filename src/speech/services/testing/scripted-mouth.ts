import type { WebSocket } from 'ws';
import type { SpeakingService } from '../speaking-service.ts';
import type { Refusal } from '../ws/testing/local-service.ts';

/** What goes wrong in the middle of a text's sound. */
export type VoiceFault = 'cut' | 'goodbye' | 'garbage' | 'hang' | 'half a sample';

/** How a local service speaks. */
export interface VoiceScript {
  readonly fault?: VoiceFault;
  /** A text frame in place of all sound: the vendor's words for a failure. */
  readonly reply?: string;
  /** The upgrade is refused. */
  readonly refusal?: Refusal;
}

/** One text as a local service was asked for it. */
export interface AskedSpeech {
  readonly text: string;
  /** Parameters in the vendor's names. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A local service that speaks a vendor's protocol, and what came to it. */
export interface VoiceServer {
  readonly url: string;
  readonly asked: readonly AskedSpeech[];
  /** What was wrong against the protocol, in words. */
  readonly violations: readonly string[];
  /** Fulfils when the next connection that has been spoken to is gone. */
  hungUp(): Promise<void>;
  close(): Promise<void>;
}

/** A service against a local server of its vendor's protocol. */
export interface SpeakingBench {
  readonly service: SpeakingService;
  readonly server: VoiceServer;
  /** Must stand in no reason. */
  readonly secrets: readonly string[];
}

/** 100 ms a character, unlike for every character: what came of which text, and in which order, can be seen from it. */
export function soundOfText(text: string): Int16Array {
  return Int16Array.from(
    Array.from(text).flatMap((character) =>
      Array.from({ length: 800 }, (_, index) => (((character.codePointAt(0) ?? 0) * (index + 7)) % 20_000) - 10_000),
    ),
  );
}

/** Odd, so that samples are cut in two on the way. */
const pieceBytes = 333;
const piecesBeforeFault = 3;

/** Says a text as the script wants it, in pieces that a vendor's server puts into its frames. */
export function sayByScript(
  { fault, reply }: VoiceScript,
  text: string,
  socket: WebSocket,
  mouth: { sound(bytes: Buffer): void; end(): void },
): void {
  if (reply !== undefined) return socket.send(reply);
  const sound = soundOfText(text);
  const bytes = Buffer.from(sound.buffer);
  const pieces = fault === undefined ? Number.POSITIVE_INFINITY : piecesBeforeFault;
  for (let at = 0, piece = 0; at < bytes.length && piece < pieces; at += pieceBytes, piece++)
    mouth.sound(bytes.subarray(at, at + pieceBytes));
  if (fault === undefined || fault === 'half a sample') mouth.end();
  else if (fault === 'goodbye') socket.close(1_000);
  else if (fault === 'garbage') socket.send('客户说了什么 { no message');
  // What was sent is to arrive before the connection breaks.
  else if (fault === 'cut') socket.send(Buffer.alloc(0), { binary: false }, () => socket.terminate());
}
