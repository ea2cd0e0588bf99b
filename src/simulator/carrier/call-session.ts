import type { RtpRemote, SipBody, TextRemote } from '../../telephony/index.ts';
import type { Reoffer } from '../customer/behaviour.ts';
import { mirrored, payloadTypeOf, readSession, type Direction, type MediaText } from './session-text.ts';

export interface LocalMedia {
  readonly host: string;
  readonly port: number;
  /** Null: no text, whatever is offered. */
  readonly textPort: number | null;
}

const codecs = { pcma: { codec: 'PCMA', payloadType: 8 }, pcmu: { codec: 'PCMU', payloadType: 0 } } as const;

const isVoice = (media: MediaText): boolean =>
  media.kind === 'audio' && media.port !== 0 && payloadTypeOf(media, ['pcma/8000', 'pcmu/8000']) !== null;
const isText = (media: MediaText): boolean =>
  media.kind === 'text' && media.port !== 0 && payloadTypeOf(media, ['t140/1000']) !== null;

/** Whether an offer holds sound that we can speak. */
export function hasOurCodec(offer: SipBody): boolean {
  return readSession(offer.content)?.some(isVoice) ?? false;
}

/** The session of one call, seen from the side that was offered it: answers, later answers, and changes of our own. */
export class CallSession {
  readonly #local: LocalMedia;
  /** The peer's latest m-lines: an answer keeps their order (RFC 3264 §6). */
  #media: readonly MediaText[];
  #direction: Direction = 'sendrecv';
  #version = 1;
  remote: RtpRemote;
  text: TextRemote | null;

  private constructor(local: LocalMedia, media: readonly MediaText[], voice: MediaText) {
    this.#local = local;
    this.#media = media;
    this.#direction = mirrored(voice.direction);
    this.remote = this.#remoteOf(voice);
    this.text = this.#textOf(media);
  }

  /** Null where the offer holds nothing we can speak. */
  static answering(offer: SipBody, local: LocalMedia): CallSession | null {
    const media = readSession(offer.content);
    const voice = media?.find(isVoice);
    return media && voice ? new CallSession(local, media, voice) : null;
  }

  /** The peer's offer holds text, whether or not it is agreed. */
  get textOffered(): boolean {
    return this.#media.some(isText);
  }

  get answer(): SipBody {
    return this.#write(this.#media.map((media) => this.#lineFor(media, null)));
  }

  /** The answer to a later offer, or our own offer where the peer sent none (RFC 3261 §14.1). Null: refused with 488. */
  answerAgain(offer: SipBody | null): SipBody | null {
    this.#version++;
    if (!offer) return this.answer;
    return this.#adopt(offer) ? this.answer : null;
  }

  /** Our own offer of a change. */
  reoffer(change: Reoffer): SipBody {
    this.#version++;
    if (change === 'other-codec') {
      const other = this.remote.codec === 'PCMA' ? codecs.pcmu : codecs.pcma;
      return this.#write(this.#media.map((media) => this.#lineFor(media, other.payloadType)));
    }
    this.#direction = change === 'hold' ? 'sendonly' : 'sendrecv';
    return this.answer;
  }

  /** The peer's answer to `reoffer`. */
  take(answer: SipBody): void {
    this.#adopt(answer);
  }

  #adopt(description: SipBody): boolean {
    const media = readSession(description.content);
    const voice = media?.find(isVoice);
    if (!media || !voice) return false;
    this.#media = media;
    this.#direction = mirrored(voice.direction);
    this.remote = this.#remoteOf(voice);
    this.text = this.#textOf(media);
    return true;
  }

  #remoteOf(voice: MediaText): RtpRemote {
    const payloadType = payloadTypeOf(voice, ['pcma/8000', 'pcmu/8000']) ?? 8;
    return {
      address: voice.address,
      port: voice.port,
      codec: voice.encodings.get(payloadType)?.startsWith('pcmu') ? 'PCMU' : 'PCMA',
      payloadType,
      dtmfPayloadType: payloadTypeOf(voice, ['telephone-event/8000']),
      direction: this.#direction,
    };
  }

  #textOf(media: readonly MediaText[]): TextRemote | null {
    const text = media.find(isText);
    const t140PayloadType = text && payloadTypeOf(text, ['t140/1000']);
    if (!text || this.#local.textPort === null || typeof t140PayloadType !== 'number') return null;
    return {
      address: text.address,
      port: text.port,
      t140PayloadType,
      redPayloadType: payloadTypeOf(text, ['red/1000']),
    };
  }

  #lineFor(media: MediaText, otherCodec: number | null): string {
    if (isVoice(media)) return this.#voiceLine(otherCodec ?? this.remote.payloadType);
    if (isText(media) && this.text) return this.#textLine(this.text);
    return `m=${media.kind} 0 ${media.protocol} ${media.payloadTypes.join(' ')}\r\n`;
  }

  #voiceLine(payloadType: number): string {
    const other = payloadType !== this.remote.payloadType;
    const codec = other === (this.remote.codec === 'PCMA') ? 'PCMU' : 'PCMA';
    const keys = this.remote.dtmfPayloadType;
    return [
      `m=audio ${this.#local.port} RTP/AVP ${[payloadType, keys].filter((type) => type !== null).join(' ')}`,
      `a=rtpmap:${payloadType} ${codec}/8000`,
      ...(keys === null ? [] : [`a=rtpmap:${keys} telephone-event/8000`, `a=fmtp:${keys} 0-15`]),
      'a=ptime:20',
      `a=${this.#direction}`,
      '',
    ].join('\r\n');
  }

  #textLine({ t140PayloadType, redPayloadType }: TextRemote): string {
    const types = [redPayloadType, t140PayloadType].filter((type) => type !== null);
    return [
      `m=text ${this.#local.textPort} RTP/AVP ${types.join(' ')}`,
      ...(redPayloadType === null
        ? []
        : [
            `a=rtpmap:${redPayloadType} red/1000`,
            `a=fmtp:${redPayloadType} ${t140PayloadType}/${t140PayloadType}/${t140PayloadType}`,
          ]),
      `a=rtpmap:${t140PayloadType} t140/1000`,
      '',
    ].join('\r\n');
  }

  #write(media: readonly string[]): SipBody {
    const { host } = this.#local;
    const session = `v=0\r\no=- ${this.#local.port} ${this.#version} IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\n`;
    return { contentType: 'application/sdp', content: session + media.join('') };
  }
}
