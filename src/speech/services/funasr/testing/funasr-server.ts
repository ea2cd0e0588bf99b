import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What the server hears: one word for each so many bytes, corrected where it says so. */
interface FunAsrScript {
  /** Words of the streaming model; one is told for each 100 ms of sound, as the runtime decodes. */
  readonly words: readonly string[];
  /** After so many words the second model corrects them all to this text. */
  readonly corrections?: Readonly<Record<number, string>>;
  /** The last correction, told after the end of the sound. */
  readonly last: string;
}

export interface FunAsrServer {
  readonly url: string;
  /** What came first on each connection, parsed. */
  readonly begun: readonly Record<string, unknown>[];
  /** Bytes of sound, by connection. */
  readonly bytes: readonly number[];
  /** Whether the end of the sound was said, by connection. */
  readonly ended: readonly boolean[];
  /** Cuts a connection after so many words of it, once. */
  cutAfterWords(count: number): void;
  /** Answers the next connection's first sound with this text instead. */
  answerWith(text: string): void;
  close(): Promise<void>;
}

/** 100 ms of 8 kHz, 16 bit: the runtime decodes steps of 800 samples. */
const stepBytes = 1_600;

/** A server of our own that speaks FunASR's protocol on loopback, as strictly as the runtime and with the words it is given. */
export async function openFunAsrServer(script: FunAsrScript): Promise<FunAsrServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const begun: Record<string, unknown>[] = [];
  const bytes: number[] = [];
  const ended: boolean[] = [];
  const next = { cutAfter: Number.POSITIVE_INFINITY, answer: null as string | null };
  server.on('connection', (socket) => {
    const at = bytes.push(0) - 1;
    ended.push(false);
    let told = 0;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        bytes[at] = (bytes[at] ?? 0) + data.length;
        if (next.answer !== null) {
          socket.send(next.answer);
          next.answer = null;
          return;
        }
        for (; told < script.words.length && (bytes[at] ?? 0) >= (told + 1) * stepBytes; told++) {
          if (told === next.cutAfter) {
            next.cutAfter = Number.POSITIVE_INFINITY;
            return socket.terminate();
          }
          tellWord(socket, script, told, begun[at]);
        }
        return;
      }
      const message = JSON.parse(data.toString()) as Record<string, unknown>;
      if (message['is_speaking'] === true) begun[at] = message;
      else {
        ended[at] = true;
        tell(socket, begun[at], { mode: '2pass-offline', text: script.last, is_final: true });
      }
    });
  });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begun,
    bytes,
    ended,
    cutAfterWords: (count) => {
      next.cutAfter = count;
    },
    answerWith: (text) => {
      next.answer = text;
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

function tellWord(
  socket: WebSocket,
  script: FunAsrScript,
  index: number,
  begun: Record<string, unknown> | undefined,
): void {
  tell(socket, begun, { mode: '2pass-online', text: script.words[index], is_final: false });
  const corrected = script.corrections?.[index + 1];
  if (corrected !== undefined) tell(socket, begun, { mode: '2pass-offline', text: corrected, is_final: false });
}

function tell(
  socket: WebSocket,
  begun: Record<string, unknown> | undefined,
  result: Readonly<Record<string, unknown>>,
): void {
  socket.send(JSON.stringify({ ...result, wav_name: begun?.['wav_name'] }));
}
