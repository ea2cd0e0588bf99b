import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { parseDigestChallenge } from '../auth/digest-challenge.ts';
import { formatAuthorization } from '../auth/digest-response.ts';
import type { IncomingCall, InviteAnswer, RegistrationState, SipAddress, SipEndpoint } from '../sip-endpoint.ts';
import { MemoryNetwork, openMemoryEndpoint } from '../testing/memory-network.ts';
import { serveRegistrar } from './serve-registrar.ts';
import type { SipAccount, SipRegistrar, SipRegistrarEvents } from './sip-registrar.ts';

const domain = 'pbx.example';
const server: SipAddress = { host: '10.0.0.1', port: 5060, transport: 'udp' };
const accounts: readonly SipAccount[] = [
  { user: '1001', domain, password: 'secret' },
  { user: '1002', domain, password: 'other' },
];

let clock: FakeClock;
let network: MemoryNetwork;
let endpoint: SipEndpoint;
let registrar: SipRegistrar;
let told: string[];
let accountsAway: boolean;

beforeEach(async () => {
  clock = new FakeClock();
  network = new MemoryNetwork({ clock, random: seededRandom(1) });
  endpoint = await openMemoryEndpoint(network, {
    clock,
    random: seededRandom(2),
    userAgent: 'pbx',
    host: server.host,
    transports: ['udp', 'tcp'],
  });
  accountsAway = false;
  registrar = serveRegistrar(endpoint, {
    clock,
    random: seededRandom(3),
    accountOf: (login, of) => {
      if (accountsAway) return Promise.reject(new Error('away'));
      return Promise.resolve(accounts.find((one) => one.user === login && one.domain === of) ?? null);
    },
    domainOf: (host) => (host === domain || host === server.host ? domain : null),
    isTrusted: ({ host }) => host === '10.0.0.99',
    mayBeCalled: ({ nextHop }) => nextHop.host !== '10.0.0.66',
    sources: { failures: 3, banMs: 10_000, burst: 40, perSecond: 1 },
  });
  told = [];
  const names = ['registered', 'refreshed', 'expired', 'removed', 'sip-source-banned'] as const;
  for (const name of names)
    registrar.on(name, (event: SipRegistrarEvents[typeof name]) => {
      told.push(`${name} ${'contact' in event ? event.contact.uri : event.host}`);
    });
});

/** Somebody with a phone of hand-written messages. */
class Phone {
  readonly address: SipAddress;
  readonly answers: string[] = [];
  #send: (text: string, to: SipAddress) => void = () => undefined;
  #sequence = 0;

  constructor(host: string, port = 5060) {
    this.address = { host, port, transport: 'udp' };
  }

  async plug(): Promise<this> {
    const { host, port } = this.address;
    this.#send = await network.attach(host, port, (text) => this.answers.push(text));
    return this;
  }

  /** Sends one request and returns the answers it had within 100 ms. */
  async ask(method: string, user: string, headers: readonly string[] = [], of = domain): Promise<string[]> {
    const before = this.answers.length;
    const sequence = ++this.#sequence;
    const text = [
      `${method} sip:${of} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.address.host}:${this.address.port};branch=z9hG4bK${this.address.host}${this.address.port}${sequence}`,
      'Max-Forwards: 70',
      `From: <sip:${user}@${of}>;tag=f`,
      `To: <sip:${user}@${of}>`,
      `Call-ID: c-${this.address.host}`,
      `CSeq: ${sequence} ${method}`,
      ...headers,
      'Content-Length: 0',
    ];
    this.#send(`${text.join('\r\n')}\r\n\r\n`, server);
    await clock.tickAsync(100);
    return this.answers.slice(before);
  }

  /** Answers the challenge in `answer`. */
  authorization(answer: string, username: string, password: string, method = 'REGISTER', count = 1): string {
    const [, name = '', text = ''] = /^(?:WWW|(Proxy))-Authenticate: (.*)$/m.exec(answer) ?? [];
    const challenge = parseDigestChallenge(text.trim());
    if (!challenge) throw new Error(`no challenge in ${answer}`);
    const credentials = { username, password };
    const request = { method, uri: `sip:${domain}`, credentials, cnonce: 'ab', nonceCount: count };
    const header = name === 'Proxy' ? 'Proxy-Authorization' : 'Authorization';
    return `${header}: ${formatAuthorization(challenge, request)}`;
  }

  /** Asks, is challenged, asks again: the last answer. */
  async register(user: string, password: string, headers: readonly string[] = [], login = user): Promise<string> {
    const [challenge = ''] = await this.ask('REGISTER', user, headers);
    const [answer = ''] = await this.ask('REGISTER', user, [
      ...headers,
      this.authorization(challenge, login, password),
    ]);
    return answer;
  }
}

const statusOf = (answer: string | undefined): string => answer?.split('\r\n')[0] ?? 'silence';

describe('serveRegistrar()', () => {
  const register = (report: (state: RegistrationState) => void): Promise<{ close(): Promise<void> }> =>
    openMemoryEndpoint(network, { clock, random: seededRandom(4), userAgent: 'ua', host: '10.0.0.2' }).then((phone) =>
      phone.register(
        {
          address: server,
          addressOfRecord: `sip:1001@${domain}`,
          credentials: () => Promise.resolve({ username: '1001', password: 'secret' }),
          expiresSec: 600,
        },
        report,
      ),
    );

  it('takes no telephone where none may be called, and keeps those that it had', async () => {
    const phone = await new Phone('10.0.0.8').plug();
    await phone.register('1001', 'secret', ['Contact: <sip:1001@10.0.0.8>']);
    const proxied = 'Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKx';
    const elsewhere = ['Contact: <sip:13800138000@10.0.0.66>', proxied];
    const path = ['Contact: <sip:1001@10.0.0.9>', 'Path: <sip:10.0.0.66;lr>', 'Supported: path', proxied];
    expect(statusOf(await phone.register('1001', 'secret', elsewhere))).toBe('SIP/2.0 403 Contact Not Allowed');
    expect(statusOf(await phone.register('1001', 'secret', path))).toBe('SIP/2.0 403 Contact Not Allowed');
    expect(registrar.contactsOf(`1001@${domain}`).map(({ nextHop }) => nextHop.host)).toEqual(['10.0.0.8']);
  });

  it('registers our own client, keeps it through refreshes with old nonces, and lets it go', async () => {
    const states: string[] = [];
    const registration = await register(({ state }) => states.push(state));
    await clock.tickAsync(50);
    expect(registrar.contactsOf(`1001@${domain}`)).toMatchObject([
      { uri: 'sip:1001@10.0.0.2:5060', nextHop: { host: '10.0.0.2', port: 5060, transport: 'udp' }, q: 1 },
    ]);
    for (let refresh = 0; refresh < 3; refresh++) {
      clock.tick(479_000);
      await clock.tickAsync(1_500);
    }
    expect([registrar.size, told.at(-1)]).toEqual([1, 'refreshed sip:1001@10.0.0.2:5060']);
    expect(new Set(states)).toEqual(new Set(['registering', 'registered']));
    const closed = registration.close();
    await clock.tickAsync(50);
    await closed;
    expect(told.at(-1)).toBe('removed sip:1001@10.0.0.2:5060');
    expect([registrar.size, registrar.contactsOf(`1001@${domain}`)]).toEqual([0, []]);
  });

  it('tells when a contact expires, at once to those who ask, within a second to those who listen', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    expect(await phone.register('1001', 'secret', ['Contact: <sip:1001@10.0.0.3>;expires=60'])).toContain('200 OK');
    clock.tick(59_000);
    expect(registrar.contactsOf(`1001@${domain}`).length).toBe(1);
    clock.tick(1_000);
    expect(registrar.contactsOf(`1001@${domain}`)).toEqual([]);
    clock.tick(1_000);
    expect(told).toEqual(['registered sip:1001@10.0.0.3', 'expired sip:1001@10.0.0.3']);
    expect(registrar.size).toBe(0);
  });

  it('takes our own address for the domain and binds the same address of record', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    const [challenge = ''] = await phone.ask('REGISTER', '1001', [], server.host);
    expect(challenge).toContain(`realm="${domain}"`);
    const headers = ['Contact: <sip:x@10.0.0.3>', phone.authorization(challenge, '1001', 'secret')];
    const answers = await phone.ask('REGISTER', '1001', headers, server.host);
    expect(statusOf(answers[0])).toBe('SIP/2.0 200 OK');
    expect(registrar.contactsOf(`1001@${domain}`).length).toBe(1);
  });

  it('lets nobody register for another', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    const answer = await phone.register('1002', 'secret', ['Contact: <sip:x@10.0.0.3>'], '1001');
    expect(statusOf(answer)).toBe('SIP/2.0 403 Forbidden');
    expect(registrar.size).toBe(0);
  });

  it('answers 503 when the accounts are away, and 400 to a To without a user', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    const [challenge = ''] = await phone.ask('REGISTER', '1001');
    accountsAway = true;
    const [answer] = await phone.ask('REGISTER', '1001', [phone.authorization(challenge, '1001', 'secret')]);
    expect(statusOf(answer)).toBe('SIP/2.0 503 Service Unavailable');
    expect(statusOf((await phone.ask('REGISTER', '', []))[0])).toMatch(/400/);
  });

  it('offers MD5 alone to a phone that stumbles over more, whoever it says it is', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    for (const user of ['1001', '9999']) {
      const [answer = ''] = await phone.ask('REGISTER', user, ['User-Agent: baresip v1.0.0 (x86_64/linux)']);
      expect(answer.match(/algorithm=[^,]+/g)).toEqual(['algorithm=MD5']);
    }
    const [other = ''] = await phone.ask('REGISTER', '1001', ['User-Agent: baresip v4.1.0']);
    expect(other.match(/algorithm=[^,]+/g)).toEqual(['algorithm=SHA-256', 'algorithm=MD5']);
  });

  it('calls an old nonce stale where the password is right', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    const [challenge = ''] = await phone.ask('REGISTER', '1001');
    clock.tick(301_000);
    const [again = ''] = await phone.ask('REGISTER', '1001', [phone.authorization(challenge, '1001', 'secret')]);
    expect(again).toContain('stale=true');
    const [answer] = await phone.ask('REGISTER', '1001', [phone.authorization(again, '1001', 'secret')]);
    expect(statusOf(answer)).toBe('SIP/2.0 200 OK');
  });

  it('withdraws an extension, and forgets the flows of a connection that broke', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    await phone.register('1001', 'secret', ['Contact: <sip:1001@10.0.0.3>']);
    registrar.withdraw(`1001@${domain}`);
    expect([registrar.size, told.at(-1)]).toEqual([0, 'removed sip:1001@10.0.0.3']);

    const client = await network.at('10.0.0.4', 5070, ['tcp'])({ received: () => undefined, failed: () => undefined });
    const overTcp = await openMemoryEndpoint(network, {
      clock,
      random: seededRandom(5),
      userAgent: 'ua',
      host: '10.0.0.5',
      transports: ['tcp'],
    });
    const address = { ...server, transport: 'tcp' } as const;
    const credentials = (): Promise<{ username: string; password: string }> =>
      Promise.resolve({ username: '1002', password: 'other' });
    overTcp.register({ address, addressOfRecord: `sip:1002@${domain}`, credentials, expiresSec: 600 }, () => undefined);
    await clock.tickAsync(50);
    const [contact] = registrar.contactsOf(`1002@${domain}`);
    expect(contact?.nextHop).toEqual({ host: '10.0.0.5', port: 5060, transport: 'tcp' });
    await Promise.all([overTcp.close(), client.close()]);
    const asked = endpoint.options(contact?.uri ?? '', contact?.nextHop);
    await clock.tickAsync(50);
    expect((await asked).status).toBe(503);
    expect([registrar.size, told.at(-1)]).toEqual([0, `removed ${contact?.uri}`]);
  });

  it('says nothing any more once it is closed', async () => {
    const phone = await new Phone('10.0.0.3').plug();
    await phone.register('1001', 'secret', ['Contact: <sip:1001@10.0.0.3>']);
    registrar.close();
    expect(statusOf((await phone.ask('REGISTER', '1001'))[0])).toContain('503');
    clock.tick(8_000_000);
    expect(told).toEqual(['registered sip:1001@10.0.0.3']);
  });
});

describe('a scanner', () => {
  /** What it sees, but for what differs between any two answers. */
  const seen = (answer: string): string =>
    answer
      .replace(/;tag=[0-9a-f]+/g, ';tag=')
      .replace(/nonce="[0-9a-f]+"/g, 'nonce=""')
      .replace(/branch=\S+/g, 'branch=')
      .replace(/CSeq: \d+/g, 'CSeq: ')
      .replaceAll(/1001|9999/g, 'user');

  it('sees the same bytes for a wrong user and a wrong password, with and without credentials', async () => {
    const scanner = await new Phone('10.0.1.1').plug();
    const answers: string[] = [];
    for (const user of ['1001', '9999']) {
      const [asked = ''] = await scanner.ask('REGISTER', user);
      const [guessed = ''] = await scanner.ask('REGISTER', user, [scanner.authorization(asked, user, 'guess')]);
      answers.push(seen(asked), seen(guessed));
    }
    expect(answers[0]).toContain('SIP/2.0 401 Unauthorized');
    expect(new Set(answers).size).toBe(1);
  });

  it('is banned at its third guess and then hears nothing, while the phones at its address are heard', async () => {
    const phone = await new Phone('10.0.1.2', 5070).plug();
    expect(await phone.register('1001', 'secret', ['Contact: <sip:1001@10.0.1.2:5070>'])).toContain('200 OK');
    const scanner = await new Phone('10.0.1.2', 6000).plug();
    const answers = [];
    for (const word of ['a', 'b', 'c']) answers.push(statusOf(await scanner.register('1002', word)));
    expect(new Set(answers)).toEqual(new Set(['SIP/2.0 401 Unauthorized']));
    expect(told.at(-1)).toBe('sip-source-banned 10.0.1.2');
    expect(await scanner.ask('REGISTER', '1002')).toEqual([]);
    expect(await scanner.ask('OPTIONS', '1002')).toEqual([]);
    expect(await phone.register('1001', 'secret', ['Contact: <sip:1001@10.0.1.2:5070>'])).toContain('200 OK');
    expect(await phone.ask('REGISTER', '1002')).toEqual([]);
    clock.tick(10_000);
    expect(statusOf((await scanner.ask('REGISTER', '1002'))[0])).toBe('SIP/2.0 401 Unauthorized');
  });

  it('that only asks is limited, never banned: its address may be forged', async () => {
    const scanner = await new Phone('10.0.1.3').plug();
    let served = 0;
    for (let extension = 2_000; extension < 2_060; extension++)
      served += (await scanner.ask('REGISTER', String(extension))).length;
    expect(served).toBeGreaterThanOrEqual(40);
    expect(served).toBeLessThanOrEqual(46);
    expect(told).toEqual([]);
    expect(statusOf((await scanner.ask('OPTIONS', '1001'))[0])).toBe('SIP/2.0 200 OK');
  });

  it('is never banned where we trust it', async () => {
    const trunk = await new Phone('10.0.0.99').plug();
    for (let guess = 0; guess < 50; guess++) await trunk.register('1001', 'guess');
    expect(told).toEqual([]);
    expect(statusOf((await trunk.ask('REGISTER', '1001'))[0])).toBe('SIP/2.0 401 Unauthorized');
  });
});

describe('authenticate()', () => {
  const offer = { contentType: 'application/sdp', content: 'v=0\r\n' };
  let callers: (SipAccount | null)[];
  let seed = 100;
  beforeEach(() => {
    callers = [];
    const take = async (incoming: IncomingCall): Promise<void> => {
      const account = await registrar.authenticate(incoming);
      callers.push(account);
      if (account) incoming.reject(486);
    };
    endpoint.onInvite((incoming) => void take(incoming));
  });

  async function call(from: string, username: string, password: string): Promise<InviteAnswer> {
    const phone = await openMemoryEndpoint(network, {
      clock,
      random: seededRandom(++seed),
      userAgent: 'ua',
      host: '10.0.0.8',
    });
    const failed = new Promise<InviteAnswer>((resolve) => {
      phone.invite(
        {
          requestUri: `sip:1002@${domain}`,
          from: { uri: from },
          to: `sip:1002@${domain}`,
          nextHop: server,
          offer,
          credentials: () => Promise.resolve({ username, password }),
        },
        {
          progressed: () => undefined,
          answered: () => undefined,
          failed: resolve,
          answeredLate: () => undefined,
          ended: () => undefined,
          reoffered: () => ({ refuse: 488 }),
          info: () => undefined,
        },
      );
    });
    await clock.tickAsync(100);
    await phone.close();
    return failed;
  }

  it('asks with 407 and both algorithms, then says who calls', async () => {
    const answer = await call(`sip:1001@${domain}`, '1001', 'secret');
    expect(answer.status).toBe(486);
    expect(callers).toEqual([null, accounts[0]]);
    const challenges = network.sent.filter(({ text }) => text.startsWith('SIP/2.0 407'));
    expect(challenges[0]?.text.match(/Proxy-Authenticate: Digest algorithm=(SHA-256|MD5)/g)?.length).toBe(2);
  });

  it('refuses a wrong password and a wrong user alike, also with a From that is none of ours', async () => {
    const statuses = [];
    for (const from of [`sip:1001@${domain}`, 'sip:anonymous@anonymous.invalid', 'sip:pbx.example'])
      statuses.push((await call(from, '9999', 'x')).status);
    expect(statuses).toEqual([407, 407, 407]);
    expect(callers.every((account) => account === null)).toBe(true);
  });

  it('answers 503 when accounts are away', async () => {
    accountsAway = true;
    expect((await call(`sip:1001@${domain}`, '1001', 'secret')).status).toBe(503);
  });
});

describe('identify()', () => {
  const from = { source: { host: '10.0.0.7', port: 5060, transport: 'udp' }, method: 'SUBSCRIBE' } as const;
  const ask = (user: string, headers: readonly (readonly [string, string])[] = []) =>
    registrar.identify({
      ...from,
      from: `<sip:${user}@${domain}>;tag=f`,
      headers: new Map(headers.map(([name, value]) => [name, [value]])),
    });
  const challengeFor = async (user: string): Promise<string> => {
    const verdict = await ask(user);
    return 'status' in verdict ? String(verdict.headers?.['WWW-Authenticate']).split(',Digest')[0]! : '';
  };
  const proof = async (user: string, password: string, method = 'SUBSCRIBE'): Promise<readonly [string, string]> => {
    const challenge = parseDigestChallenge(await challengeFor(user));
    const credentials = { username: user, password };
    const request = { method, uri: `sip:${domain}`, credentials, cnonce: 'ab', nonceCount: 1 };
    return ['authorization', formatAuthorization(challenge!, request)];
  };

  it('asks with 401, then says who it is', async () => {
    expect(await ask('1001')).toMatchObject({ status: 401 });
    expect(await ask('1001', [await proof('1001', 'secret')])).toEqual(accounts[0]);
  });

  it('takes no proof made for another method, and says the same to a wrong user and a wrong password', async () => {
    expect(await ask('1001', [await proof('1001', 'secret', 'MESSAGE')])).toMatchObject({ status: 401 });
    const shape = (verdict: unknown): string => JSON.stringify(verdict).replaceAll(/nonce=[^,]*/g, '');
    const [wrongPassword, wrongUser] = [
      await ask('1001', [await proof('1001', 'guess')]),
      await ask('1999', [await proof('1999', 'guess')]),
    ];
    expect(shape(wrongPassword)).toBe(shape(wrongUser));
  });

  it('counts guesses like those of calls: enough of them are a ban', async () => {
    for (let guess = 0; guess < 3; guess++) await ask('1001', [await proof('1001', `guess ${guess}`)]);
    expect(told).toContain('sip-source-banned 10.0.0.7');
    expect(await ask('1001')).toEqual({ status: 503 });
  });

  it('refuses a From that names nobody', async () => {
    const verdict = await registrar.identify({ ...from, from: 'tel:1001', headers: new Map() });
    expect(verdict).toEqual({ status: 400 });
  });
});
