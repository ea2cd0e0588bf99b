import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeG711 } from '../../src/audio/index.ts';
import {
  eventually,
  startTestProgram,
  type TestProgram,
  type TestProgramOptions,
} from '../../src/app/testing/test-program.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import type { LiveCall } from '../../src/contract/live-calls.ts';
import type { CommandAnswer, SwitchboardCommand } from '../../src/contract/switchboard-command.ts';
import { contentOf, hears, pitches } from './listening.ts';
import { Phone, type PhoneOptions } from './phone.ts';

export type Sound = number | 'music';

/** A house with telephones that speak in pitches, for tests of what they do with their calls. */
export class TestHouse {
  readonly program: TestProgram;
  readonly told: CallEvent[] = [];
  readonly #phones: Phone[] = [];

  private constructor(program: TestProgram) {
    this.program = program;
    program.waihu.live.subscribe((event) => this.told.push(event));
  }

  static async start(document: string, numbers: readonly string[], options?: TestProgramOptions): Promise<TestHouse> {
    for (const number of numbers) process.env[`P${number}`] = `secret-of-${number}`;
    const house = new TestHouse(await startTestProgram(options));
    await house.use(document);
    return house;
  }

  async use(document: string): Promise<void> {
    await this.program.run('lines apply', { text: document });
  }

  async phone(number: string, toneHz: number, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const [server] = this.program.waihu.sip.addresses;
    const phone = await Phone.start({ server: server!, number, password: `secret-of-${number}`, toneHz, ...options });
    this.#phones.push(phone);
    await eventually(async () => phone.registration.at(-1)?.state === 'registered', `${number} to register`);
    return phone;
  }

  /** All calls are over: nothing is in the air, nothing rings. */
  async settled(): Promise<void> {
    for (const { lines } of this.#phones) for (const line of lines) if (!line.isOver) void line.giveUp();
    await eventually(async () => this.program.waihu.live.inTheAir === 0, 'no call in the air', 15_000);
    await eventually(
      async () => this.#phones.every(({ lines }) => lines.every((line) => line.isOver)),
      'no telephone in a call',
    );
    for (const phone of this.#phones) phone.answers = 'yes';
  }

  async close(): Promise<void> {
    await Promise.all(this.#phones.map((phone) => phone.close()));
    await this.program.close();
  }

  command(command: SwitchboardCommand): Promise<CommandAnswer> {
    const { waihu } = this.program;
    return waihu.live.command(waihu.tenantId, command, { kind: 'user', name: 'tester' });
  }

  /** Asks for something that is done. */
  async does(command: SwitchboardCommand): Promise<CommandAnswer> {
    const answer = await this.command(command);
    if (!answer.ok) throw new Error(`${command.kind}: ${answer.code}: ${answer.what}`);
    return answer;
  }

  calls(): readonly LiveCall[] {
    return this.program.waihu.live.list(this.program.waihu.tenantId);
  }

  /** The newest call in the air. */
  call(): LiveCall {
    const call = this.calls().at(-1);
    if (!call) throw new Error('no call is in the air');
    return call;
  }

  /** The part that an extension has in a call, as commands name it. */
  leg(callId: string, party: string): { readonly callId: LiveCall['callId']; readonly leg: string } {
    const call = this.calls().find((one) => one.callId === callId);
    const found = call?.parties?.find((one) => one.party === party && one.state !== 'ringing');
    if (!call || !found) throw new Error(`${party} is not in call ${callId}: ${JSON.stringify(call?.parties)}`);
    return { callId: call.callId, leg: found.leg };
  }

  record(callId: string): Promise<CallRecord> {
    return eventually(
      async () => (await this.program.records()).find((record) => record.callId === callId),
      `the record of ${callId}`,
    );
  }

  /** The tracks of a record's recording, decoded. */
  tracks(record: CallRecord): Promise<readonly Int16Array[]> {
    const folder = join(this.program.waihu.recordingsFolder, record.callId);
    return Promise.all(
      (record.recording?.tracks ?? []).map(async ({ file, codec }) =>
        decodeG711(codec === 'PCMU' ? 'PCMU' : 'PCMA', await readFile(join(folder, file))),
      ),
    );
  }
}

const inOrder = (sounds: readonly Sound[]): readonly Sound[] =>
  sounds.toSorted((one, other) => (one === 'music' || other === 'music' ? 0 : one - other));

/** Somebody who keeps what he heard. */
interface Listener {
  readonly heard: readonly number[];
  readonly told: readonly string[];
}

/** Waits until each hears just that, at one and the same time. */
export async function allHear(...expected: readonly (readonly [Listener, readonly Sound[]])[]): Promise<void> {
  const now = (): string => JSON.stringify(expected.map(([who]) => hears(who.heard)));
  const wanted = JSON.stringify(expected.map(([, sounds]) => inOrder(sounds)));
  await eventually(async () => now() === wanted, 'each to hear that').catch(() => {
    const told = JSON.stringify(expected.map(([who]) => who.told));
    throw new Error(`wanted ${wanted} to be heard, and was ${now()}; the telephones were told ${told}`);
  });
}

/** The pitches that stand in a whole track. */
export function pitchesOf(track: Int16Array): readonly number[] {
  const seconds = Array.from({ length: Math.floor(track.length / 8000) }, (_, at) =>
    contentOf(track.subarray(at * 8000, (at + 1) * 8000)),
  );
  return pitches.filter((hz) => seconds.some((content) => content?.includes(hz)));
}
