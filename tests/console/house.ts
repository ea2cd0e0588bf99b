import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatWav, toneSound } from '../../src/audio/index.ts';
import { startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import { callIdSchema } from '../../src/contract/ids.ts';
import { newUuid } from '../../src/foundation/ids.ts';
import { keepVoicemail } from '../../src/voicemail/index.ts';

/** The whole program with its console, a house of telephones that nobody has connected, and what stands on their pages. */
export interface House {
  readonly program: TestProgram;
  readonly url: string;
  readonly login: string;
  readonly password: string;
  /** A caller joins a queue and waits; the returned function hangs him up. */
  waitIn(queue: string): () => void;
  /** Somebody leaves a message of so many seconds in a box. */
  leaveMessage(box: string, caller: string, seconds: number): Promise<void>;
  close(): Promise<void>;
}

const lines = `
trunks:
  - { name: office, proxy: '127.0.0.1:9', callerNumbers: ['+9990000001'], simulated: true }
extensions:
  - { name: '8001', password: env:HOUSE_PHONE, voicemail: {} }
  - { name: '8002', password: env:HOUSE_PHONE, voicemail: {} }
seats:
  - { name: amy, extension: '8001' }
  - { name: bob, extension: '8002' }
queues:
  - { name: service, displayName: 人工服务 }
  - { name: claims, displayName: 理赔, seats: [bob] }
`;

export async function openHouse(consoleFolder: string): Promise<House> {
  process.env['HOUSE_PHONE'] = 'of-no-telephone';
  const program = await startTestProgram({ consoleFolder, config: { rtpPorts: { from: 44_400, to: 44_599 } } });
  const { waihu } = program;
  await program.run('lines apply', { text: lines });
  const newCall = () => callIdSchema.parse(`n1-${randomUUID()}`);
  return {
    program,
    url: waihu.api.url,
    login: waihu.firstCredentials?.login ?? '',
    password: waihu.firstCredentials?.password ?? '',
    waitIn(queue) {
      const callId = newCall();
      const nothing = (): void => undefined;
      const queues = waihu.queues.desk.of(waihu.tenantId);
      queues.join(
        { callId, queue },
        {
          ring: () => ({ cancel: nothing }),
          connect: nothing,
          playMusic: nothing,
          announce: nothing,
          offerCallBack: nothing,
          sendTo: nothing,
          tell: nothing,
        },
      );
      return () => queues.callOver(callId);
    },
    async leaveMessage(box, caller, seconds) {
      const callId = newCall();
      const file = join(callId, 'voicemail-1.wav');
      const path = join(waihu.recordingsFolder, file);
      await mkdir(dirname(path), { recursive: true });
      const samples = toneSound({ frequenciesHz: [440], levelDbfs: -20 }, seconds * 1_000);
      await writeFile(path, formatWav({ samples, sampleRateHz: 8_000, channels: 1 }));
      const { tenantId, database } = waihu;
      const atMs = waihu.world.clock.now();
      const key = `${callId}/voicemail-1`;
      const message = { tenantId, callId, box, caller, file, durationMs: seconds * 1_000, atMs, key };
      await keepVoicemail({ database, newId: newUuid }, message);
    },
    close: () => program.close(),
  };
}
