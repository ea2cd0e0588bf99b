import { CodedError } from '../foundation/errors.ts';
import { systemRandom, type Random } from '../foundation/random.ts';
import {
  answerOffer,
  buildOffer,
  codecsHere,
  formatSessionDescription,
  opposite,
  newLocalSrtp,
  parseSessionDescription,
  readAnswer,
  type LocalIce,
  type LocalSession,
  type SipBody,
  type SrtpMode,
  type VoiceCodec,
} from '../telephony/index.ts';
import type { RemoteMedia } from './media/media-messages.ts';

export interface OwnMedia {
  readonly address: string;
  readonly port: number;
  /** Null: no real-time text. */
  readonly textPort: number | null;
  /** In order of preference; those that this machine lacks are left out. */
  readonly codecs: readonly VoiceCodec[];
  /** Whether this peer may or must encrypt; `off` where absent. */
  readonly srtp?: SrtpMode | undefined;
  /** Of a browser's leg, as `leg-opened` told it. */
  readonly ice?: LocalIce | undefined;
}

const contentType = 'application/sdp';

/** Our side of one leg's session (RFC 3264): offers, reads answers, and answers what the peer offers. */
export class OwnSession {
  #local: Omit<LocalSession, 'version'>;
  #version = 1;
  /** By which ICE knows the browser, once it is known. */
  #browser: string | null = null;

  constructor(sessionId: string, media: OwnMedia, random: Random = systemRandom) {
    const srtp = newLocalSrtp(media.srtp ?? 'off', random);
    this.#local = {
      sessionId,
      address: media.address,
      audioPort: media.port,
      textPort: media.textPort,
      codecs: codecsHere(media.codecs),
      ...(srtp ? { srtp } : {}),
      ...(media.ice ? { ice: { ...media.ice, mid: '0', role: null } } : {}),
    };
  }

  offer(): SipBody {
    return this.#written(buildOffer(this.#now()));
  }

  /** What an answer agreed, or null where it is broken or has no audio of ours. */
  agreed(answer: SipBody): RemoteMedia | null {
    const description = readable(answer);
    const read = description && readAnswer(description, this.#now());
    return read?.kind === 'agreed' && this.#settles(read.remote) ? read.remote : null;
  }

  /** Our answer to a changed session, or the status to refuse it with; the call goes on either way. Without an offer we make one. */
  answer(
    offer: SipBody | null,
  ): { readonly body: SipBody; readonly media: RemoteMedia | null } | { readonly refuse: number } {
    if (!offer) return { body: this.offer(), media: null };
    const description = readable(offer);
    if (!description) return { refuse: 488 };
    this.#version += 1;
    const answered = answerOffer(description, this.#now());
    if (answered.kind === 'refused') return { refuse: answered.status };
    if (!this.#settles(answered.remote)) return { refuse: 488 };
    return { body: this.#written(answered.answer), media: answered.remote };
  }

  /** A browser's leg keeps what was settled first: who begins, what its medium is called. False where it begins anew (an ICE restart). */
  #settles({ ice }: RemoteMedia): boolean {
    if (!ice || !this.#local.ice) return true;
    if (ice.ufrag !== (this.#browser ??= ice.ufrag)) return false;
    this.#local = { ...this.#local, ice: { ...this.#local.ice, mid: ice.mid, role: opposite(ice.role) } };
    return true;
  }

  #now(): LocalSession {
    return { ...this.#local, version: this.#version };
  }

  #written(description: Parameters<typeof formatSessionDescription>[0]): SipBody {
    return { contentType, content: formatSessionDescription(description) };
  }
}

function readable(body: SipBody): ReturnType<typeof parseSessionDescription> | null {
  if (!body.contentType.toLowerCase().startsWith(contentType)) return null;
  try {
    return parseSessionDescription(body.content);
  } catch (error) {
    if (error instanceof CodedError) return null;
    throw error;
  }
}
