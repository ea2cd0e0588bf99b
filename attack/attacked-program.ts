import { createSocket } from 'node:dgram';
import { performance } from 'node:perf_hooks';
import { startTestProgram, type TestProgram } from '../src/app/testing/test-program.ts';
import type { Alert, AlertKind } from '../src/contract/alert.ts';
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
  /** The alert of a source that is kept within 5 s of now, and how long it took since `sinceMs` (`performance.now`). */
  readonly alertOf: (kinds: readonly AlertKind[], source: string, sinceMs: number) => Promise<number | null>;
  readonly close: () => Promise<void>;
}

const alertWithinMs = 5_000;
const extensions = Array.from({ length: 10 }, (_, index) => String(8001 + index));
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
  const lines = extensions.map(
    (name) =>
      `  - { name: '${name}', password: 'env:P${name}', outside: { destinations: ['+86'], maxCallsPerHour: 5 } }`,
  );
  const text = `trunks:
  - { name: office, proxy: '127.0.0.9:${trunkPort}', callerNumbers: ['+861088886666'] }
extensions:
${lines.join('\n')}
`;
  await program.run('lines apply', { text });
  const server = program.waihu.sip.addresses.find(({ transport }) => transport === 'udp');
  if (!server) throw new Error('the program listens on no UDP port');
  const reader = { tenantId: program.waihu.tenantId, platformToo: true };
  return {
    program,
    server: { ...server, host: '127.0.0.1' },
    extensions,
    passwordOf,
    atTrunk,
    trunkPort,
    async alertOf(kinds, source, sinceMs) {
      const until = performance.now() + alertWithinMs;
      for (;;) {
        const alerts: readonly Alert[] = await program.waihu.alerts.list(reader, { limit: 500 });
        if (alerts.some((alert) => kinds.includes(alert.kind) && alert.source.startsWith(source)))
          return Math.round(performance.now() - sinceMs);
        if (performance.now() > until) return null;
        await new Promise((resolve) => {
          setTimeout(resolve, 50);
        });
      }
    },
    async close() {
      await program.close();
      trunk.close();
    },
  };
}
