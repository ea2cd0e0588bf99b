import { DtmfReceiver } from '../src/telephony/rtp/dtmf-receiver.ts';
import { JitterBuffer } from '../src/telephony/rtp/jitter-buffer.ts';
import { ReceptionStatistics } from '../src/telephony/rtp/reception-statistics.ts';
import { formatRtcp, parseRtcp } from '../src/telephony/rtp/rtcp-packet.ts';
import { formatRtp, parseRtp, type RtpPacket } from '../src/telephony/rtp/rtp-packet.ts';
import { formatTelephoneEvent, parseTelephoneEvent } from '../src/telephony/rtp/telephone-event.ts';
import { TextReceiver } from '../src/telephony/rtp/text-receiver.ts';
import { formatRedundancy } from '../src/telephony/rtp/text-redundancy.ts';
import type { OpenFuzzTarget } from './fuzz-target.ts';

const voiceType = 8;
const eventType = 101;
const redType = 98;
const frameMs = 20;

/** One session's readers, as a call has them: what they keep must not grow with what is sent. */
export const openRtpTarget: OpenFuzzTarget = () => {
  const jitter = new JitterBuffer();
  const keys = new DtmfReceiver();
  const text = new TextReceiver(redType);
  const statistics = new ReceptionStatistics();
  let nowMs = 0;

  const take = (packet: RtpPacket): void => {
    nowMs += frameMs;
    statistics.push(packet, nowMs);
    statistics.report(packet.ssrc);
    jitter.push(packet.timestamp, new Int16Array(packet.payload.length), nowMs);
    jitter.pull(nowMs);
    const event = parseTelephoneEvent(packet.payload);
    if (event) keys.push({ ...event, timestamp: packet.timestamp }, nowMs);
    keys.tick(nowMs);
    text.push(packet);
    if (!sameBytes(parseRtp(formatRtp(packet))?.payload, packet.payload))
      throw new Error('RTP does not survive writing');
  };

  return Promise.resolve({
    seeds,
    words: [],
    feed(input) {
      const packet = parseRtp(input);
      if (packet) take(packet);
      const reports = parseRtcp(input);
      if (reports && parseRtcp(formatRtcp(reports))?.length !== (reports.length || undefined))
        throw new Error('RTCP does not survive writing');
      return packet !== null || (reports !== null && reports.length > 0);
    },
  });
};

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && Buffer.compare(one, other) === 0;

const rtp = (payloadType: number, payload: Uint8Array, first = 0x80): Buffer => {
  const bytes = Buffer.from(
    formatRtp({ marker: false, payloadType, sequence: 9, timestamp: 1_600, ssrc: 0x1234, payload }),
  );
  bytes[0] = first;
  return bytes;
};

const reception = {
  ssrc: 7,
  lostShare: 0.1,
  lostTotal: 3,
  extendedSequence: 70_000,
  jitter: 12,
  lastReport: 5,
  sinceLastReport: 6,
};
const characters = Buffer.from('你好');

const seeds: readonly Buffer[] = [
  rtp(voiceType, Buffer.alloc(160, 0xd5)),
  rtp(0, Buffer.alloc(80, 0xff)),
  rtp(eventType, formatTelephoneEvent({ event: 5, end: false, duration: 160 })),
  rtp(eventType, formatTelephoneEvent({ event: 11, end: true, duration: 800 })),
  rtp(redType, formatRedundancy({ older: [{ timestampOffset: 300, data: characters }], primary: characters }, 100)),
  // Padding of 4 bytes; two contributing sources; an extension of one word.
  rtp(voiceType, Buffer.from([1, 2, 3, 4, 0, 0, 0, 4]), 0xa0),
  rtp(voiceType, Buffer.alloc(24), 0x82),
  rtp(voiceType, Buffer.from([0xbe, 0xde, 0, 1, 0x10, 0x55, 0, 0, 1, 2, 3, 4]), 0x90),
  Buffer.from(
    formatRtcp([
      {
        kind: 'sender-report',
        ssrc: 1,
        wallMs: 1e12,
        rtpTimestamp: 2,
        packetCount: 3,
        octetCount: 4,
        reports: [reception],
      },
      { kind: 'source-description', ssrc: 1, cname: 'a@example.com' },
    ]),
  ),
  Buffer.from(
    formatRtcp([
      { kind: 'receiver-report', ssrc: 1, reports: [reception, reception] },
      { kind: 'bye', sources: [1, 2] },
    ]),
  ),
];
