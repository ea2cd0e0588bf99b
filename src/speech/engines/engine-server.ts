import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { encodeMessage, WireReader, type EngineReply, type EngineRequest } from '../link/wire.ts';

/** What an engine makes of one worker's connection. */
export interface EngineSession {
  received(request: EngineRequest): void;
  /** The worker is gone, and with it all that it asked. */
  closed(): void;
}

/** One engine behind a socket; a session for each worker that connects. */
export interface Engine {
  connected(reply: (reply: EngineReply) => void): EngineSession;
}

/**
 * Serves an engine on a unix socket. Replies leave at once when `eager` (a synthesiser holds the thread while it speaks,
 * and its first chunk must not wait for its last), else one write a turn of the event loop.
 */
export function serveEngine(
  engine: Engine,
  socketPath: string,
  { eager }: { readonly eager: boolean },
): Promise<Server> {
  rmSync(socketPath, { force: true });
  const server = createServer((socket) => serveConnection(engine, socket, eager));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve(server));
  });
}

function serveConnection(engine: Engine, socket: Socket, eager: boolean): void {
  const reader = new WireReader();
  const session = engine.connected(eager ? (reply) => void socket.write(encodeMessage(reply)) : batched(socket));
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const request of reader.push(bytes)) session.received(request as EngineRequest);
    } catch {
      // Bytes out of step cannot be mended: the worker connects again.
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => session.closed());
}

function batched(socket: Socket): (reply: EngineReply) => void {
  let waiting: Buffer[] = [];
  return (reply) => {
    if (waiting.length === 0)
      setImmediate(() => {
        if (!socket.destroyed) socket.write(Buffer.concat(waiting));
        waiting = [];
      });
    waiting.push(encodeMessage(reply));
  };
}
