import { createConnection } from 'node:net';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CodedError } from '../../foundation/errors.ts';
import type { CommandIo } from '../commands/command.ts';
import { askRunningProgram } from './control-client.ts';
import { openControlServer, type RunCommand } from './control-server.ts';
import { controlSocketOf } from './control-socket.ts';

let folder: string;
let path: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-control-'));
  path = controlSocketOf(folder);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await rm(folder, { recursive: true });
});

async function serve(run: RunCommand): Promise<void> {
  open.push(await openControlServer(path, run));
}

function listening(signal = new AbortController().signal): { readonly io: CommandIo; readonly heard: unknown[] } {
  const heard: unknown[] = [];
  const io: CommandIo = {
    signal,
    say: (line) => heard.push(line),
    progress: (done, of, what) => heard.push([done, of, what]),
  };
  return { io, heard };
}

it('a command runs in the other program, which tells how it goes and what came of it', async () => {
  await serve((name, args, io) => {
    io.say('begun');
    io.progress(1, 2, 'rows');
    return Promise.resolve({ json: { name, args }, text: '两行\n中文', exitCode: 3 });
  });
  const { io, heard } = listening();
  expect(await askRunningProgram(path, 'leads import', { list: '甲' }, io)).toEqual({
    json: { name: 'leads import', args: { list: '甲' } },
    text: '两行\n中文',
    exitCode: 3,
  });
  expect(heard).toEqual(['begun', [1, 2, 'rows']]);
});

it('an error keeps its code and message; one without a code is internal', async () => {
  await serve((name) =>
    Promise.reject(name === 'coded' ? new CodedError('not-found', "there is no trunk 'a'") : new Error('boom')),
  );
  await expect(askRunningProgram(path, 'coded', {}, listening().io)).rejects.toMatchObject({
    code: 'not-found',
    message: "there is no trunk 'a'",
  });
  await expect(askRunningProgram(path, 'other', {}, listening().io)).rejects.toMatchObject({
    code: 'internal',
    message: 'boom',
  });
});

it('nobody answers where no program runs, nor where one was killed and left its socket', async () => {
  expect(await askRunningProgram(path, 'campaign list', {}, listening().io)).toBeNull();
  await serve(() => Promise.reject(new Error('not asked')));
  await writeFile(`${path}.dead`, '');
  await expect(askRunningProgram(join(folder, 'control.sock.dead'), 'a', {}, listening().io)).resolves.toBeNull();
});

it('Ctrl-C of who asked aborts the command in the program', async () => {
  const stopped = new AbortController();
  let aborted: Promise<void> | undefined;
  await serve((_name, _args, io) => {
    aborted = new Promise((resolve) => {
      io.signal.addEventListener('abort', () => resolve());
    });
    stopped.abort();
    return new Promise(() => undefined);
  });
  const asking = askRunningProgram(path, 'call', {}, listening(stopped.signal).io);
  await expect(asking).rejects.toMatchObject({ code: 'stopped' });
  await aborted;
});

it('a program that ends before it answered is said to have gone', async () => {
  await serve(() => new Promise(() => undefined));
  const asking = askRunningProgram(path, 'call', {}, listening().io);
  setImmediate(() => void open.pop()?.close());
  await expect(asking).rejects.toMatchObject({ code: 'program-gone' });
});

it('words that are no request are answered with an error, and a caller who says nothing harms nobody', async () => {
  await serve((name) => Promise.resolve({ json: name, text: name }));
  const silent = createConnection(path);
  silent.end();
  const answer = await new Promise<string>((resolve) => {
    const socket = createConnection(path);
    socket.once('data', (data) => resolve(String(data)));
    socket.write('hello\n');
  });
  expect(JSON.parse(answer)).toMatchObject({ kind: 'error', code: 'internal' });
  expect(await askRunningProgram(path, 'still here', {}, listening().io)).toMatchObject({ text: 'still here' });
});

it('only this user may open the socket', async () => {
  await serve(() => Promise.reject(new Error('not asked')));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('a data folder whose path is too long for a socket has it elsewhere, one place for one folder', async () => {
  const long = join(folder, 'x'.repeat(120));
  await mkdir(long);
  path = controlSocketOf(long);
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(107);
  expect(controlSocketOf(`${long}2`)).not.toBe(path);
  await serve((name) => Promise.resolve({ json: null, text: name }));
  expect(await askRunningProgram(path, 'a', {}, listening().io)).toMatchObject({ text: 'a', exitCode: 0 });
  await open.pop()?.close();
  await rm(path, { force: true });
});
