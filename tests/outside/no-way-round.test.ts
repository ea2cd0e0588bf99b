import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SwitchboardCommand } from '../../src/contract/switchboard-command.ts';
import type { Referral, SipAddress } from '../../src/telephony/index.ts';
import { domain, fakeHouse, lines, tenantId, type FakeHouse } from './fake-house.ts';

const extensions = lines.extensions.map(({ name }) => name);
/** Everything that may be dialed: the house's own, what leads outside, what is outside, and what should be nothing. */
const dialable = [
  extensions,
  ['7001', '7002', '7003', '7004', '7005', '7006'],
  ['13800138000', '013800138001', '+8613800138002', '01088886666', '4008001234', '110'],
  ['0085212345678', '+9991230001'],
  ['*7213800138003', '*72', '*78', '*88001', '*70', '*718001', '*518001', '*548003', '*45', '*46'],
  ['13800138000%40192.0.2.1', '%2B8613800138004'],
].flat();
/** URIs that somebody may ask us to call. */
const targets = [
  ...dialable.map((number) => `sip:${number}@${domain}`),
  'sip:13800138000@192.0.2.1',
  'sip:913800138000@192.0.2.2:5060',
  'sip:13800138000@elsewhere.example',
  `sip:13800138000@${domain};maddr=192.0.2.1`,
  'tel:+8613800138000',
];
const redirectStatus = [302, 301, 380];
const failures = [486, 503, 408, 404, 480, 603, 500];

/** One thing that happens; `pick` chooses among what there is then. */
interface Move {
  readonly kind: (typeof kinds)[number];
  readonly pick: number;
  readonly which: number;
}
const kinds = [
  'dial',
  'dial',
  'dial-in',
  'answer',
  'answer',
  'answer',
  'answer',
  'progress',
  'fail',
  'redirect',
  'refer',
  'refer',
  'attended',
  'command',
  'command',
  'command',
  'hang-up',
  'wait',
  'call-back',
  'register',
] as const;

const among = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 6; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
};

function referral(target: string, replaces: Referral['replaces'] = null): Referral {
  return {
    target,
    replaces,
    referredBy: null,
    headers: new Map(),
    accept: () => undefined,
    reject: () => undefined,
    report: () => undefined,
  };
}

function commandOf({ pick, which }: Move, house: FakeHouse): SwitchboardCommand | null {
  const to = (among(dialable, which) ?? '').replaceAll(/[^+*#0-9]/g, '');
  const own = among(extensions, pick) ?? '';
  if (which % 3 === 0) return { kind: 'originate', from: own, to, autoAnswer: false };
  const call = among([...house.switchboard.calls.values()], pick);
  const party = call && among(call.parties.list, which);
  if (!call || !party) return { kind: 'pick-up', ringing: own, extension: among(extensions, which) ?? '' };
  const about = { callId: call.callId, leg: party.leg.id };
  const commands: readonly SwitchboardCommand[] = [
    { kind: 'transfer', ...about, to },
    { kind: 'consult', ...about, to },
    { kind: 'add-party', callId: call.callId, to },
    { kind: 'end-consult', ...about, how: (['transfer', 'conference', 'cancel'] as const)[pick % 3] ?? 'cancel' },
    { kind: 'park', ...about },
    { kind: 'monitor', ...about, extension: '8006', mode: 'take-over' },
    { kind: 'drop-party', ...about },
    { kind: 'hang-up', callId: call.callId },
  ];
  return among(commands, which + pick) ?? null;
}

function callBack({ callBacks, newCallId }: FakeHouse, { pick, which }: Move): void {
  const seat = among(lines.seats, pick);
  const number = among(['+8613800138010', '+86110', '+85212345678'], which);
  if (!seat || number === undefined) return;
  const attempt = { tenantId, callId: newCallId(), askedIn: newCallId(), queue: 'full', number, seat };
  callBacks.ring(
    { ...attempt, ringForMs: 5_000 },
    {
      accepted: () =>
        callBacks.dial(attempt, { answered: () => undefined, failed: () => undefined, over: () => undefined }),
      refused: () => undefined,
    },
  );
}

const asked = ({ wire }: FakeHouse) => wire.sent.filter(({ state }) => state === 'asked');
const talking = ({ wire }: FakeHouse) => [...wire.sent, ...wire.taken].filter(({ state }) => state === 'answered');
const from = (host: string): SipAddress => ({ host, port: 5060, transport: 'udp' });
const extensionOf = ({ pick }: Move): string => among(extensions, pick) ?? '';

/** What each kind of move does. */
const performs: Readonly<Record<Move['kind'], (house: FakeHouse, move: Move) => unknown>> = {
  dial: ({ wire }, move) =>
    wire.call(`sip:${among(dialable, move.which)}@${domain}`, `sip:${extensionOf(move)}@${domain}`, from('192.0.2.50')),
  'dial-in': ({ wire }, { pick, which }) => {
    const number = among(['+861088880001', '13800138000', '8001'], which);
    wire.call(`sip:${number}@${domain}`, 'sip:13900139000@x', from(pick % 2 === 0 ? '192.0.2.1' : '192.0.2.2'));
  },
  answer: (house, { pick }) => among(asked(house), pick)?.answer(),
  progress: (house, { pick, which }) => among(asked(house), pick)?.progress(which % 2 === 0),
  fail: (house, { pick, which }) => among(asked(house), pick)?.fail(among(failures, which) ?? 486),
  redirect: (house, { pick, which }) => {
    const [first = '', second = ''] = [among(targets, which), among(targets, which + pick)];
    among(asked(house), pick)?.fail(among(redirectStatus, pick) ?? 302, [first, second]);
  },
  refer: (house, { pick, which }) => among(talking(house), pick)?.refer(referral(among(targets, which) ?? '')),
  attended: (house, move) => {
    const legs = [...house.switchboard.calls.values()].flatMap(({ parties }) => parties.list.map(({ leg }) => leg));
    const identity = among(legs, move.which)?.identity();
    const replaces = identity
      ? { callId: identity.callId, toTag: identity.localTag, fromTag: identity.remoteTag ?? '' }
      : null;
    among(talking(house), move.pick)?.refer(referral(`sip:${extensionOf(move)}@${domain}`, replaces));
  },
  command: (house, move) => {
    const command = commandOf(move, house);
    return command && house.live.command(tenantId, command, { kind: 'key', name: 'test' } as never);
  },
  'hang-up': (house, { pick, which }) => {
    among(house.wire.taken, pick)?.giveUp();
    if (which % 2 === 0) among(talking(house), pick)?.hangUp();
  },
  wait: ({ clock }, { which }) => clock.tick(among([500, 2_500, 6_000, 31_000, 70_000], which) ?? 0),
  'call-back': (house, move) => callBack(house, move),
  register: ({ contacts, contactAt }, move) => {
    const host = among(['192.0.2.70', '192.0.2.1'], move.which) ?? '';
    contacts.set(extensionOf(move), [contactAt(`1380013${1000 + move.which}`, host)]);
  },
};

/** Everybody hangs up; nothing is in the air then. */
async function endAll({ wire, clock, live }: FakeHouse): Promise<void> {
  for (let round = 0; round < 12 && live.inTheAir > 0; round++) {
    for (const one of wire.taken) {
      one.giveUp();
      one.hangUp();
    }
    for (const one of wire.sent) {
      one.hangUp();
      one.fail(480);
    }
    await settle();
    clock.tick(70_000);
    await settle();
  }
}

const moves = fc.array(
  fc.noBias(fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(997), which: fc.nat(997) })),
  {
    minLength: 20,
    maxLength: 80,
    size: 'max',
  },
);

describe('whatever telephones, trunks, agents and programs do', () => {
  it.each([
    ['', false],
    [', also where telephones say that they are at a trunk', true],
  ] as const)('no INVITE comes to a trunk without a permit of its own%s', async (_, hostile) => {
    const used = new Map<string, number>();
    let stopped = 0;
    await fc.assert(
      fc.asyncProperty(moves, fc.nat(), async (list, seed) => {
        const house = fakeHouse({ hostile, seed });
        for (const move of list) {
          if (move.kind === 'register' && !hostile) continue;
          await performs[move.kind](house, move);
          house.clock.tick(20);
          await settle();
        }
        await endAll(house);
        expect(house.wrong).toEqual([]);
        expect(house.live.inTheAir).toBe(0);
        // What was allowed came to its end: closed, or given back.
        expect(house.given.filter(({ over }) => over !== 1).map(({ permit }) => permit)).toEqual([]);
        stopped += house.wire.stopped;
        for (const { initiator, used: left } of house.given)
          if (left) used.set(initiator, (used.get(initiator) ?? 0) + 1);
      }),
      { numRuns: 150, seed: 7 },
    );
    // The property is about something: calls of all kinds did leave.
    expect(stopped > 0).toBe(hostile);
    for (const initiator of ['extension', 'forward', 'transfer', 'call-back', 'api'])
      expect(used.get(initiator) ?? 0, initiator).toBeGreaterThan(5);
  });
});
