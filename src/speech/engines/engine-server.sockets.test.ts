import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeMessage, WireReader, type EngineReply, type EngineRequest } from '../link/wire.ts';
import { serveEngine, type Engine } from './engine-server.ts';

let folder = '';
let server: Server | null = null;
const closed: string[] = [];

/** Answers every finish with two finals of its id. */
const echoing: Engine = {
  connected: (reply) => ({
    received({ kind, id }: EngineRequest) {
      if (kind !== 'finish') return;
      for (const text of ['one', 'two']) reply({ kind: 'final', id, frameAtMs: 0, confidence: 1, text });
    },
    closed: () => closed.push('worker'),
  }),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-server-'));
  closed.length = 0;
});
afterEach(async () => {
  server?.close();
  await rm(folder, { recursive: true });
});

async function worker(eager: boolean): Promise<Socket> {
  const path = join(folder, 'engine');
  server = await serveEngine(echoing, path, { eager });
  const socket = connect(path);
  await once(socket, 'connect');
  return socket;
}

test.each([true, false])('requests are answered in order on their own connection (eager: %s)', async (eager) => {
  const socket = await worker(eager);
  const reader = new WireReader();
  const replies: EngineReply[] = [];
  socket.write(Buffer.concat([1, 2].map((id) => encodeMessage({ kind: 'finish', id }))));
  while (replies.length < 4) {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    replies.push(...(reader.push(bytes) as EngineReply[]));
  }
  expect(replies.map((reply) => `${reply.id} ${'text' in reply ? reply.text : ''}`)).toEqual([
    '1 one',
    '1 two',
    '2 one',
    '2 two',
  ]);
  socket.destroy();
  await expect.poll(() => closed).toEqual(['worker']);
});

test('a worker that writes nonsense is cut off, and the engine serves the next', async () => {
  const socket = await worker(false);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await once(socket, 'close');
  const next = connect(join(folder, 'engine'));
  next.write(encodeMessage({ kind: 'finish', id: 9 }));
  const [bytes] = (await once(next, 'data')) as [Buffer];
  expect(new WireReader().push(bytes)[0]).toMatchObject({ id: 9, text: 'one' });
  next.destroy();
});
