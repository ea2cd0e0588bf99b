import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import { openSipEndpoint, serveRegistrar } from '../src/telephony/index.ts';

/** The program under test: one endpoint and its registrar, in a process of its own; whoever says `secret` is let in. */
const domain = '127.0.0.1';
const endpoint = await openSipEndpoint({
  clock: systemClock,
  random: systemRandom,
  userAgent: 'Waihu',
  bind: { host: domain, port: 0 },
  transports: ['udp'],
});
const registrar = serveRegistrar(endpoint, {
  clock: systemClock,
  random: systemRandom,
  accountOf: (user) => Promise.resolve({ user, domain, password: 'secret' }),
  domainOf: () => domain,
  isTrusted: () => true,
  algorithms: ['MD5'],
});
/** Registered users and milliseconds of CPU so far. */
const usage = (): unknown => {
  const { user, system } = process.cpuUsage();
  return { port: endpoint.addresses[0]?.port ?? 0, users: registrar.size, cpuMs: (user + system) / 1_000 };
};
process.on('message', () => {
  process.send?.(usage());
});
process.send?.(usage());
