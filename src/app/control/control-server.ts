import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { CommandIo, CommandResult } from '../commands/command.ts';
import type { ControlReply, ControlRequest } from './control-socket.ts';

export type RunCommand = (name: string, args: unknown, io: CommandIo) => Promise<CommandResult>;

async function serve(socket: Socket, run: RunCommand): Promise<void> {
  const gone = new AbortController();
  const reply = (message: ControlReply): void => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  socket.on('close', () => gone.abort(new Error('who asked has gone')));
  socket.on('error', () => gone.abort(new Error('who asked has gone')));
  const lines = createInterface({ input: socket });
  const [first] = await new Promise<[string?]>((resolve) => {
    lines.once('line', (line) => resolve([line]));
    lines.once('close', () => resolve([]));
  });
  if (first === undefined) return;
  try {
    const { command, args } = JSON.parse(first) as ControlRequest;
    const io: CommandIo = {
      signal: gone.signal,
      say: (line) => reply({ kind: 'say', line }),
      progress: (done, of, what) => reply({ kind: 'progress', done, of, what }),
    };
    const { json, text, exitCode = 0 } = await run(command, args, io);
    reply({ kind: 'result', json, text, exitCode });
  } catch (error) {
    reply({ kind: 'error', code: error instanceof CodedError ? error.code : 'internal', message: messageOf(error) });
  }
  socket.end();
}

/** Takes commands on a unix socket that only this user may open. */
export async function openControlServer(path: string, run: RunCommand): Promise<{ close(): Promise<void> }> {
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    void serve(socket, run);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  await chmod(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
