import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { openEndpointOn } from '../open-sip-endpoint.ts';
import { serveRegistrar } from '../registrar/serve-registrar.ts';
import type { SipAddress, SipEndpoint } from '../sip-endpoint.ts';
import { recordIncoming, recordOutgoing, sdp, type RecordedOutgoing } from '../testing/call-recorders.ts';
import { tortureMessages } from '../testing/torture-messages.ts';
import type { NetworkReceiver } from '../transport/network.ts';
import { header, headersNamed, type SipMessage } from './message.ts';
import { parseMessage } from './parse-message.ts';

const messages = new Map(tortureMessages().map((message) => [message.name, message]));
const bytesOf = (name: string): Buffer => {
  const message = messages.get(name);
  if (!message) throw new Error(`RFC 4475 has no message '${name}'`);
  return message.bytes;
};
const titleOf = (name: string): string => `${messages.get(name)?.section} ${messages.get(name)?.title} (${name})`;

/** What the wire shows: one answer with this status, or none. */
type Answer = number | 'silence';

/** Valid requests (§3.1.1) and those whose trouble is above syntax (§3.2 to §3.4). Calls are taken by our test's callee. */
const understood: Record<string, Answer> = {
  // Its To has a tag of a dialog that is not ours (RFC 3261 §12.2.2).
  wsinv: 481,
  intmeth: 501,
  esc01: 200,
  escnull: 405,
  esc02: 501,
  lwsdisp: 200,
  longreq: 200,
  dblreq: 405,
  semiuri: 200,
  transports: 200,
  mpart01: 405,
  // The RFC lets one who never looks at Date take the call.
  baddate: 200,
  // No identifier behind the cookie: told apart as RFC 2543 did.
  badbranch: 200,
  unkscm: 416,
  novelsc: 416,
  unksm2: 405,
  bext01: 420,
  invut: 415,
  regaut01: 405,
  zeromf: 200,
  cparam01: 405,
  cparam02: 405,
  regescrt: 405,
  sdp01: 406,
  inv2543: 200,
};

const refused: Record<string, Answer> = {
  badinv01: 400,
  clerr: 400,
  ncl: 400,
  scalar02: 400,
  quotbal: 400,
  ltgtruri: 400,
  lwsruri: 400,
  lwsstart: 400,
  trws: 400,
  escruri: 400,
  regbadct: 400,
  badaspec: 400,
  baddn: 400,
  badvers: 505,
  mismatch01: 400,
  mismatch02: 400,
  insuf: 400,
  multi01: 400,
  mcl01: 400,
};

const responses = ['unreason', 'noreason', 'scalarlg', 'bigcode', 'bcast'];

const peer: SipAddress = { host: '192.0.2.1', port: 5060, transport: 'udp' };
let clock: FakeClock;
let endpoint: SipEndpoint;
let receiver: NetworkReceiver;
let sent: SipMessage[];

beforeEach(async () => {
  clock = new FakeClock();
  sent = [];
  const address: SipAddress = { host: '192.0.2.99', port: 5060, transport: 'udp' };
  endpoint = await openEndpointOn(
    (opened) => {
      receiver = opened;
      return Promise.resolve({
        addresses: [address],
        send(text) {
          const result = parseMessage(Buffer.from(text));
          sent.push(
            result.kind === 'garbage' ? unread(text) : result.kind === 'malformed' ? result.request : result.message,
          );
        },
        localAddressFor: () => address,
        close: () => Promise.resolve(),
      });
    },
    { clock, random: seededRandom(4475), userAgent: 'test' },
  );
  endpoint.onInvite((call) => {
    recordIncoming(call);
    // Nobody acknowledges: the promise is for those who care.
    call.accept(sdp()).catch(() => undefined);
  });
});

afterEach(async () => {
  await endpoint.close();
});

/** An answer to a request without From, To or Call-ID has none either: no whole message, but a status. */
function unread(text: string): SipMessage {
  const status = Number(/^SIP\/2\.0 (\d{3}) /.exec(text)?.[1]);
  return { kind: 'response', status, reasonPhrase: '', headers: [], body: '' };
}

const answers = (): Answer[] => {
  const statuses = sent.flatMap((message) =>
    message.kind === 'response' && message.status >= 200 ? message.status : [],
  );
  return statuses.length === 0 ? ['silence'] : statuses;
};

const receive = (bytes: Buffer): void => receiver.received(bytes, peer);

describe('the messages of RFC 4475', () => {
  it('are all here', () => {
    expect(messages.size).toBe(49);
    expect([...Object.keys(understood), ...Object.keys(refused), ...responses].toSorted()).toEqual(
      [...messages.keys()].toSorted(),
    );
  });
});

describe('a request that is well-formed', () => {
  it.each(Object.entries(understood).map(([name, answer]) => [titleOf(name), name, answer] as const))(
    '%s is answered',
    (_, name, answer) => {
      expect(parseMessage(bytesOf(name))).toMatchObject({ kind: 'message' });
      receive(bytesOf(name));
      expect(answers()).toEqual([answer]);
    },
  );

  it('is answered along all its Vias, with its own identifiers', () => {
    receive(bytesOf('longreq'));
    const [answer] = sent.slice(-1);
    expect(headersNamed(answer!, 'via')).toHaveLength(34);
    expect(header(answer!, 'call-id')).toBe(`longreq.one${'really'.repeat(20)}longcallid`);
    expect(header(answer!, 'from')).toContain(`;tag=12${'982'.repeat(50)}424;`);
  });

  it('says which extensions are not supported (bext01), which types (invut) and methods (mpart01) are', () => {
    for (const name of ['bext01', 'invut', 'mpart01']) receive(bytesOf(name));
    const [extension, type, method] = sent.filter((one) => one.kind === 'response' && one.status >= 200);
    expect(headersNamed(extension!, 'unsupported')).toEqual(['nothingSupportsThis', 'nothingSupportsThisEither']);
    expect(header(type!, 'accept')).toBe('application/sdp');
    expect(headersNamed(method!, 'allow')).toContain('INVITE');
  });

  it('keeps what only it can know: folded, quoted, escaped and foreign text', () => {
    const read = (name: string): SipMessage => {
      const result = parseMessage(bytesOf(name));
      if (result.kind !== 'message') throw new Error(result.reason);
      return result.message;
    };
    expect(header(read('wsinv'), 'newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(header(read('wsinv'), 'unknownheaderwithunusualvalue')).toBe(';;,,;;,;');
    expect(header(read('intmeth'), "extensionheader-!.%*+_`'~")).toBe('\uFEFF大停電');
    expect(header(read('intmeth'), 'to')).toContain('"BEL:\\\x07 NUL:\\\0 DEL:\\\x7F"');
    expect(headersNamed(read('esc02'), 'contact')).toHaveLength(2);
    expect(read('mpart01').body).toContain('Hello');
    expect(read('dblreq').body).toBe('');
    expect(read('inv2543').body.split('\r\n')).toHaveLength(7);
  });

  it('begins a call where the tortuous INVITE (wsinv) names no dialog', () => {
    receive(Buffer.from(bytesOf('wsinv').toString().replace(';   tag    = 1918181833n', '')));
    expect(answers()).toEqual([200]);
  });

  it('tells two requests apart whose branch is the bare cookie', () => {
    receive(bytesOf('badbranch'));
    receive(Buffer.from(bytesOf('badbranch').toString().replace('badbranch.', 'other.')));
    expect(answers()).toEqual([200, 200]);
    expect(new Set(sent.map((one) => header(one, 'call-id'))).size).toBe(2);
  });
});

describe('a REGISTER, where there is a registrar', () => {
  it.each([
    ['escnull', 401],
    ['dblreq', 401],
    ['regaut01', 401],
    ['cparam01', 401],
    ['cparam02', 401],
    ['regescrt', 401],
    // Its To is no SIP URI (RFC 4475 §3.3.4).
    ['unksm2', 400],
    ['regbadct', 400],
    ['scalar02', 400],
  ])('%s is asked who it is, or refused: %i', async (name, answer) => {
    serveRegistrar(endpoint, {
      clock,
      random: seededRandom(1),
      accountOf: (user, domain) => Promise.resolve({ user, domain, password: 'secret' }),
      domainOf: (host) => (host === 'example.com' ? host : null),
    });
    receive(bytesOf(name));
    await clock.tickAsync(5);
    expect(answers()).toEqual([answer]);
  });
});

describe('a request that is malformed', () => {
  it.each(Object.entries(refused).map(([name, answer]) => [titleOf(name), name, answer] as const))(
    '%s is refused, and nobody is called',
    (_, name, answer) => {
      const called: unknown[] = [];
      endpoint.onInvite((call) => void called.push(call));
      receive(bytesOf(name));
      expect(answers()).toEqual([answer]);
      expect(called).toEqual([]);
    },
  );

  it('leaves no state behind: what comes again is answered again', () => {
    receive(bytesOf('quotbal'));
    receive(bytesOf('quotbal'));
    clock.tick(60_000);
    expect(answers()).toEqual([400, 400]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('gets its answer to an ACK never', () => {
    receive(Buffer.from(bytesOf('quotbal').toString('latin1').replaceAll('INVITE', 'ACK'), 'latin1'));
    expect(sent).toEqual([]);
  });
});

describe('a response', () => {
  /** Places a call and takes the RFC's response for an answer to it: its Via, From, To, Call-ID and CSeq become the call's. */
  function answerCallWith(name: string, kept: readonly string[] = []): RecordedOutgoing {
    const heard = recordOutgoing();
    endpoint.invite(
      { requestUri: 'sip:b@192.0.2.1', from: { uri: 'sip:a@192.0.2.99' }, to: 'sip:b@192.0.2.1', offer: sdp() },
      heard,
    );
    const invite = sent.at(-1);
    if (!invite) throw new Error('no INVITE was sent');
    let text = bytesOf(name).toString('latin1');
    for (const [shown, inner] of Object.entries({ Via: 'via', From: 'from', 'Call-ID': 'call-id', CSeq: 'cseq' }))
      if (!kept.includes(inner))
        text = text.replace(new RegExp(`^${shown}:.*$`, 'm'), () => `${shown}: ${header(invite, inner)}`);
    sent.length = 0;
    receive(Buffer.from(text, 'latin1'));
    return heard;
  }

  /** Methods on the wire in the next second: an INVITE comes again as long as nothing answered it. */
  function sentWithinASecond(): string[] {
    clock.tick(1_000);
    return sent.map((one) => (one.kind === 'request' ? one.method : String(one.status)));
  }

  it.each(responses.map((name) => [titleOf(name), name] as const))(
    '%s that nobody asked for meets silence',
    (_, name) => {
      receive(bytesOf(name));
      clock.tick(1_000);
      expect(answers()).toEqual(['silence']);
      expect(sent).toEqual([]);
    },
  );

  it('3.1.1.12 with an unusual reason phrase answers the call, which is acknowledged', () => {
    const heard = answerCallWith('unreason');
    expect(sentWithinASecond()).toEqual(['ACK']);
    expect(heard.answers[0]?.reasonPhrase).toBe('= 2**3 * 5**2 но сто девяносто девять - простое');
  });

  it('3.1.1.13 without a reason phrase says that the call is under way: the INVITE comes no more', () => {
    const heard = answerCallWith('noreason');
    expect(sentWithinASecond()).toEqual([]);
    expect(heard.events).toEqual([]);
  });

  it.each([
    ['3.1.2.5 with a CSeq that is too large', 'scalarlg', ['cseq']],
    ['3.1.2.19 with a status that is too large', 'bigcode', []],
    ['3.3.10 with a second Via', 'bcast', []],
  ] as const)('%s is dropped: the INVITE comes again', (_, name, kept) => {
    const heard = answerCallWith(name, kept);
    expect(sentWithinASecond()).toEqual(['INVITE']);
    expect(heard.events).toEqual([]);
  });
});
