import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestProgram, testFolder, type TestProgram } from '../../src/app/testing/test-program.ts';

const waihu = fileURLToPath(new URL('../../bin/waihu.mjs', import.meta.url));

/** One program that runs, whose ports and data folder others then want. */
let running: TestProgram;
let folder: string;
beforeAll(async () => {
  [running, folder] = await Promise.all([startTestProgram(), testFolder()]);
});
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly errors: string;
}

/** `waihu serve` as a person starts it; it must end by itself. */
function serve(environment: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [waihu, 'serve'], {
    env: { ...process.env, WAIHU_HTTP_PORT: '0', WAIHU_SIP_PORT: '0', WAIHU_LOG: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, errors }));
  });
}

/** A program that did not start, and said why in one line, without a stack. */
const refusal = (wanted: RegExp): unknown => ({
  exitCode: 1,
  errors: expect.stringMatching(new RegExp(`^waihu: .*${wanted.source}.*\n$`, 'u')) as unknown,
});

async function portTaken(kind: 'udp' | 'tcp'): Promise<{ readonly port: number; close(): void }> {
  if (kind === 'udp') {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    return { port: socket.address().port, close: () => socket.close() };
  }
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}

describe('waihu serve', () => {
  it.each(['udp', 'tcp'] as const)(
    'a SIP port in use (%s): names the port and the variable that moves it',
    async (kind) => {
      const taken = await portTaken(kind);
      const ended = await serve({ WAIHU_DATA: `${folder}/sip`, WAIHU_SIP_PORT: String(taken.port) });
      taken.close();
      expect(ended).toEqual(refusal(new RegExp(`127\\.0\\.0\\.1:${taken.port}.*WAIHU_SIP_PORT`, 'u')));
    },
  );

  it('a console port in use: names the port and the variable that moves it', async () => {
    const taken = await portTaken('tcp');
    const ended = await serve({ WAIHU_DATA: `${folder}/http`, WAIHU_HTTP_PORT: String(taken.port) });
    taken.close();
    expect(ended).toEqual(refusal(new RegExp(`port ${taken.port} on 127\\.0\\.0\\.1 .*WAIHU_HTTP_PORT`, 'u')));
  });

  it('a data folder that another program serves: names the folder, and that program goes on undisturbed', async () => {
    const { dataFolder } = running.waihu.config;
    const ended = await serve({ WAIHU_DATA: dataFolder });
    expect(ended).toEqual(
      refusal(new RegExp(`another Waihu works on ${dataFolder}.*process ${process.pid} .*stop it first`, 'u')),
    );
    expect((await running.run('campaign list')).text).toMatch(/^no campaigns yet/u);
  });

  it('a variable that makes no sense: names it and what was wanted, before anything is made', async () => {
    expect(await serve({ WAIHU_DATA: `${folder}/never`, WAIHU_SIP_PORT: 'sip' })).toEqual(
      refusal(/WAIHU_SIP_PORT: .*number/u),
    );
    expect(existsSync(`${folder}/never`)).toBe(false);
  });
});
