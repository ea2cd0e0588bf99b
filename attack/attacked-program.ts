import { createSocket } from 'node:dgram';
import { startTestProgram, type TestProgram } from '../src/app/testing/test-program.ts';
import type { AlertKind } from '../src/contract/alert.ts';
import { watchAlerts, type WatchedAlerts } from './watch-alerts.ts';
import type { SipAddress } from '../src/telephony/index.ts';

/** A whole program with ten telephones and a trunk, on loopback: what is attacked. */
export interface AttackedProgram {
  readonly program: TestProgram;
  readonly server: SipAddress;
  readonly extensions: readonly string[];
  readonly passwordOf: (extension: string) => string;
  /** What has reached the far end of the trunk: the first line of each message. */
  readonly atTrunk: readonly string[];
  readonly trunkPort: number;
  /** How long after it was raised an alert of that source was kept, in ms; null where none is, or later than 5 s. */
  readonly alertOf: (kinds: readonly AlertKind[], source: string) => Promise<number | null>;
  readonly close: () => Promise<void>;
}

const extensions = Array.from({ length: 10 }, (_, index) => String(8001 + index));
/** May call nobody outside. */
export const withoutRights = '8009';
const passwordOf = (extension: string): string => `right-${extension}-horse`;

export async function startAttackedProgram(): Promise<AttackedProgram> {
  for (const name of extensions) process.env[`P${name}`] = passwordOf(name);
  const atTrunk: string[] = [];
  const trunk = createSocket('udp4');
  await new Promise<void>((resolve) => {
    trunk.bind(0, '127.0.0.9', resolve);
  });
  trunk.on('message', (bytes) => atTrunk.push(bytes.toString().split('\r\n')[0] ?? ''));
  const trunkPort = trunk.address().port;
  const program = await startTestProgram({ config: { logLevel: 'warn' } });
  const rightsOf = (name: string): string =>
    name === withoutRights ? '' : `, outside: { destinations: ['+86'], maxCallsPerHour: 5 }`;
  const lines = extensions.map((name) => `  - { name: '${name}', password: 'env:P${name}'${rightsOf(name)} }`);
  const text = `trunks:
  - { name: office, proxy: '127.0.0.9:${trunkPort}', callerNumbers: ['+861088886666'] }
extensions:
${lines.join('\n')}
`;
  await program.run('lines apply', { text });
  const server = program.waihu.sip.addresses.find(({ transport }) => transport === 'udp');
  if (!server) throw new Error('the program listens on no UDP port');
  const watched: WatchedAlerts = watchAlerts(program.waihu.alerts, program.waihu.tenantId);
  return {
    program,
    server: { ...server, host: '127.0.0.1' },
    extensions,
    passwordOf,
    atTrunk,
    trunkPort,
    alertOf: (kinds, source) => watched.of(kinds, source),
    async close() {
      watched.stop();
      await program.close();
      trunk.close();
    },
  };
}
