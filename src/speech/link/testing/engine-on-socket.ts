import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock, type Clock } from '../../../foundation/clock.ts';
import { serveEngine, type Engine } from '../../engines/engine-server.ts';
import { connectSpeechLink } from '../connect-speech-link.ts';
import type { SpeechLink } from '../speech-link.ts';
import { noSpeechSockets, type EngineSocket, type SpeechSockets } from '../speech-sockets.ts';
import type { EngineReply, EngineRequest } from '../wire.ts';

export interface EngineOnSocket {
  readonly socket: EngineSocket;
  /** What it was asked, by all workers. */
  readonly requests: readonly EngineRequest[];
  /** Connections that stand. */
  readonly workers: ReadonlySet<Socket>;
  /** Again, after it died. */
  start(): Promise<void>;
  /** As a kill would: connections break, the socket's file is gone. */
  die(): Promise<void>;
}

/** An engine that writes down what it is asked and answers as told, until the test is over. */
export async function engineOnSocket(
  name: string,
  answer: (request: EngineRequest, reply: (reply: EngineReply) => void) => void,
  languages: EngineSocket['languages'] = ['cmn'],
): Promise<EngineOnSocket> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-engine-'));
  const socket: EngineSocket = { name, socketPath: join(folder, 'socket'), languages };
  const requests: EngineRequest[] = [];
  const workers = new Set<Socket>();
  const engine: Engine = {
    connected: (reply) => ({
      received(request) {
        requests.push(request);
        answer(request, reply);
      },
      closed: () => undefined,
    }),
  };
  let server: Server | null = null;
  const start = async (): Promise<void> => {
    server = await serveEngine(engine, socket.socketPath, { eager: true });
    server.on('connection', (worker) => {
      workers.add(worker);
      worker.on('close', () => workers.delete(worker));
    });
  };
  const die = async (): Promise<void> => {
    for (const worker of workers) worker.destroy();
    if (!server?.listening) return;
    server.close();
    await once(server, 'close');
  };
  await start();
  onTestFinished(async () => {
    await die();
    await rm(folder, { recursive: true });
  });
  return { socket, requests, workers, start, die };
}

/** A link to these engines and no others, until the test is over. */
export function linkTo(sockets: Partial<SpeechSockets>, clock: Clock = systemClock): SpeechLink {
  const link = connectSpeechLink({ ...noSpeechSockets, ...sockets }, { clock });
  onTestFinished(() => link.close());
  return link;
}

/** Flushes once a turn of the event loop until `done`, as the worker's clock would. */
export async function flushUntil(link: SpeechLink, done: () => boolean): Promise<void> {
  while (!done()) {
    link.flush();
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
