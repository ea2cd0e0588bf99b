import { write } from 'sdp-transform';
import { writeIce } from './ice-attributes.ts';
import type { CryptoAttribute, MediaDescription, SessionDescription } from './session-description.ts';

/** The description as text, each line ended by CRLF. */
export function formatSessionDescription(session: SessionDescription): string {
  const { sessionId, version, address } = session.origin;
  const bundled = session.media.flatMap(({ ice, mid, port }) => (ice && mid !== undefined && port > 0 ? [mid] : []));
  return write({
    version: 0,
    origin: { username: '-', sessionId, sessionVersion: version, netType: 'IN', ipVer: ipVersion(address), address },
    name: '-',
    ...(session.address === null ? {} : { connection: { version: ipVersion(session.address), ip: session.address } }),
    timing: { start: 0, stop: 0 },
    ...(bundled.length === 0 ? {} : { groups: [{ type: 'BUNDLE', mids: bundled.join(' ') }] }),
    media: session.media.map(mediaFor),
  });
}

function mediaFor(medium: MediaDescription): Parameters<typeof write>[0]['media'][number] {
  const refused = medium.port === 0;
  const codecs = refused ? [] : medium.codecs;
  return {
    type: medium.kind,
    port: medium.port,
    protocol: medium.protocol,
    payloads: medium.formats.join(' '),
    ...(medium.address === null ? {} : { connection: { version: ipVersion(medium.address), ip: medium.address } }),
    rtp: codecs.map(({ payloadType, name, clockRateHz }) => ({
      payload: payloadType,
      codec: name,
      rate: clockRateHz,
      // Opus says so whatever is in it (RFC 7587 §7).
      ...(name.toLowerCase() === 'opus' ? { encoding: 2 } : {}),
    })),
    fmtp: codecs.flatMap(({ payloadType, parameters }) =>
      parameters === null ? [] : [{ payload: payloadType, config: parameters }],
    ),
    ...(medium.mid === undefined ? {} : { mid: medium.mid }),
    ...(refused || !medium.ice ? {} : { ...writeIce(medium.ice), msid: [{ id: 'waihu', appdata: 'voice' }] }),
    ...(refused || !medium.crypto ? {} : { crypto: medium.crypto.map(cryptoLine) }),
    ...(refused ? {} : { direction: medium.direction }),
    ...(refused || medium.ptimeMs === null ? {} : { ptime: medium.ptimeMs }),
  };
}

const cryptoLine = ({ tag, suite, masterKey }: CryptoAttribute): { id: number; suite: string; config: string } => ({
  id: tag,
  suite,
  config: `inline:${masterKey}`,
});

const ipVersion = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
