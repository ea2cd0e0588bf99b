import type { Random } from '../src/foundation/random.ts';
import { parseDigestChallenge } from '../src/telephony/sip/auth/digest-challenge.ts';
import { bounds } from '../src/telephony/sip/message/bounds.ts';
import { formatMessage } from '../src/telephony/sip/message/format-message.ts';
import { header, headersNamed, type SipMessage } from '../src/telephony/sip/message/message.ts';
import { parseNameAddress } from '../src/telephony/sip/message/name-address.ts';
import { parseMessage } from '../src/telephony/sip/message/parse-message.ts';
import { reasonOf } from '../src/telephony/sip/message/reason-header.ts';
import { responseTo } from '../src/telephony/sip/message/response-to.ts';
import { bodyOf, isSdp } from '../src/telephony/sip/message/sip-body.ts';
import { formatSipUri, isServedUri, parseSipUri } from '../src/telephony/sip/message/sip-uri.ts';
import { parseVia } from '../src/telephony/sip/message/via.ts';
import { StreamFramer } from '../src/telephony/sip/transport/stream-framer.ts';
import type { OpenFuzzTarget } from './fuzz-target.ts';
import { readOrRefuse } from './sdp-target.ts';
import { openSipEndpointUnderFuzz } from './sip-endpoint-under-fuzz.ts';
import { sipSeeds, sipWords } from './sip-seeds.ts';

/** One of so many goes through a whole endpoint. */
const deepenedShare = 20;

/** Every parser a message meets, what is written of it read again, and for a share a whole endpoint. */
export const openSipTarget: OpenFuzzTarget = async (random) => {
  const endpoint = await openSipEndpointUnderFuzz(random);
  return {
    seeds: sipSeeds,
    words: sipWords,
    feed(input) {
      const result = parseMessage(input);
      if (result.kind === 'malformed')
        parseMessage(Buffer.from(formatMessage(responseTo(result.request, result.status))));
      if (result.kind !== 'message') return false;
      readAll(result.message);
      mustSurvive(result.message);
      if (result.message.kind === 'request') mustSurvive(responseTo(result.message, 200, { toTag: 'x' }));
      return true;
    },
    deepen(input) {
      if (random.int(deepenedShare) !== 0) return;
      cutStream(input, random);
      endpoint.receive(input);
    },
    settle: () => endpoint.settle(),
  };
};

/** As the layers above read it. */
function readAll(message: SipMessage): void {
  if (message.kind === 'request') isServedUri(message.uri);
  for (const name of ['from', 'to', 'contact', 'route', 'record-route', 'refer-to', 'p-asserted-identity'])
    for (const value of headersNamed(message, name)) {
      const uri = parseSipUri(parseNameAddress(value)?.uri ?? '');
      if (uri && !parseSipUri(formatSipUri(uri))) throw new Error(`a URI of ${name} does not survive writing`);
    }
  for (const value of headersNamed(message, 'via')) parseVia(value);
  for (const value of headersNamed(message, 'www-authenticate')) parseDigestChallenge(value);
  reasonOf(message);
  const body = bodyOf(message);
  if (body && isSdp(body)) readOrRefuse(body.content);
}

/** What we write must be readable; beyond the bounds only because broken UTF-8 or divided lists became longer. */
function mustSurvive(message: SipMessage): void {
  const bytes = Buffer.from(formatMessage(message));
  if (bytes.length > bounds.headBytes || message.headers.length >= bounds.headerCount) return;
  const again = parseMessage(bytes);
  if (again.kind !== 'message') throw new Error(`does not survive writing: ${again.reason}`);
  const callId = header(message, 'call-id');
  if (again.message.body !== message.body || again.message.envelope.callId !== callId)
    throw new Error('writing changes it');
}

function cutStream(input: Buffer, random: Random): void {
  const framer = new StreamFramer();
  for (let at = 0; at < input.length;) {
    const end = at + 1 + random.int(400);
    if (framer.push(input.subarray(at, end)).fault !== null) return;
    at = end;
  }
}
