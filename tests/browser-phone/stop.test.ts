import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import { TestCertificates } from '../../src/telephony/testing/test-certificates.ts';
import { describeWithChromium } from '../console/watched-page.ts';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import { openPagePhone, type PagePhone } from './page-phone.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const certificates = new TestCertificates();
const lines = `
extensions:
  - { name: '8001', password: env:PAGE_SECRET }
routes:
  - { name: menu, dialed: ['600'], to: { kind: ivr, ivr: menu } }
ivrs:
  - name: menu
    displayName: 菜单
    start: ask
    nodes:
      ask: { kind: menu, say: 请按键。, timeoutMs: 60000, keys: { '5': bye }, failed: bye }
      bye: { kind: hang-up, say: 再见。 }
`;
let folder: string;
let environment: NodeJS.ProcessEnv;
let wss: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-stop-'));
  await chmod(folder, 0o711);
  const { chain, key } = certificates.selfSigned('IP:127.0.0.1');
  const files = { chain: join(folder, 'chain.pem'), key: join(folder, 'key.pem'), lines: join(folder, 'lines.yaml') };
  await writeFile(files.chain, chain);
  await writeFile(files.key, key);
  await writeFile(files.lines, lines);
  const [sip, secured] = [await freePort(), await freePort()];
  wss = `wss://127.0.0.1:${secured}`;
  const { DATABASE_URL: _own, ...usual } = process.env;
  environment = {
    ...usual,
    PAGE_SECRET: 'page-secret',
    WAIHU_DATA: join(folder, 'data'),
    WAIHU_HTTP_PORT: '0',
    WAIHU_SIP_HOST: '127.0.0.1',
    WAIHU_SIP_PORT: String(sip),
    WAIHU_SIP_WSS_PORT: String(secured),
    WAIHU_SIP_TLS_CERT: files.chain,
    WAIHU_SIP_TLS_KEY: files.key,
    WAIHU_RTP_PORTS: '47200-47299',
    WAIHU_LOG: 'warn',
  };
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  certificates.remove();
});

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

function waihu(...args: readonly string[]): ChildProcess & { readonly said: () => string } {
  const child = spawn(process.execPath, ['bin/waihu.mjs', ...args], { cwd: root, env: environment });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  return Object.assign(child, { said: () => said });
}

/** The program with a page in a call. */
async function withPageInCall(): Promise<{ readonly program: ReturnType<typeof waihu>; readonly page: PagePhone }> {
  const program = waihu('serve');
  await eventually(async () => program.said().includes('Waihu: console'), 'the program to start', 90_000);
  const page = await openPagePhone(440);
  await page.register(wss, '8001', 'waihu.local', 'page-secret');
  const told = (word: string): Promise<unknown> =>
    eventually(async () => (await page.told()).includes(word), `the page to tell '${word}': ${program.said()}`);
  await told('registered');
  await page.call('sip:600@waihu.local');
  await eventually(async () => (await page.strongestHz()) > 0, 'sound in the page');
  return { program, page };
}

describeWithChromium('a program with a browser in a call', () => {
  it('ends at once when it is asked twice, and is not aborted', async () => {
    const applied = waihu('lines', 'apply', join(folder, 'lines.yaml'));
    expect(await once(applied, 'exit'), applied.said()).toEqual([0, null]);
    const { program, page } = await withPageInCall();
    const exited = once(program, 'exit');
    program.kill('SIGINT');
    await eventually(async () => program.said().includes('Stopping'), 'it to stop');
    program.kill('SIGINT');
    expect(await exited).toEqual([null, 'SIGKILL']);
    await page.close();
  }, 180_000);

  // Last: the database that the one before left behind is found again, and stopped.
  it('hangs up when it is asked to stop, and ends well', async () => {
    const { program, page } = await withPageInCall();
    const exited = once(program, 'exit');
    program.kill('SIGINT');
    await eventually(async () => (await page.told()).some((one) => one.startsWith('ended')), 'the page to be hung up');
    expect(await exited).toEqual([0, null]);
    await page.close();
  }, 180_000);
});
