import type { NetworkAddress } from '../rtp/source-latch.ts';
import { offeredEventType, offeredWideEventType } from '../rtp/telephone-event.ts';
import { clockRateOf } from '../rtp/voice-codecs.ts';
import type { VoiceCodec } from '../rtp/voice-coder.ts';
import type { SrtpKeys } from '../rtp/srtp/srtp-suite.ts';
import { dtlsProfile, opposite, ownIce, remoteIceOf, type RemoteIce, type SettledIce } from './ice-attributes.ts';
import { isRtpProfile, offeredProfile, securityOf, type LocalSrtp, type MediumSecurity } from './media-security.ts';
import {
  mirrored,
  narrowed,
  type Codec,
  type Direction,
  type MediaDescription,
  type SessionDescription,
} from './session-description.ts';

/** Our side of a session: where we listen and what we can. */
export interface LocalSession {
  readonly sessionId: string;
  /** One more than in our last description of this session that differed. */
  readonly version: number;
  readonly address: string;
  readonly audioPort: number;
  /** Null: no real-time text. */
  readonly textPort: number | null;
  /** In order of preference; PCMA and PCMU where absent. */
  readonly codecs?: readonly VoiceCodec[];
  /** What we want to do; `sendrecv` where absent. */
  readonly direction?: Direction;
  /** Keys for a peer that may or must encrypt; absent: everything goes in clear. */
  readonly srtp?: LocalSrtp;
  /** The peer is a browser: DTLS-SRTP over ICE, and nothing else. */
  readonly ice?: SettledIce;
}

/** Where we send and what was agreed: the shape that media takes as its remote end. */
export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  readonly codec: VoiceCodec;
  readonly payloadType: number;
  /** Payload type of telephone-event (RFC 4733), null where the peer has none. */
  readonly dtmfPayloadType: number | null;
  /** The clock of its durations; 8 000 where absent. */
  readonly dtmfClockRateHz?: number;
  /** What we do: `recvonly` when the peer holds us. */
  readonly direction: Direction;
  /** The peer takes comfort noise (RFC 3389). */
  readonly comfortNoise?: boolean;
  /** Keys of SRTP; absent: in clear. */
  readonly srtp?: SrtpKeys;
  /** The peer is a browser, which ICE finds: `address` and `port` are its first candidate's, or name nobody. */
  readonly ice?: RemoteIce;
  /** Real-time text (RFC 4103), null where none was agreed. `redPayloadType` null: no RFC 2198 redundancy. */
  readonly text: {
    readonly address: string;
    readonly port: number;
    readonly t140PayloadType: number;
    readonly redPayloadType: number | null;
    readonly srtp?: SrtpKeys;
  } | null;
}

/** Nothing in common; `status` is what an offer is refused with. */
export interface Refusal {
  readonly kind: 'refused';
  readonly status: 488;
  readonly reason: string;
}

export type AnsweredOffer =
  | { readonly kind: 'agreed'; readonly remote: RemoteMedia; readonly answer: SessionDescription }
  | Refusal;

export type AcceptedAnswer = { readonly kind: 'agreed'; readonly remote: RemoteMedia } | Refusal;

/** Static ones (RFC 3551 §6), and under which dynamic one we offer Opus. */
const payloadTypeOf: Readonly<Record<VoiceCodec, number>> = { PCMA: 8, PCMU: 0, G722: 9, opus: 111 };
/** We hear at 8 kHz, and take copies of what was lost (RFC 7587 §6.1). */
const opusParameters = 'maxplaybackrate=8000;useinbandfec=1';
const t140PayloadType = 100;
const redPayloadType = 98;
const ptimeMs = 20;

/** Voice with telephone-event, and real-time text where we have a port for it. */
export function buildOffer(local: LocalSession): SessionDescription {
  const { srtp, ice } = local;
  const profile = offeredProfile(srtp);
  const codecs = (local.codecs ?? ['PCMA', 'PCMU']).map((name): Codec => ({
    payloadType: payloadTypeOf[name],
    name,
    clockRateHz: clockRateOf(name),
    parameters: name === 'opus' ? opusParameters : null,
  }));
  const events = [...new Set(codecs.map(({ clockRateHz }) => clockRateHz))].map((clockRateHz) =>
    telephoneEvent(clockRateHz === 8_000 ? offeredEventType : offeredWideEventType, clockRateHz),
  );
  const direction = local.direction ?? 'sendrecv';
  const voice = describeMedium('audio', local.audioPort, [...codecs, ...events], direction, profile);
  if (ice) return describe(local, [{ ...voice, protocol: dtlsProfile, ...ownIce(ice, audioAt(local), 'actpass') }]);
  const media = [srtp ? { ...voice, crypto: srtp.audio } : voice];
  if (local.textPort !== null) {
    const red = {
      payloadType: redPayloadType,
      name: 'red',
      clockRateHz: 1_000,
      parameters: generations(t140PayloadType),
    };
    const text = describeMedium('text', local.textPort, [red, t140(t140PayloadType)], direction, profile);
    media.push(srtp ? { ...text, crypto: srtp.text } : text);
  }
  return describe(local, media);
}

/** Takes the peer's first codec that is ours too, agrees to its hold, and refuses with port 0 what we cannot (RFC 3264 §6). */
export function answerOffer(offer: SessionDescription, local: LocalSession): AnsweredOffer {
  const voice = firstVoice(offer, local, 'offer');
  if (!voice) return refusal(offer, local, 'offer');
  const text = firstText(offer, local, 'offer');
  const wanted = local.direction ?? 'sendrecv';
  const media = offer.media.map((offered): MediaDescription => {
    if (offered === voice.medium) {
      const codecs: readonly Codec[] = [
        voice.codec,
        ...(voice.comfort ? [comfortNoise] : []),
        ...(voice.dtmf ? [telephoneEvent(voice.dtmf.payloadType, voice.dtmf.clockRateHz)] : []),
      ];
      const direction = narrowed(mirrored(directionIn(offer, offered)), wanted);
      const ours = describeMedium('audio', local.audioPort, codecs, direction, offered.protocol);
      return { ...ours, ...answeredSecurity(voice.security, local) };
    }
    if (offered === text?.medium && local.textPort !== null) {
      const direction = mirrored(offered.direction);
      const ours = describeMedium('text', local.textPort, text.codecs, direction, offered.protocol);
      return { ...ours, ...answeredSecurity(text.security, local) };
    }
    const { crypto: _unused, ...refused } = offered;
    return { ...refused, port: 0, address: null, codecs: [], ptimeMs: null };
  });
  return { kind: 'agreed', answer: describe(local, media), remote: remoteOf(offer, voice, text, wanted) };
}

/** Reads the answer to an offer of ours. A text medium that is missing, refused or empty means no text, never a failure. */
export function readAnswer(answer: SessionDescription, local: LocalSession): AcceptedAnswer {
  const voice = firstVoice(answer, local, 'answer');
  if (!voice) return refusal(answer, local, 'answer');
  const text = firstText(answer, local, 'answer');
  return { kind: 'agreed', remote: remoteOf(answer, voice, text, local.direction ?? 'sendrecv') };
}

interface Voice {
  readonly medium: MediaDescription;
  readonly codec: Codec & { readonly name: VoiceCodec };
  readonly dtmf: Codec | null;
  readonly comfort: boolean;
  readonly security: Possible;
}

interface Text {
  readonly medium: MediaDescription;
  readonly t140: number;
  readonly red: number | null;
  readonly codecs: readonly Codec[];
  readonly security: Possible;
}

type SaidAs = 'offer' | 'answer';
type Security = MediumSecurity | { readonly kind: 'ice'; readonly remote: RemoteIce };
type Possible = Exclude<Security, { kind: 'impossible' }>;

/** A browser's medium is its own kind of secure; to anybody else it is said by keys or not at all. */
function securityIn(medium: MediaDescription, local: LocalSession, saidAs: SaidAs): Security {
  if (!local.ice) return securityOf(medium, local.srtp, saidAs);
  const remote = remoteIceOf(medium, local.ice, saidAs);
  return remote ? { kind: 'ice', remote } : { kind: 'impossible' };
}

/** Of several that fit, the first that is encrypted: a peer may offer the same voice with keys and without. */
function firstVoice(session: SessionDescription, local: LocalSession, saidAs: SaidAs): Voice | null {
  const possible = session.media.flatMap((medium): Voice[] => {
    const voice = voiceIn(medium, local.codecs ?? ['PCMA', 'PCMU']);
    const security = securityIn(medium, local, saidAs);
    return voice && security.kind !== 'impossible' ? [{ ...voice, medium, security }] : [];
  });
  return possible.find(({ security }) => security.kind === 'encrypted') ?? possible[0] ?? null;
}

function voiceIn(
  medium: MediaDescription,
  ours: readonly VoiceCodec[],
): Pick<Voice, 'codec' | 'dtmf' | 'comfort'> | null {
  if (medium.kind !== 'audio' || medium.port === 0 || !isRtpProfile(medium.protocol)) return null;
  const dtmfs = medium.codecs.filter(({ name }) => name.toLowerCase() === 'telephone-event');
  for (const codec of inOrder(medium, ours)) {
    const name = ours.find((one) => one.toLowerCase() === codec.name.toLowerCase());
    if (name === undefined || codec.clockRateHz !== clockRateOf(name)) continue;
    const dtmf =
      [codec.clockRateHz, 8_000].flatMap((rate) => dtmfs.filter((one) => one.clockRateHz === rate))[0] ?? null;
    const comfort = medium.codecs.some(({ payloadType }) => payloadType === comfortNoise.payloadType);
    const parameters = name === 'opus' ? opusParameters : codec.parameters;
    return { codec: { ...codec, name, parameters }, dtmf, comfort };
  }
  return null;
}

/**
 * The peer's order is taken, but Opus only before what we like less still: to transcode it is dear. Every browser has both
 * kinds of G.711 and names mu-law first: of those it is our order that spares transcoding.
 */
function inOrder({ ice, codecs }: MediaDescription, ours: readonly VoiceCodec[]): readonly Codec[] {
  const is = (codec: Codec, name: VoiceCodec): boolean => codec.name.toLowerCase() === name.toLowerCase();
  if (ice) return ours.flatMap((name) => codecs.filter((one) => is(one, name)));
  if (ours.at(-1) !== 'opus') return codecs;
  return codecs.toSorted((one, other) => Number(is(one, 'opus')) - Number(is(other, 'opus')));
}

function refusal(session: SessionDescription, local: LocalSession, saidAs: SaidAs): Refusal {
  const ours = local.codecs ?? ['PCMA', 'PCMU'];
  const isSecurity = session.media.some((medium) => voiceIn(medium, ours) !== null);
  const lacking = isSecurity ? 'encrypted or not as was agreed for this peer' : `with ${ours.join(' or ')}`;
  return { kind: 'refused', status: 488, reason: `the ${saidAs} has no audio ${lacking}` };
}

function firstText(session: SessionDescription, local: LocalSession, saidAs: SaidAs): Text | null {
  if (local.textPort === null || local.ice) return null;
  const found = session.media.find((one) => one.kind === 'text' && one.port > 0 && isRtpProfile(one.protocol));
  const plain = found?.codecs.find(({ name }) => name.toLowerCase() === 't140');
  if (!found || !plain) return null;
  const security = securityOf(found, local.srtp, saidAs);
  if (security.kind === 'impossible') return null;
  const red = found.codecs.find(({ name }) => name.toLowerCase() === 'red');
  const codecs = red
    ? [{ ...red, parameters: generations(plain.payloadType) }, t140(plain.payloadType)]
    : [t140(plain.payloadType)];
  return { medium: found, t140: plain.payloadType, red: red?.payloadType ?? null, codecs, security };
}

function answeredSecurity(security: Possible, local: LocalSession): Pick<MediaDescription, 'crypto' | 'ice' | 'mid'> {
  if (security.kind === 'encrypted') return { crypto: [security.answer] };
  if (security.kind === 'clear' || !local.ice) return {};
  const { mid, role } = security.remote;
  return ownIce({ ...local.ice, mid }, audioAt(local), opposite(role));
}

const audioAt = ({ address, audioPort }: LocalSession): NetworkAddress => ({ address, port: audioPort });

const keysOf = (security: Possible): { readonly srtp?: SrtpKeys } =>
  security.kind === 'encrypted' ? { srtp: security.keys } : {};

function remoteOf(session: SessionDescription, voice: Voice, text: Text | null, wanted: Direction): RemoteMedia {
  const { security } = voice;
  const signalled = { address: addressIn(session, voice.medium), port: voice.medium.port };
  return {
    ...(security.kind === 'ice' ? (security.remote.candidates[0] ?? foundByIce) : signalled),
    ...(security.kind === 'ice' ? { ice: security.remote } : {}),
    codec: voice.codec.name,
    payloadType: voice.codec.payloadType,
    dtmfPayloadType: voice.dtmf?.payloadType ?? null,
    ...(voice.dtmf && voice.dtmf.clockRateHz !== 8_000 ? { dtmfClockRateHz: voice.dtmf.clockRateHz } : {}),
    direction: narrowed(mirrored(directionIn(session, voice.medium)), wanted),
    ...(voice.comfort ? { comfortNoise: true } : {}),
    ...keysOf(security),
    text: text && {
      address: addressIn(session, text.medium),
      port: text.medium.port,
      t140PayloadType: text.t140,
      redPayloadType: text.red,
      ...keysOf(text.security),
    },
  };
}

/** Of a browser that names no address: its packets are known by ICE. */
const foundByIce: NetworkAddress = { address: 'ice', port: 9 };

/** `c=0.0.0.0` is how RFC 2543 held a call (RFC 3264 §8.4): the peer takes nothing. Browsers mean nothing by it. */
function directionIn(session: SessionDescription, one: MediaDescription): Direction {
  return !one.ice && addressIn(session, one) === '0.0.0.0' ? narrowed(one.direction, 'sendonly') : one.direction;
}

const addressIn = (session: SessionDescription, one: MediaDescription): string =>
  (one.address ?? session.address ?? session.origin.address).split('/')[0] ?? '';

const t140 = (payloadType: number): Codec => ({ payloadType, name: 't140', clockRateHz: 1_000, parameters: null });

/** Its static payload type (RFC 3551 §6): answered to who offers it, never offered, for we send no silence of our own. */
const comfortNoise: Codec = { payloadType: 13, name: 'CN', clockRateHz: 8_000, parameters: null };

const telephoneEvent = (payloadType: number, clockRateHz: number): Codec => ({
  payloadType,
  name: 'telephone-event',
  clockRateHz,
  parameters: '0-16',
});

/** Two generations of redundancy (RFC 4103 §10). */
const generations = (payloadType: number): string => `${payloadType}/${payloadType}/${payloadType}`;

function describeMedium(
  kind: 'audio' | 'text',
  port: number,
  codecs: readonly Codec[],
  direction: Direction,
  protocol = 'RTP/AVP',
): MediaDescription {
  const formats = codecs.map(({ payloadType }) => String(payloadType));
  return {
    kind,
    port,
    protocol,
    formats,
    address: null,
    codecs,
    direction,
    ptimeMs: kind === 'audio' ? ptimeMs : null,
  };
}

function describe(local: LocalSession, media: readonly MediaDescription[]): SessionDescription {
  const { sessionId, version, address } = local;
  return { origin: { sessionId, version, address }, address, media };
}
