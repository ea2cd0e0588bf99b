import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { formatWav } from '../../src/audio/index.ts';
import { openBrowser } from '../console/browser.ts';

/** JsSIP in a page of Chromium, with a file for a microphone. */
export interface PagePhone {
  /** What the telephone told so far, in order. */
  told(): Promise<readonly string[]>;
  register(url: string, user: string, domain: string, password: string): Promise<void>;
  call(target: string): Promise<void>;
  press(key: string): Promise<void>;
  hold(): Promise<void>;
  unhold(): Promise<void>;
  hangUp(): Promise<void>;
  /** `audio/PCMA`: what comes in. */
  codec(): Promise<string | null>;
  /** The strongest tone that comes in; 0 in silence. */
  strongestHz(): Promise<number>;
  close(): Promise<void>;
}

const sampleRateHz = 16_000;

async function bundled(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('page.js', import.meta.url)), formats: ['iife'], name: 'page' },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  const chunk = first && 'output' in first ? first.output[0] : null;
  if (!chunk) throw new Error('the page could not be built');
  return chunk.code;
}

/** Its owner sounds like one tone, over and over. */
export async function openPagePhone(toneHz: number): Promise<PagePhone> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-page-'));
  const file = join(folder, 'voice.wav');
  const samples = Int16Array.from({ length: sampleRateHz * 4 }, (_, at) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * toneHz * at) / sampleRateHz)),
  );
  await writeFile(file, formatWav({ sampleRateHz, channels: 1, samples }));
  const script = await bundled();
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>phone</title><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const browser = await openBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}`,
    '--autoplay-policy=no-user-gesture-required',
    '--ignore-certificate-errors',
    '--allow-loopback-in-peer-connection',
  ]);
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const ask = <T>(what: string, ...args: readonly unknown[]): Promise<T> =>
    page.evaluate(`window.phone.${what}(${args.map((one) => JSON.stringify(one)).join(', ')})`);
  return {
    told: () => page.evaluate('window.phone.told'),
    register: (...args) => ask('register', ...args),
    call: (target) => ask('call', target),
    press: (key) => ask('press', key),
    hold: () => ask('hold'),
    unhold: () => ask('unhold'),
    hangUp: () => ask('hangUp'),
    codec: () => ask('codec'),
    strongestHz: () => ask('strongestHz'),
    async close() {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
