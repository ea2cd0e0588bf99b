import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { describeWithBaresip, startBaresip } from '../peers/baresip.ts';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import { describeWithSipp, runSipp } from '../peers/sipp.ts';
import { findSound, loudestStretch } from './find-sound.ts';
import { startRobotCall, type RobotCall } from './robot-call.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** 200 ms: long enough to be found in no wrong place, short enough to be quick. */
const pieceSamples = 1_600;

const sentencesOf = (record: CallRecord): CallRecord['transcript'] =>
  record.transcript.filter(({ speaker }) => speaker === 'robot');

/** Finds each sentence of the robot's own track in what the other side has; says where, in milliseconds. */
function placesOfSentences(record: CallRecord, spoken: Int16Array, heard: Int16Array): number[] {
  return sentencesOf(record).map(({ offsetMs, durationMs, text }) => {
    const sentence = spoken.subarray(offsetMs * 8, (offsetMs + durationMs) * 8);
    const piece = loudestStretch(sentence, pieceSamples);
    const found = findSound(piece.sound, heard);
    expect({ text, likeness: found.likeness }).toEqual({ text, likeness: expect.closeTo(1, 1) });
    return (found.at - piece.at) / 8;
  });
}

/** Everything but the first place must lie as far behind the first as it did in the robot's track. */
function expectSameTimes(record: CallRecord, places: readonly number[], withinMs: number): void {
  const own = sentencesOf(record).map(({ offsetMs }) => offsetMs);
  const shift = (places[0] ?? 0) - (own[0] ?? 0);
  for (const [index, place] of places.entries())
    expect(Math.abs(place - (own[index] ?? 0) - shift)).toBeLessThan(withinMs);
}

const keysOf = (record: CallRecord): string =>
  record.transcript.flatMap(({ speaker, text }) => (speaker === 'customer' ? [text] : [])).join('');

async function robotCall(uri: string, host: string): Promise<RobotCall> {
  const call = await startRobotCall({ uri, host, script: 'keys.yaml', rtpPorts: '43000-43099' });
  closing.push(() => call.close());
  return call;
}

describeWithBaresip('waihu call and baresip', () => {
  it('talk by keys through three menus, and baresip recorded each prompt at its time', async () => {
    const phone = await startBaresip();
    closing.push(() => phone.close());
    const call = await robotCall(phone.uri, phone.callerHost);
    await call.said('医疗险请按二');
    phone.press('2');
    await call.said('两百万请按二');
    phone.press('2');
    await call.said('确认请按井号');
    phone.press('#');
    const { record, exitCode } = await call.ended;

    expect(exitCode).toBe(0);
    expect(record).toMatchObject({
      outcome: 'completed',
      reason: 'registered',
      hangUpBy: 'robot',
      turns: 3,
      slots: { amount: '2000000' },
    });
    expect(record.path.map(({ node }) => node)).toEqual(['product', 'medical', 'two-hundred', 'confirm', 'registered']);
    expect(keysOf(record)).toBe('[2][2][#]');
    expect(record.transcript.filter(({ via }) => via === 'rfc4733')).toHaveLength(3);
    const places = placesOfSentences(record, await call.track(record, 'robot'), await phone.heard());
    expect(places).toHaveLength(4);
    expectSameTimes(record, places, 200);
  }, 180_000);
});

describeWithSipp('waihu call and sipp', () => {
  it('talk by keys through three menus, and each prompt comes back from sipp', async () => {
    const mediaPort = await freePort();
    const sipp = await runSipp({
      scenario: 'callee-presses-keys',
      extra: ['-rtp_echo', '-mi', '127.0.0.1', '-mp', String(mediaPort), '-timeout', '150s'],
    });
    closing.push(() => sipp.stop());
    const call = await robotCall(`sip:callee@127.0.0.1:${sipp.port}`, '127.0.0.1');
    let presses = 0;
    const press = (): Promise<void> => tellSipp(sipp.port, sipp.messages(), ++presses);
    await call.said('医疗险请按二');
    await press();
    await call.said('五十万请按二');
    await press();
    await call.said('确认请按井号');
    await press();
    const { record, exitCode } = await call.ended;
    await sipp.done;

    expect(exitCode).toBe(0);
    expect(record).toMatchObject({
      outcome: 'completed',
      reason: 'cancelled',
      hangUpBy: 'robot',
      turns: 3,
      slots: { amount: '300000' },
    });
    expect(record.path.map(({ node }) => node)).toEqual(['product', 'illness', 'thirty', 'confirm', 'cancelled']);
    expect(keysOf(record)).toBe('[1][1][*]');
    const places = placesOfSentences(record, await call.track(record, 'robot'), await call.track(record, 'customer'));
    expect(places).toHaveLength(4);
    expectSameTimes(record, places, 200);
  }, 180_000);
});

/** A MESSAGE in the call that sipp has: its scenario presses the next key. */
async function tellSipp(port: number, messages: string, ordinal: number): Promise<void> {
  const callId = /^Call-ID: *(.+?)\r?$/im.exec(messages)?.[1] ?? '';
  const socket = createSocket('udp4');
  const request = [
    `MESSAGE sip:sipp@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-press-${ordinal}`,
    'From: <sip:test@127.0.0.1>;tag=press',
    `To: <sip:sipp@127.0.0.1:${port}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${ordinal} MESSAGE`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  await new Promise<void>((resolve) => {
    socket.send(request, port, '127.0.0.1', () => socket.close(resolve));
  });
}
