import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatWav, parseWav } from '../../src/audio/index.ts';
import { BaresipControl, type BaresipEvent } from './baresip-control.ts';
import { describeWith } from './describe-with.ts';
import { networkMissing, openTelephoneNetwork, type TelephoneNetwork } from './telephone-network.ts';

const missing =
  spawnSync('baresip', ['-h']).error === undefined ? networkMissing : 'baresip is missing: apt-get install baresip';

/** Tests with baresip as the other side. */
export const describeWithBaresip = describeWith(missing);

/** A phone that answers every call at once, unless it is told otherwise. */
export interface Baresip {
  /** Whom to call. */
  readonly uri: string;
  /** The caller's own address on the way to this phone. */
  readonly callerHost: string;
  /** What became of its registration and its calls. */
  readonly events: readonly BaresipEvent[];
  /** Presses a key and lets it go, as RFC 4733 event. */
  press(key: string): void;
  /** Runs a command of its console: `dial`, `accept`, `hangup`, `transfer`, … */
  run(command: string, params?: string): Promise<string>;
  /** What the phone heard in its one call, at its codec's rate, as its own recorder wrote it down; ends the phone. */
  heard(): Promise<Int16Array>;
  /** What it heard in each call that is over, the first first. */
  recordings(): Promise<readonly Int16Array[]>;
  close(): Promise<void>;
}

/** `0x04` is the key's release in baresip's console. */
const release = '\u0004';

/** How a phone differs from the usual one: A-law in clear, silent, in a network of its own, called by its address. */
export interface BaresipOptions {
  /** Its `mediaenc`: `srtp` may encrypt, `srtp-mand` must. */
  readonly encryption?: 'srtp' | 'srtp-mand' | undefined;
  /** Its one codec, as baresip writes it; PCMA/8000/1 where absent. */
  readonly codec?: 'PCMA/8000/1' | 'G722/16000/1' | 'opus/48000/1';
  /** What it says, over and over, at its codec's rate. */
  readonly voice?: Int16Array;
  /** Registers with us, by UDP at the port said; else it only waits for calls. */
  readonly registers?: { readonly port: number; readonly user: string; readonly password: string };
  /** Whole account lines, as baresip writes them, where `registers` does not say enough. */
  readonly account?: string;
  /** Where it lives; closed by whoever opened it. */
  readonly network?: TelephoneNetwork;
  /** Authorities that it trusts with TLS, a file in PEM. */
  readonly authorities?: string;
}

interface Ports {
  readonly sip: number;
  readonly console: number;
  readonly control: number;
}

const configOf = (folder: string, host: string, ports: Ports, authorities?: string): string => `poll_method epoll
sip_listen ${host}:${ports.sip}
${authorities === undefined ? '' : `sip_cafile ${authorities}\n`}audio_player aubridge,heard
audio_source aufile,${folder}/voice.wav
audio_alert aubridge,alert
audio_buffer 20-160
module_path /usr/lib/baresip/modules
module cons.so
module g711.so
module g722.so
module opus.so
opus_stereo no
opus_sprop_stereo no
opus_inbandfec yes
module srtp.so
module aufile.so
module aubridge.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
cons_listen ${host}:${ports.console}
ctrl_tcp_listen ${host}:${ports.control}
snd_path ${folder}
`;

function accountOf(options: BaresipOptions, callerHost: string, host: string): string {
  const { registers, account, encryption, codec = 'PCMA/8000/1' } = options;
  if (account !== undefined) return `${account}\n`;
  const line = registers
    ? `<sip:${registers.user}@${callerHost}:${registers.port}>;auth_pass=${registers.password};regint=600`
    : `<sip:callee@${host}>;regint=0`;
  return `${line};answermode=auto;audio_codecs=${codec}${encryption ? `;mediaenc=${encryption}` : ''}\n`;
}

/** A rate that our own reader refuses: 16-bit samples from the chunk `data` on. */
function wideSamples(wav: Buffer): Int16Array {
  const from = wav.indexOf('data') + 8;
  return Int16Array.from({ length: Math.floor((wav.length - from) / 2) }, (_, at) => wav.readInt16LE(from + at * 2));
}

let phones = 0;

/** Starts baresip; resolves when it answers calls. */
export async function startBaresip(options: BaresipOptions = {}): Promise<Baresip> {
  if (missing !== null) throw new Error(missing);
  const folder = await mkdtemp(join(tmpdir(), 'waihu-baresip-'));
  const network = options.network ?? openTelephoneNetwork();
  const { ourHost: callerHost, host } = network;
  const ordinal = options.network ? phones++ : 0;
  const ports = { sip: 5060 + ordinal * 2, console: 5555 + ordinal, control: 4444 + ordinal };

  // A file may have any rate; it is in calls that ours has two.
  const sampleRateHz = Number(options.codec?.split('/')[1] ?? 8_000) as Parameters<typeof formatWav>[0]['sampleRateHz'];
  const samples = options.voice ?? new Int16Array(sampleRateHz * 120);
  await writeFile(join(folder, 'voice.wav'), formatWav({ sampleRateHz, channels: 1, samples }));
  await writeFile(join(folder, 'config'), configOf(folder, host, ports, options.authorities));
  await writeFile(join(folder, 'accounts'), accountOf(options, callerHost, host));
  await writeFile(join(folder, 'contacts'), '');
  const child = spawn('ip', [...network.inside, 'baresip', '-4', '-f', folder], {
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
  const control = await BaresipControl.open(host, ports.control);
  const fingers = createSocket('udp4');
  const end = async (): Promise<void> => {
    control.close();
    child.kill('SIGTERM');
    await gone;
  };
  const recordings = async (): Promise<readonly Int16Array[]> => {
    const files = (await readdir(folder)).filter((each) => each.startsWith('dump-') && each.endsWith('-dec.wav'));
    const bytes = await Promise.all(files.toSorted().map((file) => readFile(join(folder, file))));
    return bytes.map((wav, at) =>
      options.codec?.startsWith('opus') === true ? wideSamples(wav) : parseWav(wav, files[at] ?? '').samples,
    );
  };
  return {
    uri: `sip:callee@${host}:${ports.sip}`,
    callerHost,
    events: control.events,
    press: (key) => fingers.send(`${key}${release}`, ports.console, host),
    run: (command, params) => control.run(command, params),
    recordings,
    async heard() {
      await end();
      const [first] = await recordings();
      if (!first) throw new Error('baresip recorded nothing');
      return first;
    },
    async close() {
      await end();
      await new Promise<void>((resolve) => {
        fingers.close(resolve);
      });
      if (!options.network) network.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
