import type { IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import { messageOf } from '../../../foundation/errors.ts';
import { maskSecrets } from './mask-secrets.ts';

/** Where a service listens, and with what it is asked. */
export interface SocketAddress {
  /** `wss:` or `ws:`, the signature in its query where the vendor wants it there. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Keys, tokens and signatures: none of them stands in any reason told. */
  readonly secrets: readonly string[];
}

/** Why a connection is no more. Every `reason` is masked and fit for a log. */
export type SocketEnd =
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The service answered the upgrade with an HTTP status: 401 and 403 are a key refused. `body` is masked too, at most 300 characters. */
  | { readonly kind: 'refused'; readonly reason: string; readonly status: number; readonly body: string }
  /** It stood and was closed or cut: `code` as in RFC 6455 §7.4, 1006 where no close frame came. */
  | { readonly kind: 'closed'; readonly reason: string; readonly code: number };

export interface SocketListener {
  /** Before what was sent meanwhile goes out. */
  opened?(): void;
  text(text: string): void;
  /** Bytes good until this returns. Absent: such a frame ends the connection. */
  binary?(bytes: Buffer): void;
  /** Once, and never after `close`: nothing comes after it. */
  ended(end: SocketEnd): void;
}

/** One WebSocket to a service. What is sent before it is open waits, in order. */
export interface ServiceSocket {
  send(frame: string | Uint8Array): void;
  /** A text frame of JSON. */
  sendJson(value: unknown): void;
  /** Closes with 1000; the listener hears nothing more. */
  close(): void;
}

/** More waiting than this, and the service reads too slowly: two minutes of 8 kHz sound as base64. */
const longestQueueBytes = 2_600_000;
const longestFrameBytes = 4_000_000;
const longestBodyBytes = 4_096;
/** How long a service may take to answer our close. */
const closeTimeout = 2_000;

/**
 * Opens a WebSocket to a speech service. Returns at once and never throws; what goes wrong is told by `ended`. It waits without end:
 * time-outs are the caller's. Redirects are refusals, since a key would follow them.
 */
export function openServiceSocket(address: SocketAddress, listener: SocketListener): ServiceSocket {
  const held: (string | Uint8Array)[] = [];
  let heldBytes = 0;
  let socket: WebSocket | null = null;
  let stood = false;
  let over = false;
  const masked = (text: string): string => maskSecrets(text, address.secrets);
  const end = (why: SocketEnd): void => {
    if (over) return;
    over = true;
    held.length = 0;
    socket?.terminate();
    listener.ended(why);
  };

  try {
    socket = open(address);
  } catch (error) {
    queueMicrotask(() => end({ kind: 'unreachable', reason: masked(messageOf(error)) }));
  }
  socket?.on('open', () => {
    stood = true;
    if (over) return;
    listener.opened?.();
    for (const frame of held.splice(0)) if (!over) socket.send(frame, () => undefined);
  });
  socket?.on('message', (data, isBinary) => {
    if (over) return;
    if (!isBinary) listener.text(bytesOf(data).toString('utf8'));
    else if (listener.binary) listener.binary(bytesOf(data));
    else end({ kind: 'closed', code: 1003, reason: 'the service sent bytes where text was wanted' });
  });
  socket?.on('unexpected-response', (_, response) => {
    void bodyOf(response, (text) => {
      const body = masked(text);
      const status = response.statusCode ?? 0;
      end({ kind: 'refused', status, body, reason: `the service answered with status ${status}: ${body}` });
    });
  });
  socket?.on('error', (error) => {
    const reason = masked(messageOf(error));
    end(stood ? { kind: 'closed', code: 1006, reason } : { kind: 'unreachable', reason });
  });
  socket?.on('close', (code, said) => {
    const reason = masked(said.toString('utf8'));
    const how = code === 1006 ? 'the connection broke off' : `the service closed the connection with code ${code}`;
    end({ kind: 'closed', code, reason: reason === '' ? how : `${how}: ${reason}` });
  });

  const send = (frame: string | Uint8Array): void => {
    if (over || !socket) return;
    heldBytes = socket.readyState === WebSocket.CONNECTING ? heldBytes + frame.length : socket.bufferedAmount;
    if (heldBytes > longestQueueBytes)
      end({ kind: 'closed', code: 1006, reason: `the service takes nothing: ${heldBytes} bytes wait` });
    else if (socket.readyState === WebSocket.CONNECTING) held.push(typeof frame === 'string' ? frame : frame.slice());
    else socket.send(frame, () => undefined);
  };
  return {
    send,
    sendJson: (value) => send(JSON.stringify(value)),
    close() {
      over = true;
      held.length = 0;
      socket?.close(1000);
    },
  };
}

function open({ url, headers }: SocketAddress): WebSocket {
  if (!/^wss?:/.test(url) || !URL.canParse(url)) throw new Error('the address of the service is no WebSocket URL');
  // `closeTimeout` is younger than the types of ws.
  const options = { headers, perMessageDeflate: false, maxPayload: longestFrameBytes, closeTimeout };
  return new WebSocket(url, options);
}

async function bodyOf(response: IncomingMessage, read: (body: string) => void): Promise<void> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= longestBodyBytes) break;
    }
  } catch {
    // The status alone says enough when its body breaks off.
  }
  read(Buffer.concat(parts).toString('utf8'));
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
