import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeG711, toneSound } from '../../src/audio/index.ts';
import {
  eventually,
  startTestProgram,
  testConfig,
  testFolder,
  type TestProgram,
} from '../../src/app/testing/test-program.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { startBaresip, type BaresipOptions } from '../peers/baresip.ts';
import { Linphone, type LinphoneOptions } from '../peers/linphone.ts';
import { openTelephoneNetwork, type TelephoneNetwork } from '../peers/telephone-network.ts';
import { soundsOf, voices, type Sound, type Voice } from './sounds.ts';
import {
  baresipTelephone,
  linphoneTelephone,
  type BaresipTelephone,
  type LinphoneTelephone,
  type Telephone,
} from './telephone.ts';

export const sipDomain = 'waihu.local';
/** Whatever a telephone does it has done by then. */
const deadlineMs = 10_000;
const password = 'a-secret-of-tests';

/** What a telephone says: its pitch, for a minute. */
const voiceOf = (voice: Voice): Int16Array => toneSound({ frequenciesHz: [voices[voice]], levelDbfs: -12 }, 60_000);

/** Our program with telephones that others wrote, on a network of their own. */
export class House {
  readonly program: TestProgram;
  readonly network: TelephoneNetwork;
  readonly #phones: Telephone[] = [];
  readonly #told: CallEvent[] = [];

  private constructor(program: TestProgram, network: TelephoneNetwork) {
    this.program = program;
    this.network = network;
    program.waihu.live.subscribe((event) => this.#told.push(event));
  }

  /** `extensions`: each number with its further settings, as YAML; `more`: what else the lines document has. */
  static async open(
    extensions: Readonly<Record<string, string>>,
    more = '',
    sip: (ourHost: string) => Partial<ReturnType<typeof testConfig>['sip']> = () => ({}),
  ): Promise<House> {
    process.env['TELEPHONE'] = password;
    const network = openTelephoneNetwork();
    const { sip: usual } = testConfig(await testFolder());
    const program = await startTestProgram({
      config: { sip: { ...usual, host: network.ourHost, ...sip(network.ourHost) }, mediaAddress: network.ourHost },
    });
    const lines = Object.entries(extensions).map(
      ([name, settings]) => `  - { name: '${name}', password: 'env:TELEPHONE'${settings} }\n`,
    );
    await program.run('lines apply', { text: `extensions:\n${lines.join('')}${more}` });
    return new House(program, network);
  }

  /** Where telephones register by UDP: `host:port`. */
  get address(): string {
    const { host, port } = this.program.waihu.sip.addresses[0]!;
    return `${host}:${port}`;
  }

  /** A baresip that has registered: at us, or by the proxy that is said; `transport`: the port is for TLS. */
  async baresip(
    number: string,
    voice: Voice,
    options: Omit<BaresipOptions, 'network' | 'account'> & { readonly proxy?: string; readonly tlsPort?: number } = {},
  ): Promise<BaresipTelephone> {
    const { proxy, tlsPort, encryption, ...rest } = options;
    const at = tlsPort === undefined ? this.address : `${this.network.ourHost}:${tlsPort};transport=tls`;
    const account = [
      `<sip:${number}@${proxy === undefined ? at : sipDomain}>`,
      `auth_pass=${password};regint=600;answermode=auto;audio_codecs=PCMA/8000/1`,
      ...(encryption === undefined ? [] : [`mediaenc=${encryption}`]),
      ...(proxy === undefined ? [] : [`outbound="${proxy}"`]),
    ].join(';');
    const baresip = await startBaresip({ ...rest, voice: voiceOf(voice), network: this.network, account });
    const phone = baresipTelephone(number, voice, baresip, sipDomain);
    this.#phones.push(phone);
    await eventually(async () => (await baresip.run('reginfo')).includes('OK '), `${number} to register`);
    return phone;
  }

  /** A linphone that has registered: at us, or by the proxy that is said. */
  async linphone(
    number: string,
    voice: Voice,
    options: Partial<Pick<LinphoneOptions, 'proxy' | 'encryption' | 'keys' | 'place'>> = {},
  ): Promise<LinphoneTelephone> {
    const { network } = this;
    const proxy = options.proxy ?? `sip:${this.address}`;
    const about = { network, number, password, domain: sipDomain, voice: voiceOf(voice) };
    const linphone = await Linphone.start({ ...about, ...options, proxy });
    const phone = linphoneTelephone(number, voice, linphone, sipDomain);
    this.#phones.push(phone);
    return phone;
  }

  /** From here on counts what telephones hear. */
  async listen(): Promise<void> {
    this.#told.length = 0;
    await Promise.all(this.#phones.map((phone) => phone.listen()));
  }

  /** In the one call in which these and nobody else talk, everybody is recorded for so much longer; its id. */
  async talk(seconds: number, ...phones: readonly Pick<Telephone, 'number'>[]): Promise<string> {
    const { waihu } = this.program;
    const wanted = phones.map(({ number }) => number).toSorted();
    const call = await eventually(
      async () =>
        waihu.live.list(waihu.tenantId).find(
          ({ parties = [] }) =>
            parties
              .map(({ party }) => party)
              .toSorted()
              .join() === wanted.join(),
        ),
      `a call of ${wanted.join(' and ')}`,
      deadlineMs,
    );
    const folder = join(waihu.recordingsFolder, call.callId);
    const sizes = async (): Promise<readonly number[]> => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => /^(?:customer|seat)/u.test(name));
      return Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    };
    const before = Math.max(0, ...(await sizes()));
    await eventually(
      async () => Math.max(0, ...(await sizes())) > before + seconds * 8_000,
      `${seconds} s of sound`,
      deadlineMs,
    );
    return call.callId;
  }

  /** Waits for something to be told of a call after `listen`. */
  told(what: (event: CallEvent) => boolean, words: string): Promise<unknown> {
    return eventually(async () => this.#told.some(what), words, deadlineMs);
  }

  /** The record of a call that is over, and what stands in each of its tracks. */
  async recordOf(
    callId: string,
  ): Promise<{ readonly record: CallRecord; readonly tracks: readonly (readonly Sound[])[] }> {
    const record = await eventually(
      async () => (await this.program.records()).find((one) => one.callId === callId && one.recording !== null),
      `the record of ${callId}`,
    );
    const audio = (record.recording?.tracks ?? []).filter(({ kind, leg }) => kind === 'audio' && leg !== 'robot');
    const tracks = await Promise.all(
      audio.map(async ({ file }) => {
        const bytes = await readFile(join(this.program.waihu.recordingsFolder, callId, file));
        return soundsOf(decodeG711('PCMA', bytes));
      }),
    );
    return { record, tracks };
  }

  nobodyTalks(): Promise<unknown> {
    return eventually(async () => this.program.waihu.live.inTheAir === 0, 'no call in the air', deadlineMs);
  }

  /** Ends the telephones, then waits until no call is left. */
  async hangUpAll(): Promise<void> {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.close()));
    await this.nobodyTalks();
  }

  async close(): Promise<void> {
    await this.hangUpAll();
    await this.program.close();
    this.network.close();
  }
}
