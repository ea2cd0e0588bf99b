import { CodedError } from '../foundation/errors.ts';
import { systemRandom, type Random } from '../foundation/random.ts';
import {
  answerOffer,
  buildOffer,
  formatSessionDescription,
  newLocalSrtp,
  parseSessionDescription,
  readAnswer,
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
  readonly codecs: readonly VoiceCodec[];
  /** Whether this peer may or must encrypt; `off` where absent. */
  readonly srtp?: SrtpMode | undefined;
}

const contentType = 'application/sdp';

/** Our side of one leg's session (RFC 3264): offers, reads answers, and answers what the peer offers. */
export class OwnSession {
  readonly #local: Omit<LocalSession, 'version'>;
  #version = 1;

  constructor(sessionId: string, media: OwnMedia, random: Random = systemRandom) {
    const srtp = newLocalSrtp(media.srtp ?? 'off', random);
    this.#local = {
      sessionId,
      address: media.address,
      audioPort: media.port,
      textPort: media.textPort,
      codecs: media.codecs,
      ...(srtp ? { srtp } : {}),
    };
  }

  offer(): SipBody {
    return this.#written(buildOffer(this.#now()));
  }

  /** What an answer agreed, or null where it is broken or has no audio of ours. */
  agreed(answer: SipBody): RemoteMedia | null {
    const description = readable(answer);
    const read = description && readAnswer(description, this.#now());
    return read?.kind === 'agreed' ? read.remote : null;
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
    return answered.kind === 'agreed'
      ? { body: this.#written(answered.answer), media: answered.remote }
      : { refuse: answered.status };
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
