import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  openSipEndpoint,
  serveRegistrar,
  type SipEndpoint,
  type SipRegistrar,
  type SipRegistrarOptions,
} from '../../src/telephony/index.ts';
import { describeWithBaresip, startBaresip } from '../peers/baresip.ts';
import { describeWithSipp, runSipp } from '../peers/sipp.ts';
import { portOf } from './sipp-kit.ts';

const domain = 'pbx.example';

let endpoint: SipEndpoint;
let registrar: SipRegistrar;
let told: string[];

/** Serves 1001 on all interfaces, whatever address a phone knows it by. */
async function serve(options: Partial<SipRegistrarOptions> = {}): Promise<void> {
  const account = { user: '1001', domain, password: 'secret' };
  registrar = serveRegistrar(endpoint, {
    clock: systemClock,
    random: systemRandom,
    accountOf: (login, of) => Promise.resolve(login === '1001' && of === domain ? account : null),
    domainOf: () => domain,
    ...options,
  });
  for (const name of ['registered', 'refreshed', 'removed'] as const)
    registrar.on(name, ({ contact }) => told.push(`${name} ${contact.uri.replace(/@.*/, '')}`));
}

beforeEach(async () => {
  told = [];
  endpoint = await openSipEndpoint({
    clock: systemClock,
    random: systemRandom,
    userAgent: 'pbx',
    bind: { host: '0.0.0.0', port: 0 },
    transports: ['udp', 'tcp'],
  });
});
afterEach(async () => {
  registrar.close();
  await endpoint.close();
});

/** The next time the registrar tells `name`. */
const heard = (name: 'registered' | 'refreshed' | 'removed'): Promise<void> =>
  new Promise((resolve) => {
    const off = registrar.on(name, () => {
      off();
      resolve();
    });
  });

describeWithSipp('registrar, with sipp as phone', () => {
  it.each(['udp', 'tcp'] as const)('registers it with MD5 over %s and lets it go', async (transport) => {
    await serve({ algorithms: ['MD5'] });
    const remote = { host: '127.0.0.1', port: portOf(endpoint) };
    const sipp = await runSipp({ scenario: 'phone-registers', remote, transport });
    try {
      await sipp.done;
    } finally {
      sipp.stop();
    }
    expect(told).toEqual(['registered sip:1001', 'removed sip:1001']);
  });
});

describeWithBaresip('registrar, with baresip as phone', () => {
  it('registers it, finds it there, and lets it go', async () => {
    await serve();
    const registered = heard('registered');
    const phone = await startBaresip({ registers: { port: portOf(endpoint), user: '1001', password: 'secret' } });
    try {
      await registered;
      const [contact] = registrar.contactsOf(`1001@${domain}`);
      expect(contact?.userAgent).toContain('baresip');
      expect((await endpoint.options(contact?.uri ?? '', contact?.nextHop)).status).toBe(200);
    } finally {
      await phone.close();
    }
    expect(told.map((each) => each.split(' ')[0])).toEqual(['registered', 'removed']);
    expect(registrar.size).toBe(0);
  });
});
