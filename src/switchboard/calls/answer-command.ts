import type { CallLeg } from '../../call/index.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { CommandInitiator } from '../../contract/live-calls.ts';
import type { CommandAnswer, CommandOf, SwitchboardCommand } from '../../contract/switchboard-command.ts';
import { unreachable } from '../../foundation/errors.ts';
import type { HouseCall } from './house-call.ts';
import { outsideTarget, phonesOf, shownCaller } from './lead-call.ts';
import type { Asker, Lead } from './lead.ts';
import type { SwitchboardParts } from './open-switchboard.ts';
import { ringTelephones, type RingTarget } from './ring-telephones.ts';
import type { Stage } from './stage.ts';
import { answerByItself } from './answer-by-itself.ts';
import { callSupervisor, supervise } from './supervise.ts';
import { extensionOf, type Switchboard } from './switchboard.ts';

type Refused = Extract<CommandAnswer, { readonly ok: false }>;

const done: CommandAnswer = { ok: true };
const no = (code: Refused['code'], what: string): Refused => ({ ok: false, code, what });

const ringForMs = 30_000;
/** The group of a consultation; the call's own is 0. */
const consultGroup = 1;

/** Performs one command of the CTI interface. It ends when it is under way: what becomes of it is told by events. */
export async function answerCommand(
  board: Switchboard,
  parts: SwitchboardParts,
  tenantId: TenantId,
  command: SwitchboardCommand,
  by: CommandInitiator,
): Promise<CommandAnswer> {
  board.core.around.logger.debug({ command: command.kind, by: by.name }, 'a command');
  if (command.kind === 'originate') return originate(board, parts, tenantId, command);
  if (command.kind === 'agent') return parts.agent(tenantId, command);
  if (command.kind === 'unpark' || command.kind === 'pick-up') return fetchCall(board, parts, tenantId, command);
  const call = board.find(tenantId, command.callId);
  if (!call && command.kind === 'hang-up' && parts.live.find(command.callId)?.tenantId === tenantId) {
    await parts.live.hangUp(command.callId, `${by.name} asked for it`);
    return done;
  }
  if (!call) return no('no-such-call', `no call ${command.callId} is in the air`);
  switch (command.kind) {
    case 'hang-up':
      call.hangUp(`${by.name} asked for it`);
      return done;
    case 'pause-recording':
      call.pauseRecording(command.on);
      return done;
    case 'add-party':
      return addParty(board, call, command);
    case 'answer':
      return answer(board, call, command);
    default:
      return withParty(board, call, command);
  }
}

type PartyCommand = CommandOf<
  'hold' | 'resume' | 'transfer' | 'consult' | 'end-consult' | 'drop-party' | 'park' | 'monitor' | 'send-digits'
>;

function withParty(board: Switchboard, call: HouseCall, command: PartyCommand): CommandAnswer {
  const party = call.parties.byId(command.leg);
  if (!party) return no('no-such-party', `call ${call.callId} has no party '${command.leg}'`);
  const { leg } = party;
  switch (command.kind) {
    case 'hold':
    case 'resume':
      call.parties.change(leg, { held: command.kind === 'hold' });
      return done;
    case 'drop-party':
      call.drop(leg, 'was dropped');
      return done;
    case 'send-digits':
      leg.sendDigits(command.digits);
      return done;
    case 'transfer':
      return transfer(board, call, leg, command.to);
    case 'park':
      return park(board, call, leg, command.place);
    case 'consult':
      return consult(board, call, leg, command.to);
    case 'end-consult':
      return endConsult(call, leg, command.how);
    case 'monitor':
      return monitor(board, call, leg, command);
    default:
      return unreachable(command);
  }
}

/** The other of two; null in a call of more or fewer. */
function otherOf(call: HouseCall, leg: CallLeg): CallLeg | null {
  const others = call.parties.members.filter((party) => party.leg !== leg);
  return others.length === 1 ? (others[0]?.leg ?? null) : null;
}

/** Whose right it is that a party is sent on: the extension that it talks with, else its own. */
function askerOf(call: HouseCall, legs: readonly (CallLeg | null)[], initiator: Asker['initiator']): Asker {
  const own = legs.find((leg) => leg !== null && extensionOf(call, leg.party));
  return { initiator, extension: own?.party ?? null };
}

function transfer(board: Switchboard, call: HouseCall, sent: CallLeg, to: string): CommandAnswer {
  const leaver = otherOf(call, sent);
  const asker = askerOf(call, [leaver, sent], 'transfer');
  const plan = board.plan(call, asker.extension, to);
  if ('refuse' in plan) return no('not-reachable', `${to} leads nowhere (${plan.refuse})`);
  const by = { ...asker, extension: plan.by.extension };
  if (leaver) board.transfer(call, sent, leaver, plan.to, by, () => undefined);
  else if (call.parties.members.length > 1)
    return no('not-now', 'one of three or more cannot be sent on: drop it, or end the conference');
  else {
    call.makeFirst(sent);
    call.follow(plan.to, by);
  }
  return done;
}

function park(board: Switchboard, call: HouseCall, parked: CallLeg, asked: string | undefined): CommandAnswer {
  const leaver = otherOf(call, parked);
  if (!leaver) return no('not-now', 'only a call of two can be parked');
  const place = asked ?? leaver.party;
  const by: Asker = { initiator: 'transfer', extension: extensionOf(call, leaver.party) ? leaver.party : null };
  board.transfer(call, parked, leaver, { kind: 'park', place }, by, () => undefined);
  return { ok: true, place };
}

/** Whom a dialed number rings; null where it is no telephone. */
function targetsOf(board: Switchboard, call: HouseCall, to: Lead, by: Asker): readonly RingTarget[] | null {
  switch (to.kind) {
    case 'extension':
      return phonesOf(board.core.leadParts, call, to.extension);
    case 'ring-group':
      return to.extensions.flatMap((name) => phonesOf(board.core.leadParts, call, name));
    case 'outside':
      return [outsideTarget(board.core.leadParts, call, to, by)];
    default:
      return null;
  }
}

/** Rings somebody who is to be in the call beside those who are. */
function invite(
  board: Switchboard,
  call: HouseCall,
  asker: Asker,
  to: string,
  ends: {
    readonly joined: (leg: CallLeg) => void;
    readonly failed: (reason: string) => void;
    readonly rang?: () => void;
    /** Told how to call it off. */
    readonly rings?: (ringing: Stage) => void;
  },
): CommandAnswer {
  const plan = board.plan(call, asker.extension, to);
  if ('refuse' in plan) return no('not-reachable', `${to} leads nowhere (${plan.refuse})`);
  const targets = targetsOf(board, call, plan.to, { ...asker, extension: plan.by.extension });
  if (!targets) return no('not-reachable', `${to} is no telephone`);
  if (targets.length === 0) return no('not-reachable', `${to} is not registered`);
  const caller = asker.extension === null ? shownCaller(call) : { name: asker.extension };
  const ringing = ringTelephones(
    call,
    { rounds: [targets], ringForMs, caller },
    { rang: () => ends.rang?.(), answered: ends.joined, failed: ({ reason }) => ends.failed(reason) },
  );
  call.accompany(ringing);
  ends.rings?.(ringing);
  return done;
}

function addParty(board: Switchboard, call: HouseCall, { to }: CommandOf<'add-party'>): CommandAnswer {
  const asker = askerOf(
    call,
    call.parties.members.map(({ leg }) => leg),
    'api',
  );
  return invite(board, call, asker, to, {
    joined: (leg) => call.admit(leg, 'member'),
    failed: (reason) => call.tell({ kind: 'party-left', leg: '', party: to, reason }),
  });
}

/** Consultations in which nobody has answered yet. */
const consulted = new WeakMap<HouseCall, Stage>();

function consult(board: Switchboard, call: HouseCall, leg: CallLeg, to: string): CommandAnswer {
  if (call.parties.members.some(({ group }) => group === consultGroup))
    return no('not-now', 'a consultation is under way');
  const ringback = (tone: 'ringback' | null): void => {
    if (!leg.isOver) call.around.media.send({ kind: 'play-tone', legId: leg.id, tone });
  };
  const over = (): void => {
    consulted.delete(call);
    ringback(null);
  };
  const asked = invite(board, call, askerOf(call, [leg], 'transfer'), to, {
    rang: () => ringback('ringback'),
    joined(other) {
      over();
      call.admit(other, 'member', { group: call.parties.of(leg)?.group ?? 0 });
    },
    failed(reason) {
      over();
      call.tell({ kind: 'party-left', leg: '', party: to, reason });
      call.parties.change(leg, { group: 0 });
    },
    rings: (ringing) =>
      consulted.set(call, {
        stop() {
          over();
          ringing.stop();
        },
      }),
  });
  if (asked.ok) call.parties.change(leg, { group: consultGroup });
  return asked;
}

function endConsult(call: HouseCall, leg: CallLeg, how: CommandOf<'end-consult'>['how']): CommandAnswer {
  const asked = call.parties.members.filter((party) => party.group === consultGroup && party.leg !== leg);
  const rings = consulted.get(call);
  if (how === 'cancel' && rings) {
    rings.stop();
    call.parties.change(leg, { group: 0 });
    return done;
  }
  if (call.parties.of(leg)?.group !== consultGroup || asked.length === 0)
    return no('not-now', 'this party consults nobody, or nobody has answered yet');
  if (how === 'cancel') {
    for (const { leg: other } of asked) call.drop(other, 'the consultation is over');
    call.parties.change(leg, { group: 0 });
    return done;
  }
  for (const party of call.parties.members) call.parties.change(party.leg, { group: 0 });
  if (how === 'transfer') call.drop(leg, 'transferred the call');
  return done;
}

function monitor(
  board: Switchboard,
  call: HouseCall,
  watched: CallLeg,
  { extension, mode }: CommandOf<'monitor'>,
): CommandAnswer {
  const supervisor = extensionOf(call, extension);
  if (!supervisor) return no('no-such-extension', `extension ${extension} does not exist`);
  if (!supervisor.supervises) return no('not-allowed', `extension ${extension} supervises nobody`);
  const known = call.parties.list.find(({ leg }) => leg.party === extension && leg !== watched);
  if (known) {
    supervise(call, known.leg, watched, mode);
    return done;
  }
  const targets = phonesOf(board.core.leadParts, call, extension);
  if (targets.length === 0) return no('not-reachable', `extension ${extension} is not registered`);
  callSupervisor(call, targets, watched, mode);
  return done;
}

function answer(board: Switchboard, call: HouseCall, { extension }: CommandOf<'answer'>): CommandAnswer {
  const ringing = board.ringingOf(call);
  if (!ringing) return no('not-now', 'the call rings nowhere');
  const targets = phonesOf(board.core.leadParts, call, extension);
  if (targets.length === 0) return no('not-reachable', `extension ${extension} is not registered`);
  const once = ringTelephones(
    call,
    { rounds: [targets], ringForMs, caller: shownCaller(call, answerByItself) },
    { rang: () => undefined, answered: (leg) => void (ringing.take(leg) || leg.end()), failed: () => undefined },
  );
  call.accompany(once);
  return done;
}

/** Rings an extension, and does something for it once it answers. */
function callExtension(
  board: Switchboard,
  { houses }: SwitchboardParts,
  tenantId: TenantId,
  extension: string,
  about: { readonly callee: string; readonly headers: Readonly<Record<string, string>> },
  answered: (call: HouseCall, leg: CallLeg) => void,
): CommandAnswer {
  const house = houses(tenantId);
  const own = house?.lines.extensions.find(({ name }) => name === extension);
  if (!house || !own) return no('no-such-extension', `extension ${extension} does not exist`);
  const callId = board.core.newCallId();
  const plan = board.planIn(house, extension, about.callee);
  const outside = !('refuse' in plan) && plan.to.kind === 'outside';
  const direction = outside ? 'outbound' : 'internal';
  const caller = { name: extension, displayName: own.displayName };
  const order = {
    callId,
    house,
    direction,
    trunk: null,
    caller,
    callee: outside ? plan.to.number : about.callee,
    record: own.record,
    originated: true,
  } as const;
  const call = board.open(order);
  if (!call) return no('draining', 'the program stops');
  const targets = phonesOf(board.core.leadParts, call, extension);
  if (targets.length === 0) {
    call.end({ outcome: 'out-of-reach', hangUpBy: 'network', sipStatus: 480, reason: 'not registered' });
    return no('not-reachable', `extension ${extension} is not registered`);
  }
  const ringing = ringTelephones(
    call,
    { rounds: [targets], ringForMs, caller: { name: about.callee, headers: about.headers } },
    {
      rang: () => undefined,
      answered: (leg) => answered(call, leg),
      failed: ({ status, outcome, hangUpBy, reason }) => call.end({ outcome, hangUpBy, sipStatus: status, reason }),
    },
  );
  call.accompany(ringing);
  return { ok: true, callId };
}

function originate(
  board: Switchboard,
  parts: SwitchboardParts,
  tenantId: TenantId,
  { from, to, autoAnswer }: CommandOf<'originate'>,
): CommandAnswer {
  const house = parts.houses(tenantId);
  const plan = house && board.planIn(house, from, to);
  if (plan && 'refuse' in plan) return no('not-reachable', `${to} leads nowhere (${plan.refuse})`);
  const headers = autoAnswer ? answerByItself : {};
  return callExtension(board, parts, tenantId, from, { callee: to, headers }, (call, leg) => {
    if (!plan) return;
    call.beginUp(leg, plan.to, { ...plan.by, initiator: plan.by.extension === null ? plan.by.initiator : 'api' });
  });
}

/** Rings an extension, and brings it to a call that waits: a parked one, or one that rings elsewhere. */
function fetchCall(
  board: Switchboard,
  parts: SwitchboardParts,
  tenantId: TenantId,
  command: CommandOf<'unpark' | 'pick-up'>,
): CommandAnswer {
  if (command.kind === 'unpark' && !board.isParked(tenantId, command.place))
    return no('no-such-place', `nobody is parked at ${command.place}`);
  const to: Lead =
    command.kind === 'unpark'
      ? { kind: 'unpark', place: command.place }
      : { kind: 'pick-up', extension: command.ringing };
  const callee = command.kind === 'unpark' ? command.place : command.ringing;
  return callExtension(board, parts, tenantId, command.extension, { callee, headers: {} }, (call, leg) =>
    call.beginUp(leg, to, { initiator: 'api', extension: command.extension }),
  );
}
