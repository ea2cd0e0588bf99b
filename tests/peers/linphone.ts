import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatWav, parseWav } from '../../src/audio/index.ts';
import { eventually } from '../../src/app/testing/test-program.ts';
import { describeWith } from './describe-with.ts';
import { networkMissing, type TelephoneNetwork } from './telephone-network.ts';

const missing =
  spawnSync('linphonec', ['--help']).error === undefined
    ? networkMissing
    : 'linphonec is missing: apt-get install linphone-cli';

/** Tests with linphone as the other side. */
export const describeWithLinphone = describeWith(missing);

export interface LinphoneOptions {
  readonly network: TelephoneNetwork;
  /** Its number; registers as `number@domain` by this proxy, a SIP URI. */
  readonly number: string;
  readonly password: string;
  readonly domain: string;
  readonly proxy: string;
  /** What it says, over and over, at 8 kHz. */
  readonly voice: Int16Array;
  readonly encryption?: 'srtp';
  /** How it tells keys; `rfc2833` where absent. */
  readonly keys?: 'rfc2833' | 'info';
  /** Its place among the linphones of its network: 0 where absent. */
  readonly place?: number;
}

const configOf = (options: LinphoneOptions): string => `[sip]
sip_port=${5070 + (options.place ?? 0) * 2}
sip_tcp_port=0
sip_tls_port=0
default_proxy=0
media_encryption=${options.encryption ?? 'none'}
media_encryption_mandatory=${options.encryption ? 1 : 0}
use_info=${options.keys === 'info' ? 1 : 0}
use_rfc2833=${options.keys === 'info' ? 0 : 1}
[rtp]
audio_rtp_port=${7078 + (options.place ?? 0) * 100}
[video]
capture=0
display=0
automatically_initiate=0
automatically_accept=0
[audio_codec_0]
mime=PCMA
rate=8000
channels=1
enabled=1
[auth_info_0]
username=${options.number}
passwd=${options.password}
[proxy_0]
reg_proxy=<${options.proxy}>
reg_route=<${options.proxy};lr>
reg_identity=sip:${options.number}@${options.domain}
reg_expires=600
reg_sendregister=1
`;

/** Linphone's console program, with files for its microphone and its ear; answers every call at once. */
export class Linphone {
  readonly #child: ReturnType<typeof spawn>;
  readonly #folder: string;
  readonly #gone: Promise<void>;
  #said = '';
  /** Up to where the caller has listened. */
  #known = 0;
  #recordings = 0;

  private constructor(child: ReturnType<typeof spawn>, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#gone = new Promise((resolve) => {
      child.once('exit', () => resolve());
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Buffer) => (this.#said += bytes.toString()));
  }

  /** Resolves when it has registered. */
  static async start(options: LinphoneOptions): Promise<Linphone> {
    if (missing !== null) throw new Error(missing);
    const folder = await mkdtemp(join(tmpdir(), 'waihu-linphone-'));
    // Without this folder its database, and then all of it, stays shut.
    await mkdir(join(folder, '.local', 'share', 'linphone'), { recursive: true });
    const config = join(folder, 'linphonerc');
    await writeFile(config, configOf(options));
    const voice = join(folder, 'voice.wav');
    await writeFile(voice, formatWav({ sampleRateHz: 8_000, channels: 1, samples: options.voice }));
    const child = spawn('ip', [...options.network.inside, 'linphonec', '-c', config], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, HOME: folder },
    });
    const linphone = new Linphone(child, folder);
    linphone.type('soundcard use files', `play ${voice}`, 'autoanswer enable');
    await eventually(async () => {
      linphone.type('status register');
      return linphone.said.includes('registered, identity=');
    }, `linphone to register: ${linphone.said}`).catch((cause: unknown) => {
      throw new Error(`linphone said:\n${linphone.said.slice(-3_000)}`, { cause });
    });
    return linphone;
  }

  /** What it said so far. */
  get said(): string {
    return this.#said;
  }

  /** Types lines into its console. Keys alone in a line are pressed in the call. */
  type(...lines: readonly string[]): void {
    for (const line of lines) this.#child.stdin?.write(`${line}\n`);
  }

  /** Waits for words that it has not been asked for before. */
  async tells(words: string): Promise<RegExpExecArray> {
    const pattern = new RegExp(words, 'u');
    const found = await eventually(
      async () => pattern.exec(this.#said.slice(this.#known)),
      `linphone to tell '${words}'`,
    ).catch((cause: unknown) => {
      throw new Error(`linphone said:\n${this.#said.slice(-3_000)}`, { cause });
    });
    this.#known += found.index + found[0].length;
    return found;
  }

  /** Writes down what it hears from its next call on. */
  record(): void {
    this.#known = this.#said.length;
    this.type(`record ${this.#file(++this.#recordings)}`);
  }

  /** What it heard since the last `record`, at 8 kHz, after the call. */
  async heard(): Promise<Int16Array> {
    const name = this.#file(this.#recordings);
    return parseWav(await readFile(name), name).samples;
  }

  async close(): Promise<void> {
    this.type('quit');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.#gone;
    clearTimeout(impatience);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #file(ordinal: number): string {
    return join(this.#folder, `heard-${ordinal}.wav`);
  }
}
