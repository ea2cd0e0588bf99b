import { callIdSchema, tenantIdSchema } from '../../src/contract/ids.ts';
import { dialPermitSchema, type DialPermit, type DialPermitRequest } from '../../src/contract/dial-permit.ts';
import { linesDocumentSchema } from '../../src/contract/lines-document.ts';
import type { LiveServices } from '../../src/contract/live-services.ts';
import { writeCallee, writeCaller } from '../../src/contract/number-format.ts';
import { openLiveCalls, type CallSurroundings } from '../../src/call/index.ts';
import { guardInvites } from '../../src/app/guard-invites.ts';
import { trunkPlaces } from '../../src/app/trunk-places.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { FakeClock } from '../../src/foundation/testing/fake-clock.ts';
import { chooseTrunks } from '../../src/lines/index.ts';
import {
  callBackDialer,
  houseGuard,
  openExtensionWishes,
  openQueueDesk,
  openSwitchboard,
  stageFor,
  type House,
} from '../../src/switchboard/index.ts';
import type { InviteRequest, RegisteredContact, SipAddress, SipRegistrar } from '../../src/telephony/index.ts';
import { FakeMedia, FakeWire } from './fake-wire.ts';

export const tenantId = tenantIdSchema.parse('11111111-1111-4111-8111-111111111111');
export const domain = 'house.example';
const hosts = { one: '192.0.2.1', two: '192.0.2.2' } as const;
const outside = (number: string) => ({ kind: 'outside', number });

export const lines = linesDocumentSchema.parse({
  trunks: [
    {
      name: 'one',
      proxy: hosts.one,
      callerNumbers: ['+861088880001', '+861088880009'],
      callsPerSecond: 500,
      priority: 1,
    },
    {
      name: 'two',
      proxy: hosts.two,
      callerNumbers: ['+861088880002'],
      calleeFormat: { style: 'national', prefix: '9' },
      callerFormat: { style: 'national' },
      maxCalls: 3,
      callsPerSecond: 500,
      priority: 2,
    },
  ],
  extensions: [
    { name: '8001', password: 'env:P', outside: { maxCalls: 100, maxCallsPerHour: 10_000 } },
    { name: '8002', password: 'env:P' },
    { name: '8003', password: 'env:P', outside: {}, callerNumber: '+861088880009', voicemail: {} },
    { name: '8004', password: 'env:P', forward: { always: outside('+8613800000004') } },
    {
      name: '8005',
      password: 'env:P',
      ringForMs: 3_000,
      forward: {
        busy: outside('+8613800000005'),
        noAnswer: outside('+8613800000055'),
        away: outside('+8613800000555'),
      },
    },
    {
      name: '8006',
      password: 'env:P',
      supervises: true,
      forward: { always: { kind: 'extension', extension: '8006' } },
    },
  ],
  seats: [
    { name: 'amy', extension: '8001' },
    { name: 'bob', address: 'sip:bob@192.0.2.60' },
  ],
  ivrs: [
    {
      name: 'flow',
      language: 'zh-CN',
      start: 'away',
      nodes: {
        away: { kind: 'number', number: '+8613800000006', next: 'wait' },
        wait: { kind: 'queue', queue: 'full' },
      },
    },
  ],
  queues: [
    { name: 'full', seats: ['amy'], overflow: [{ when: 'no-agents', to: outside('+8613800000007') }] },
    { name: 'slow', seats: ['bob'], overflow: [{ when: 'waited', afterMs: 2_000, to: outside('+8613800000008') }] },
  ],
  conferences: [{ name: 'daily' }],
  routes: [
    { name: 'away', dialed: ['7001'], to: { ...outside('+8613800000009'), trunk: 'two' } },
    { name: 'flow', dialed: ['7002'], to: { kind: 'ivr', ivr: 'flow' } },
    { name: 'full', dialed: ['7003'], to: { kind: 'queue', queue: 'full' } },
    { name: 'slow', dialed: ['7004'], to: { kind: 'queue', queue: 'slow' } },
    { name: 'daily', dialed: ['7005'], to: { kind: 'conference', room: 'daily' } },
    { name: 'group', dialed: ['7006'], to: { kind: 'ring-group', extensions: ['8001', '8003', '8005'] } },
    { name: 'fronts', dialed: ['+861088880001'], from: ['one', 'two'], to: { kind: 'extension', extension: '8005' } },
    { name: 'rest', from: ['one', 'two'], to: { kind: 'ivr', ivr: 'flow' } },
  ],
});
const house: House = { tenantId, domain, lines };
const places = trunkPlaces(
  lines.trunks.map((trunk) => ({
    tenantId,
    trunk,
    at: [{ host: trunk.proxy, port: 5060, transport: 'udp' as const }],
  })),
);

const contactAt = (user: string, host: string): RegisteredContact => ({
  uri: `sip:${user}@${host}`,
  q: 1,
  nextHop: { host, port: 5060, transport: 'udp' },
  routeHeaders: {},
  received: { host, port: 5060, transport: 'udp' },
  instance: null,
  userAgent: null,
  expiresInMs: 60_000,
});

/** A permit that the gate gave, and what became of it. */
interface Given {
  readonly permit: DialPermit;
  readonly initiator: DialPermitRequest['initiator'];
  sent: boolean;
  used: boolean;
  over: number;
}

const uuid = (ordinal: number): string => `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;

/** The whole switchboard with its queues, flows and guard; a gate, telephones and a wire of the test's own. */
export function fakeHouse(options: { readonly hostile: boolean; readonly seed: number }) {
  const clock = new FakeClock();
  const random = seededRandom(options.seed);
  const given: Given[] = [];
  const wrong: string[] = [];
  const contacts = new Map<string, RegisteredContact[]>(
    lines.extensions.map(({ name }, index) => [name, [contactAt(name, `192.0.2.${50 + index}`)]]),
  );
  let ids = 0;

  /** What must hold for an INVITE at a trunk's address. */
  const seen = ({ permit, requestUri, from }: InviteRequest, hop: SipAddress): void => {
    const found = places.trunksAt(hop)[0]?.trunk;
    if (!found) return;
    const own = given.find((one) => one.permit === permit || one.permit.permitId === permit?.permitId);
    if (!own) return void wrong.push(`${requestUri}: no permit`);
    const { callee, caller, trunk, expiresAtMs } = own.permit;
    const is = (holds: boolean, what: string): void => void (holds || wrong.push(`${requestUri}: ${what}`));
    is(!own.used, 'its permit was used before');
    is(own.sent, 'its attempt was not committed');
    is(clock.now() <= expiresAtMs, 'its permit has expired');
    is(trunk === found.name, `its permit is for trunk ${trunk}`);
    is(requestUri.startsWith(`sip:${writeCallee(found, callee)}@`), `its permit is for ${callee}`);
    is(found.callerNumbers.includes(caller), `${caller} is not owned`);
    is(from.uri.startsWith(`sip:${writeCaller(found, caller)}@`), `${from.uri} is not what the permit says`);
    own.used = true;
  };
  const guard = guardInvites(options.hostile ? places : { trunksAt: () => [] }, clock, silentLogger);
  const wire = new FakeWire(guard, seen);
  const media = new FakeMedia();
  const services: LiveServices = {
    credentials: async () => null,
    async dialPermit({ tenantId: tenant, callee, caller, trunk, initiator }) {
      if (random.int(4) === 0) return { allowed: false, ruleId: 'cap.per-hour', facts: {} };
      const permit = dialPermitSchema.parse({
        permitId: uuid(++ids),
        attemptId: uuid(++ids),
        tenantId: tenant,
        callee,
        caller,
        trunk,
        expiresAtMs: clock.now() + 10_000,
      });
      given.push({ permit, initiator, sent: false, used: false, over: 0 });
      return { allowed: true, permit };
    },
    async attemptSent(attemptId) {
      const own = given.find(({ permit }) => permit.attemptId === attemptId);
      if (!own || random.int(8) === 0) return false;
      own.sent = true;
      // The database is slow at times.
      if (random.int(8) === 0) clock.tick(11_000);
      return true;
    },
    async attemptOver({ attemptId }) {
      const own = given.find(({ permit }) => permit.attemptId === attemptId);
      if (own) own.over++;
    },
    reserveSeat: async ({ seat }) => {
      const found = lines.seats.find(({ name }) => name === seat) ?? lines.seats[0];
      return found ? { reservationId: uuid(++ids), seat: found } : null;
    },
    releaseSeat: async () => undefined,
    callFunction: async () => ({ ok: false, reason: 'none here' }),
    storeVoicemail: async () => undefined,
    voicemailsOf: async () => [],
    markVoicemail: async () => undefined,
    keepRecord: async () => undefined,
    raiseAlert: () => undefined,
  };
  const around: CallSurroundings = {
    sip: wire.endpoint,
    media,
    services,
    journal: { append: () => undefined, flush: () => undefined, close: () => undefined },
    clock,
    logger: silentLogger,
    mediaAddress: '192.0.2.10',
    recordingsFolder: '/nowhere',
    recognizer: null,
    utcOffsetMinutes: 480,
    trunkAddresses: ({ proxy }) => [{ host: proxy, port: 5060, transport: 'udp' }],
    reach: () => undefined,
  };
  const live = openLiveCalls(around);
  live.useLines(tenantId, lines);
  const newCallId = () => callIdSchema.parse(`n1-${uuid(++ids)}`);
  const desk = openQueueDesk({
    clock,
    logger: silentLogger,
    services: {
      reserveSeat: (request, signal) => services.reserveSeat(request, signal),
      releaseSeat: (...about) => services.releaseSeat(...about),
      keepCallBack: async () => undefined,
      endCallBack: async () => undefined,
      keepAgentState: async () => undefined,
    },
    newCallId,
    utcOffsetMinutes: 480,
    tellAgent: () => undefined,
  });
  desk.of(tenantId).useLines(lines);
  const registrar = {
    contactsOf: (aor: string) => contacts.get(aor.split('@')[0] ?? '') ?? [],
    authenticate: async ({ from }: { readonly from: string }) => {
      const user = /sip:([^@]+)@/.exec(from)?.[1] ?? '';
      return { user, domain, password: '' };
    },
  } as unknown as SipRegistrar;
  const wishes = openExtensionWishes({
    clock,
    logger: silentLogger,
    kept: async () => [],
    keep: async () => undefined,
  });
  const stages = {
    desk,
    fetch: async () => ({ kind: 'failed' }) as never,
    registrar,
    wishes,
    scriptOf: async () => null,
    ringBackOf: async () => null,
  };
  const switchboard = openSwitchboard({
    around,
    live,
    registrar,
    wishes,
    outside: {
      live,
      guard: houseGuard(),
      trunksFor: (call, need) =>
        chooseTrunks(need, lines.trunks, (trunk) => live.trunkRoom(call.tenantId, trunk), random).candidates,
    },
    stageOf: (call, to) => stageFor(stages, call, to),
    houses: (tenant) => (tenant === tenantId ? house : null),
    agent: () => ({ ok: true }),
    domainOf: (host) => (host === domain ? domain : null),
    houseOf: (of) => (of === domain ? house : null),
    trunkAt: (source) => {
      const found = places.trunkAt(source);
      return found && { house, trunk: found.trunk };
    },
    newCallId,
    secretOf: async () => '',
  });
  const callBacks = callBackDialer({ board: switchboard, registrar, houses: () => house });
  return { clock, wire, live, switchboard, contacts, wishes, desk, given, wrong, callBacks, newCallId, contactAt };
}
export type FakeHouse = ReturnType<typeof fakeHouse>;
