import type { Random } from '../../foundation/random.ts';
import { isSrtpSuite, newMasterKey, srtpSuites, type SrtpKeys } from '../rtp/srtp/srtp-suite.ts';
import { isDtlsProfile } from './ice-attributes.ts';
import type { CryptoAttribute, MediaDescription } from './session-description.ts';

/** Our side's keys for a session whose peer may (`optional`) or must (`required`) encrypt; drawn once for its whole life. */
export interface LocalSrtp {
  readonly mode: 'optional' | 'required';
  /** One for each suite, in our order of preference. */
  readonly audio: readonly CryptoAttribute[];
  /** Real-time text has keys of its own: two media under one key would share keystream. */
  readonly text: readonly CryptoAttribute[];
}

export type SrtpMode = 'off' | LocalSrtp['mode'];

/** Fresh keys for one session; undefined where the peer gets none. */
export function newLocalSrtp(mode: SrtpMode, random: Random): LocalSrtp | undefined {
  if (mode === 'off') return undefined;
  const suites = Object.keys(srtpSuites).filter(isSrtpSuite);
  const draw = (): CryptoAttribute[] =>
    suites.map((suite, at) => ({ tag: at + 1, suite, masterKey: newMasterKey(suite, random) }));
  return { mode, audio: draw(), text: draw() };
}

/** How a medium of the peer's goes with what we want: under these keys, in clear, or not at all. */
export type MediumSecurity =
  | { readonly kind: 'encrypted'; readonly keys: SrtpKeys; readonly answer: CryptoAttribute }
  | { readonly kind: 'clear' }
  | { readonly kind: 'impossible' };

/**
 * Takes the first key of an offer whose suite is ours; in an answer to an offer of ours, the key with the tag of one that
 * we offered (RFC 4568 §5.1). A secure profile without a usable key is refused; a plain one with keys is encrypted all
 * the same, which is how telephones offer what they do not insist on.
 */
export function securityOf(
  medium: MediaDescription,
  ours: LocalSrtp | undefined,
  saidAs: 'offer' | 'answer',
): MediumSecurity {
  const own = medium.kind === 'text' ? (ours?.text ?? []) : (ours?.audio ?? []);
  for (const theirs of medium.crypto ?? []) {
    const match = own.find(({ suite, tag }) => suite === theirs.suite && (saidAs === 'offer' || tag === theirs.tag));
    if (!match) continue;
    const keys = { suite: match.suite, sendKey: match.masterKey, receiveKey: theirs.masterKey };
    return { kind: 'encrypted', keys, answer: { ...match, tag: theirs.tag } };
  }
  return isSecureProfile(medium.protocol) || ours?.mode === 'required' ? { kind: 'impossible' } : { kind: 'clear' };
}

const isSecureProfile = (protocol: string): boolean =>
  protocol === 'RTP/SAVP' || protocol === 'RTP/SAVPF' || isDtlsProfile(protocol);

/** The profiles of RTP that we speak: plain, secure (RFC 3711) and browsers' (RFC 5764), each with early feedback or without (RFC 4585, RFC 5124). */
export const isRtpProfile = (protocol: string): boolean =>
  protocol === 'RTP/AVP' || protocol === 'RTP/AVPF' || isSecureProfile(protocol);

/** What we offer: the secure profile where it must be, else the plain one with keys beside it. */
export const offeredProfile = (ours: LocalSrtp | undefined): string =>
  ours?.mode === 'required' ? 'RTP/SAVP' : 'RTP/AVP';
