import { isIP } from 'node:net';
import type { NetworkAddress } from '../rtp/source-latch.ts';
import type { MediaDescription } from './session-description.ts';

/** Of the certificate that DTLS will show (RFC 8122): a name as in SDP (`sha-256`), bytes as upper-case hex with colons. */
export interface Fingerprint {
  readonly algorithm: string;
  readonly value: string;
}

/** What a medium says of ICE (RFC 8839) and DTLS (RFC 8842), its session's lines included. */
export interface IceAttributes {
  readonly ufrag: string;
  /** Never for a log. */
  readonly password: string;
  readonly fingerprint: Fingerprint;
  readonly setup: DtlsSetup;
  /** Candidates of UDP for RTP with a literal address, in the order written. Names that hide an address (`.local`) find us by themselves. */
  readonly candidates: readonly NetworkAddress[];
  /** RTP and RTCP on one port (RFC 5761). */
  readonly rtcpMux: boolean;
}

/** Who begins the DTLS handshake: `active` does. */
export type DtlsRole = 'active' | 'passive';
type DtlsSetup = DtlsRole | 'actpass';

/** Our end of a browser's medium, as media made it. */
export interface LocalIce {
  readonly ufrag: string;
  /** Never for a log. */
  readonly password: string;
  readonly fingerprint: Fingerprint;
}

/** The same with what a first exchange settled: a later one keeps it. */
export interface SettledIce extends LocalIce {
  readonly mid: string;
  /** Ours; null before it was settled. */
  readonly role: DtlsRole | null;
}

/** The browser's end of its medium. */
export interface RemoteIce {
  readonly ufrag: string;
  /** Never for a log. */
  readonly password: string;
  readonly fingerprint: Fingerprint;
  /** The browser's. */
  readonly role: DtlsRole;
  readonly mid: string;
  readonly candidates: readonly NetworkAddress[];
}

/** A description read by the library, as far as ICE goes: of a medium or of the whole session. */
export interface ReadIce {
  readonly iceUfrag?: Word;
  readonly icePwd?: Word;
  readonly fingerprint?: { readonly type: Word; readonly hash: Word } | undefined;
  readonly setup?: Word;
  readonly rtcpMux?: Word;
  readonly candidates?: readonly ReadCandidate[] | undefined;
}

interface ReadCandidate {
  readonly component: number;
  readonly transport: Word;
  readonly ip: Word;
  readonly port: number;
}

/** The library makes numbers of texts that look like one, whatever its types say. */
type Word = string | number | undefined;

/** RFC 8839 §5.4: how long they may be, and of which characters. */
const ufragShape = /^[A-Za-z0-9+/]{4,256}$/;
const passwordShape = /^[A-Za-z0-9+/]{22,256}$/;
/** What our DTLS can check, and its length in bytes. */
const hashBytes: Readonly<Record<string, number>> = {
  'sha-1': 20,
  'sha-224': 28,
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
};
/** More would be a way to keep us busy. */
const candidatesTaken = 32;

/** What a medium says of ICE and DTLS, the session's lines where it has none; null where it says not enough, or nonsense. */
export function readIce(medium: ReadIce, session: ReadIce): IceAttributes | null {
  const ufrag = String(medium.iceUfrag ?? session.iceUfrag ?? '');
  const password = String(medium.icePwd ?? session.icePwd ?? '');
  const fingerprint = readFingerprint(medium.fingerprint ?? session.fingerprint);
  const setup = setupOf(medium.setup ?? session.setup ?? 'actpass');
  if (!ufragShape.test(ufrag) || !passwordShape.test(password) || !fingerprint || !setup) return null;
  const candidates = (medium.candidates ?? []).flatMap(readCandidate).slice(0, candidatesTaken);
  return { ufrag, password, fingerprint, setup, candidates, rtcpMux: medium.rtcpMux !== undefined };
}

function readFingerprint(read: ReadIce['fingerprint']): Fingerprint | null {
  const algorithm = String(read?.type ?? '').toLowerCase();
  const value = String(read?.hash ?? '').toUpperCase();
  const bytes = hashBytes[algorithm];
  const isWhole = bytes !== undefined && value.length === bytes * 3 - 1 && /^[0-9A-F]{2}(?::[0-9A-F]{2})*$/.test(value);
  return isWhole ? { algorithm, value } : null;
}

const setupOf = (text: Word): DtlsSetup | null =>
  text === 'actpass' || text === 'active' || text === 'passive' ? text : null;

function readCandidate({ component, transport, ip, port }: ReadCandidate): NetworkAddress[] {
  const isOurs = component === 1 && String(transport).toLowerCase() === 'udp' && isIP(String(ip)) !== 0;
  return isOurs && port > 0 && port <= 65_535 ? [{ address: String(ip), port }] : [];
}

/** What our SDP says: all our candidates are one, since we are reached where we listen. */
export function writeIce({ ufrag, password, fingerprint, setup, candidates }: IceAttributes) {
  return {
    iceUfrag: ufrag,
    icePwd: password,
    fingerprint: { type: fingerprint.algorithm, hash: fingerprint.value },
    setup,
    rtcpMux: 'rtcp-mux' as const,
    candidates: candidates.map(({ address, port }, at) => ({
      foundation: String(at + 1),
      component: 1,
      transport: 'UDP',
      priority: hostPriority - at * 256,
      ip: address,
      port,
      type: 'host',
    })),
    endOfCandidates: 'end-of-candidates' as const,
  };
}

/** RFC 8445 §5.1.2.1: type preference 126, local preference 65535, component 1. */
const hostPriority = 2_130_706_431;

/** DTLS under RTP; browsers of old left the first two words away (RFC 5764 §8). */
export const dtlsProfile = 'UDP/TLS/RTP/SAVPF';
export const isDtlsProfile = (protocol: string): boolean => protocol.startsWith('UDP/TLS/RTP/SAVP');

/**
 * The browser's end by what it said; null where the medium has no ICE and DTLS that we can use. An offer leaves the
 * handshake's beginning to us: we begin (RFC 5763 §5), unless it was settled otherwise before.
 */
export function remoteIceOf(medium: MediaDescription, ours: SettledIce, saidAs: 'offer' | 'answer'): RemoteIce | null {
  const { ice } = medium;
  if (!ice?.rtcpMux || !(isDtlsProfile(medium.protocol) || medium.protocol === 'RTP/SAVPF')) return null;
  if (ice.setup === 'actpass' && saidAs === 'answer') return null;
  const role = ice.setup === 'actpass' ? opposite(ours.role ?? 'active') : ice.setup;
  const { ufrag, password, fingerprint, candidates } = ice;
  return { ufrag, password, fingerprint, candidates, role, mid: medium.mid ?? ours.mid };
}

export const opposite = (role: DtlsRole): DtlsRole => (role === 'active' ? 'passive' : 'active');

/** What our description of the medium says beside its codecs. */
export function ownIce(
  { ufrag, password, fingerprint, mid }: SettledIce,
  at: NetworkAddress,
  setup: DtlsSetup,
): Pick<MediaDescription, 'ice' | 'mid'> {
  return { mid, ice: { ufrag, password, fingerprint, setup, candidates: [at], rtcpMux: true } };
}
