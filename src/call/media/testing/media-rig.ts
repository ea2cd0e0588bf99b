import { decodeG711 } from '../../../audio/index.ts';
import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type { KnownRecording } from '../../../speech/index.ts';
import { scriptedSpeechLink, type ScriptedSpeech } from '../../../speech/testing/scripted-speech-link.ts';
import {
  openRtpEndpoint,
  PortPool,
  type RtpEndpoint,
  type SrtpKeys,
  type SrtpSuite,
  type VoiceCodec,
} from '../../../telephony/index.ts';
import { MemoryDatagrams, type LinkFate } from '../../../telephony/testing/memory-datagrams.ts';
import { inProcessMedia } from '../in-process-media.ts';
import type { LegRole, MediaCommand, MediaEvent, PlayItem, RemoteMedia } from '../media-messages.ts';
import { MemoryFiles } from './memory-files.ts';

export const usAddress = '10.0.0.1';
export const themAddress = '10.0.0.2';
export const plainVoice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;

/** A person's telephone at the other end of a leg, and what it heard: one frame each 20 ms. */
export interface RigPhone {
  readonly endpoint: RtpEndpoint;
  readonly heard: { readonly samples: Int16Array; readonly atMs: number }[];
  readonly digits: string[];
  text(): string;
}

export interface MediaRigOptions {
  readonly fate?: LinkFate;
  readonly speech?: ScriptedSpeech;
  readonly text?: boolean;
  readonly cacheFolder?: string;
  readonly dtmf?: boolean;
  /** Legs and telephones talk under keys of this suite. */
  readonly srtp?: SrtpSuite;
  /** PCMA where absent. */
  readonly codec?: VoiceCodec;
  readonly recordings?: readonly KnownRecording[];
}

/** A media worker, its telephones and its disk, all in virtual time. */
export class MediaRig {
  readonly clock = new FakeClock();
  readonly files = new MemoryFiles();
  readonly events: MediaEvent[] = [];
  readonly network: MemoryDatagrams;
  readonly speech: ReturnType<typeof scriptedSpeechLink>;
  readonly media: ReturnType<typeof inProcessMedia>;
  readonly #options: MediaRigOptions;
  readonly #themPorts = new PortPool({ from: 30_000, to: 30_099 });
  #seed = 100;

  constructor(options: MediaRigOptions = {}) {
    this.#options = options;
    this.network = new MemoryDatagrams(this.clock, options.fate);
    this.speech = scriptedSpeechLink(options.speech);
    this.media = inProcessMedia({
      clock: this.clock,
      random: seededRandom(1),
      openSocket: this.network.open,
      ports: new PortPool({ from: 20_000, to: 20_099 }),
      speech: this.speech,
      files: this.files,
      cacheBytes: 1_000_000,
      cacheFolder: options.cacheFolder ?? null,
      mediaTimeoutMs: 5000,
      ...(options.recordings && { recordings: options.recordings }),
    });
    this.media.subscribe((event) => this.events.push(event));
  }

  send(command: MediaCommand): void {
    this.media.send(command);
  }

  /** Lets time pass, with turns of the event loop for what awaits. */
  async pass(durationMs: number): Promise<void> {
    await this.clock.tickAsync(durationMs);
  }

  of<Kind extends MediaEvent['kind']>(kind: Kind): Extract<MediaEvent, { kind: Kind }>[] {
    return this.events.filter((event) => event.kind === kind) as Extract<MediaEvent, { kind: Kind }>[];
  }

  /** Opens a leg and a telephone, and connects the two. */
  async join(legId: string, role: LegRole = 'customer', callId = 'call-1'): Promise<RigPhone> {
    const text = this.#options.text ?? false;
    this.send({ kind: 'open-leg', callId, legId, role, bindAddress: usAddress, text });
    await this.pass(5);
    const opened = this.of('leg-opened').find((event) => event.legId === legId)!;
    const endpoint = await openRtpEndpoint({
      bindAddress: themAddress,
      ports: this.#themPorts,
      clock: this.clock,
      random: seededRandom(this.#seed++),
      text,
      openSocket: this.network.open,
    });
    const phone = phoneOf(endpoint);
    const voiceKeys = this.#keys();
    const textKeys = this.#keys();
    endpoint.connect(
      { ...this.#media(usAddress, opened.port), ...voiceKeys?.theirs },
      opened.textPort === null
        ? null
        : { address: usAddress, port: opened.textPort, t140PayloadType: 98, redPayloadType: 99, ...textKeys?.theirs },
    );
    const remoteText =
      endpoint.textPort === null
        ? null
        : { address: themAddress, port: endpoint.textPort, t140PayloadType: 98, redPayloadType: 99, ...textKeys?.ours };
    this.send({
      kind: 'connect-leg',
      legId,
      remote: { ...this.#media(themAddress, endpoint.port), ...voiceKeys?.ours, text: remoteText },
    });
    await this.pass(100);
    return phone;
  }

  /** A pair of keys for one medium, as each end sees it. */
  #keys(): Record<'ours' | 'theirs', { readonly srtp: SrtpKeys }> | null {
    const suite = this.#options.srtp;
    if (!suite) return null;
    const random = seededRandom(this.#seed++);
    const draw = (): string =>
      Buffer.from(random.hex(suite === 'AEAD_AES_128_GCM' ? 28 : 30), 'hex').toString('base64');
    const [sendKey, receiveKey] = [draw(), draw()];
    return {
      ours: { srtp: { suite, sendKey, receiveKey } },
      theirs: { srtp: { suite, sendKey: receiveKey, receiveKey: sendKey } },
    };
  }

  #media(address: string, port: number): Omit<RemoteMedia, 'text'> {
    const dtmfPayloadType = this.#options.dtmf === false ? null : 101;
    const codec = this.#options.codec ?? 'PCMA';
    const payloadType = { PCMA: 8, PCMU: 0, G722: 9, opus: 111 }[codec];
    return { address, port, codec, payloadType, dtmfPayloadType, direction: 'sendrecv' };
  }

  /** Each of them hears all of them, itself left out. */
  letHear(...legIds: readonly string[]): void {
    for (const legId of legIds) this.send({ kind: 'hear', legId, voices: legIds, prompts: [] });
  }

  listen(legId: string, more: Partial<Extract<MediaCommand, { kind: 'listen' }>> = {}): void {
    this.send({
      kind: 'listen',
      legId,
      detectVoice: false,
      recognizer: null,
      hotwords: [],
      language: 'cmn',
      fillers: ['嗯', '啊', '对'],
      ...more,
    });
  }

  play(
    legId: string,
    text: string | readonly PlayItem[],
    bargeIn: Extract<MediaCommand, { kind: 'play' }>['bargeIn'],
    playId = 'play-1',
  ): void {
    const items = typeof text === 'string' ? [{ text, voice: plainVoice, audioFile: null }] : text;
    this.send({ kind: 'play', legId, playId, items, bargeIn });
  }

  /** Closes the call and gives its last event. */
  async hangUp(callId = 'call-1'): Promise<Extract<MediaEvent, { kind: 'call-closed' }>> {
    this.send({ kind: 'close-call', callId });
    await this.pass(50);
    return this.of('call-closed').find((event) => event.callId === callId)!;
  }

  /** The sound of an A-law track. */
  track(path: string): Int16Array {
    return decodeG711('PCMA', this.files.contents.get(path)!);
  }
}

function phoneOf(endpoint: RtpEndpoint): RigPhone {
  const heard: { samples: Int16Array; atMs: number }[] = [];
  const digits: string[] = [];
  let text = '';
  endpoint.onFrame((samples, atMs) => heard.push({ samples, atMs }));
  endpoint.onDigit((digit) => digits.push(digit));
  endpoint.onText((chars) => (text += chars));
  return { endpoint, heard, digits, text: () => text };
}
