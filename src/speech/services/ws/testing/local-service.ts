import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface Refusal {
  readonly status: number;
  readonly body: string;
}

export interface LocalServiceParts {
  /** Null lets the WebSocket in. */
  readonly judge: (request: IncomingMessage) => Refusal | null;
  readonly connected: (socket: WebSocket, request: IncomingMessage) => void;
  /** Plain HTTP beside it. */
  readonly http?: RequestListener;
}

export interface LocalService {
  /** `127.0.0.1:port` */
  readonly host: string;
  close(): Promise<void>;
}

/** A service on loopback: WebSockets, and what a vendor offers over HTTP beside them. */
export async function serveLocally({ judge, connected, http }: LocalServiceParts): Promise<LocalService> {
  const server = createServer(http);
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const refusal = judge(request);
    if (!refusal) return sockets.handleUpgrade(request, socket, head, (opened) => connected(opened, request));
    const { status, body } = refusal;
    socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      if (!server.listening) return;
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
