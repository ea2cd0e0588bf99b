import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { formatWav, parseWav } from '../../src/audio/index.ts';

const missing =
  spawnSync('baresip', ['-h']).error !== undefined
    ? 'baresip is missing: apt-get install baresip'
    : spawnSync('unshare', ['-n', 'ip', 'link']).status === 0
      ? null
      : 'it needs root, iproute2 and network namespaces';
const required = process.env['CI'] !== undefined || process.env['WAIHU_REQUIRE_PEERS'] !== undefined;

/**
 * Tests with baresip as the other side. Where it cannot run they are skipped and say why; where peers are required (CI,
 * WAIHU_REQUIRE_PEERS) they fail.
 */
export function describeWithBaresip(name: string, body: () => void): void {
  if (missing === null || required) describe(name, body);
  else describe.skip(`${name} (${missing})`, body);
}

/** A phone that answers every call at once. */
export interface Baresip {
  /** Whom to call. */
  readonly uri: string;
  /** The caller's own address on the way to this phone. */
  readonly callerHost: string;
  /** Presses a key and lets it go, as RFC 4733 event. */
  press(key: string): void;
  /** What the phone heard in its one call, at 8 kHz, as its own recorder wrote it down; ends the phone. */
  heard(): Promise<Int16Array>;
  close(): Promise<void>;
}

/** `0x04` is the key's release in baresip's console. */
const release = '\u0004';
const consolePort = 5555;

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

/** How a phone differs from the usual one: A-law in clear, silent. */
export interface BaresipOptions {
  /** Its `mediaenc`: `srtp` may encrypt, `srtp-mand` must. */
  readonly encryption?: 'srtp' | 'srtp-mand';
  /** Its one codec, as baresip writes it; PCMA/8000/1 where absent. */
  readonly codec?: 'PCMA/8000/1' | 'G722/16000/1';
  /** What it says, over and over, at its codec's rate. */
  readonly voice?: Int16Array;
  /** Registers with us, by UDP at the port said; else it only waits for calls. */
  readonly registers?: { readonly port: number; readonly user: string; readonly password: string };
}

const configOf = (folder: string, host: string): string => `poll_method epoll
sip_listen ${host}:5060
audio_player aubridge,heard
audio_source aufile,${folder}/voice.wav
audio_alert aubridge,alert
audio_buffer 20-160
module_path /usr/lib/baresip/modules
module cons.so
module g711.so
module g722.so
module srtp.so
module aufile.so
module aubridge.so
module sndfile.so
module_app account.so
module_app menu.so
cons_listen ${host}:${consolePort}
snd_path ${folder}
`;

let phones = 0;

/**
 * Starts baresip in a network namespace of its own, since it refuses a host with loopback alone: a pair of interfaces
 * joins it to us, with an address each (198.18/15, RFC 2544). Resolves when it answers calls.
 */
export async function startBaresip(options: BaresipOptions = {}): Promise<Baresip> {
  if (missing !== null) throw new Error(missing);
  const folder = await mkdtemp(join(tmpdir(), 'waihu-baresip-'));
  const name = `wh${process.pid}-${++phones}`;
  const subnet = `198.18.${process.pid % 256}`;
  const callerHost = `${subnet}.${phones * 4 + 1}`;
  const host = `${subnet}.${phones * 4 + 2}`;
  ip('netns', 'add', name);
  ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name);
  ip('addr', 'add', `${callerHost}/30`, 'dev', `${name}a`);
  ip('link', 'set', `${name}a`, 'up');
  ip('-n', name, 'addr', 'add', `${host}/30`, 'dev', `${name}b`);
  ip('-n', name, 'link', 'set', `${name}b`, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');

  const codec = options.codec ?? 'PCMA/8000/1';
  const sampleRateHz = codec.includes('16000') ? 16_000 : 8_000;
  const samples = options.voice ?? new Int16Array(sampleRateHz * 120);
  await writeFile(join(folder, 'voice.wav'), formatWav({ sampleRateHz, channels: 1, samples }));
  await writeFile(join(folder, 'config'), configOf(folder, host));
  const encryption = options.encryption === undefined ? '' : `;mediaenc=${options.encryption}`;
  const { registers } = options;
  const account = registers
    ? `<sip:${registers.user}@${callerHost}:${registers.port}>;auth_pass=${registers.password};regint=600`
    : `<sip:callee@${host}>;regint=0`;
  await writeFile(join(folder, 'accounts'), `${account};answermode=auto;audio_codecs=${codec}${encryption}\n`);
  await writeFile(join(folder, 'contacts'), '');
  const child = spawn('ip', ['netns', 'exec', name, 'baresip', '-4', '-f', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`baresip ended with ${code}: ${said.slice(-2000)}`)));
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('baresip is ready')) resolve();
    });
  });
  const fingers = createSocket('udp4');
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
  };
  return {
    uri: `sip:callee@${host}`,
    callerHost,
    press: (key) => fingers.send(`${key}${release}`, consolePort, host),
    async heard() {
      await end();
      const file = (await readdir(folder)).find((each) => each.startsWith('dump-') && each.endsWith('-dec.wav'));
      if (file === undefined) throw new Error('baresip recorded nothing');
      return parseWav(await readFile(join(folder, file)), file).samples;
    },
    async close() {
      await end();
      await new Promise<void>((resolve) => {
        fingers.close(resolve);
      });
      ip('netns', 'delete', name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
