import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../src/app/testing/test-program.ts';
import { decodeG711, encodeG711, toneShare, toneSound } from '../src/audio/index.ts';
import { Phone } from '../tests/switchboard/phone.ts';
import type { AttackResult } from './attack-result.ts';
import type { AttackedProgram } from './attacked-program.ts';

const injectedHz = 1_000;
const packetMs = 20;
const samplesEach = 160;

/** How many tenths of a second sound like the tone. */
function tenthsOf(samples: Int16Array, hz: number): number {
  let count = 0;
  for (let at = 0; at + 800 <= samples.length; at += 800)
    if (toneShare(samples.subarray(at, at + 800), hz, 8000) > 0.2) count++;
  return count;
}

/** Sends a tone from a third address into a call of two telephones, to both its ports; what they heard and the recording are the judges. */
export async function injectSound({ program, server, passwordOf, alertOf }: AttackedProgram): Promise<AttackResult> {
  const host = '127.0.0.6';
  const ports: number[] = [];
  const stop = program.waihu.surroundings.media.subscribe((event) => {
    if (event.kind === 'leg-opened') ports.push(event.port);
  });
  const start = (number: string, toneHz: number): Promise<Phone> =>
    Phone.start({ server, number, password: passwordOf(number), toneHz });
  const [caller, callee] = [await start('8007', 440), await start('8008', 620)];
  const attacker = createSocket('udp4');
  let sending: ReturnType<typeof setInterval> | undefined;
  try {
    for (const phone of [caller, callee])
      await eventually(async () => phone.registration.at(-1)?.state === 'registered', 'a registration');
    const before = (await program.records()).length;
    caller.call('8008');
    await eventually(async () => caller.heard.length > 12_000 && callee.heard.length > 12_000, 'sound both ways');
    await new Promise<void>((resolve) => {
      attacker.bind(0, host, resolve);
    });
    const tone = encodeG711('PCMA', toneSound({ frequenciesHz: [injectedHz], levelDbfs: -10 }, packetMs));
    let sequence = 1;
    sending = setInterval(() => {
      const packet = Buffer.alloc(12 + samplesEach);
      packet.writeUInt16BE(0x80_08, 0);
      packet.writeUInt16BE(sequence & 0xffff, 2);
      packet.writeUInt32BE(sequence++ * samplesEach, 4);
      packet.writeUInt32BE(0x0b_ad, 8);
      packet.set(tone, 12);
      for (const port of ports) attacker.send(packet, port, server.host);
    }, packetMs);
    const from = caller.heard.length;
    await eventually(async () => caller.heard.length > from + 24_000, 'three seconds of the call under attack');
    const alertedAfterMs = await alertOf(['media-injection'], host);
    clearInterval(sending);
    await callee.hangUp();
    const record = await eventually(async () => {
      const records = await program.records();
      return records.length > before && records[0];
    }, 'the record of the call');
    const tracks = await Promise.all(
      (record.recording?.tracks ?? []).map(async ({ file }) =>
        decodeG711('PCMA', await readFile(join(program.waihu.recordingsFolder, record.callId, file))),
      ),
    );
    const heard = [caller, callee].map((phone) => tenthsOf(Int16Array.from(phone.heard), injectedHz));
    const recorded = tracks.map((track) => tenthsOf(track, injectedHz));
    const spoken = tracks.map((track) => Math.max(tenthsOf(track, 440), tenthsOf(track, 620)));
    const isQuiet = [...heard, ...recorded].every((tenths) => tenths === 0);
    return {
      attack: 'rtp-injection',
      holds:
        isQuiet && tracks.length >= 2 && spoken.filter((tenths) => tenths > 10).length >= 2 && alertedAfterMs !== null,
      alertedAfterMs,
      detail: {
        ports: ports.length,
        packets: sequence - 1,
        heardTenths: Math.max(...heard),
        recordedTenths: Math.max(0, ...recorded),
        spokenTenths: Math.max(0, ...spoken),
      },
    };
  } finally {
    clearInterval(sending);
    stop();
    attacker.close();
    await Promise.all([caller, callee].map((phone) => phone.close()));
  }
}
