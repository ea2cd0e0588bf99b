import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { onAbort } from '../../foundation/abort.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { CommandIo, CommandResult } from '../commands/command.ts';
import type { ControlReply } from './control-socket.ts';

/** Has the program behind a control socket run a command; null where none listens there. */
export function askRunningProgram(
  path: string,
  command: string,
  args: unknown,
  io: CommandIo,
): Promise<CommandResult | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      // These are the end of the other program: `close` follows.
      else if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.once('close', () =>
      reject(
        io.signal.aborted
          ? new CodedError('stopped', 'the command was stopped; the running program ends what it began')
          : new CodedError('program-gone', 'the running program ended before it answered'),
      ),
    );
    onAbort(io.signal, () => socket.destroy());
    socket.once('connect', () => {
      socket.write(`${JSON.stringify({ command, args })}\n`);
      createInterface({ input: socket }).on('line', (line) => {
        const reply = JSON.parse(line) as ControlReply;
        if (reply.kind === 'say') io.say(reply.line);
        else if (reply.kind === 'progress') io.progress(reply.done, reply.of, reply.what);
        else if (reply.kind === 'error') reject(new CodedError(reply.code, reply.message));
        else resolve({ json: reply.json, text: reply.text, exitCode: reply.exitCode });
      });
    });
  });
}
