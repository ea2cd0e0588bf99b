import { Leg, type CallSurroundings, type LiveSwitch } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { Trunk } from '../../contract/lines-document.ts';
import type { CommandAnswer, CommandOf } from '../../contract/switchboard-command.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { IncomingCall, SipAddress, SipRegistrar } from '../../telephony/index.ts';
import { answerCommand } from './answer-command.ts';
import { dialedUser } from './dialed-user.ts';
import type { ExtensionWishes } from './extension-wishes.ts';
import type { HouseOrder } from './house-order.ts';
import { calledNumber, callingNumber } from './inbound-numbers.ts';
import { leadText } from './lead-call.ts';
import type { Lead } from './lead.ts';
import type { OutsideParts } from './outside-line.ts';
import type { House } from './stage.ts';
import { Switchboard, type StageOf } from './switchboard.ts';

export interface SwitchboardParts {
  readonly around: CallSurroundings;
  readonly live: LiveSwitch;
  readonly registrar: SipRegistrar;
  /** From memory, as is `trunkAt`: a call never waits for a database. */
  readonly houseOf: (domain: string) => House | null;
  /** The domain that a host stands for; null: none of ours. */
  readonly domainOf: (host: string) => string | null;
  /** The trunk that sends from there, and whose it is. */
  readonly trunkAt: (source: SipAddress) => { readonly house: House; readonly trunk: Trunk } | null;
  readonly newCallId: () => CallId;
  /** What a secret reference of a document stands for; rejects where it is not there. */
  readonly secretOf: (reference: string) => Promise<string>;
  readonly wishes: ExtensionWishes;
  readonly outside: OutsideParts;
  readonly stageOf: StageOf;
  /** A tenant's house as it is now. */
  readonly houses: (tenantId: TenantId) => House | null;
  readonly agent: (tenantId: TenantId, command: CommandOf<'agent'>) => CommandAnswer;
}

/** A call that may be led somewhere: who calls is known. */
interface Caller extends Pick<HouseOrder, 'house' | 'caller'> {
  readonly trunk: Trunk | null;
  /** Null: from outside. */
  readonly extension: string | null;
  readonly dialed: string;
}

/**
 * Takes the calls that come to us. A trunk is known by where it sends from; anybody else proves by digest who calls, before
 * anything is said. Numbers mean what the house's own document says, and what leads out of it needs a permit: there is no relay.
 */
export function openSwitchboard(parts: SwitchboardParts): Switchboard {
  const { around, live, wishes, outside } = parts;
  const switchboard = new Switchboard({ ...parts, leadParts: { registrar: parts.registrar, wishes, outside } });
  around.sip.onInvite((call) => {
    take(parts, switchboard, call).catch((error: unknown) => {
      around.logger.error({ reason: messageOf(error) }, 'a call that came in could not be taken');
      call.reject(500);
    });
  });
  live.answerCommands((tenantId, command, by) => answerCommand(switchboard, parts, tenantId, command, by));
  return switchboard;
}

async function take(parts: SwitchboardParts, switchboard: Switchboard, incoming: IncomingCall): Promise<void> {
  const { around, newCallId } = parts;
  const known = byTrunk(parts, incoming) ?? (await byExtension(parts, incoming));
  if (!known) return;
  const { house, caller, extension, dialed } = known;
  const trunk = known.trunk?.name ?? null;
  const plan = switchboard.understand(house, { extension, trunk, caller: caller.name, dialed });
  if ('refuse' in plan) return incoming.reject(plan.refuse);
  const own = house.lines.extensions.find(({ name }) => name === extension);
  const { tenantId } = house;
  const giveChannel = known.trunk ? parts.live.takeChannel(tenantId, known.trunk) : () => undefined;
  if (!giveChannel) return incoming.reject(503, { reason: noChannel });
  const call = switchboard.open(orderOf(newCallId(), known, plan.to));
  if (!call) {
    giveChannel();
    return incoming.reject(503);
  }
  call.tell({ kind: 'led', to: leadText(plan.to), why: plan.why });
  const role = trunk === null ? 'seat' : 'customer';
  const options = {
    id: call.nextLegId(),
    tenantId,
    party: caller.name,
    role,
    srtp: (known.trunk ?? own)?.srtp,
    codecs: known.trunk?.codecs,
    over: giveChannel,
  } as const;
  call.begin(Leg.taking(incoming, options, around, call), plan.to, plan.by);
}

/** A call that is recorded for either side of it is recorded. */
function orderOf(callId: CallId, { house, trunk, caller, extension, dialed }: Caller, to: Lead): HouseOrder {
  const called = to.kind === 'extension' ? to.extension : dialed;
  const recorded = house.lines.extensions.some(({ name, record }) => record && (name === extension || name === called));
  return {
    callId,
    house,
    direction: trunk !== null ? 'inbound' : to.kind === 'outside' ? 'outbound' : 'internal',
    trunk: trunk?.name ?? null,
    caller,
    callee: to.kind === 'outside' ? to.number : called,
    record: trunk !== null || recorded,
  };
}

/** ITU-T Q.850 §2.2.7.2.1: all channels of the gateway are taken, or busied out. */
const noChannel = { protocol: 'Q.850', cause: 34, text: 'no circuit available' };

function byTrunk({ trunkAt }: SwitchboardParts, call: IncomingCall): Caller | null {
  const from = trunkAt(call.source);
  if (!from) return null;
  const { house, trunk } = from;
  const caller = { name: callingNumber(call) };
  return { house, trunk, caller, extension: null, dialed: calledNumber(trunk, call) };
}

async function byExtension({ registrar, houseOf }: SwitchboardParts, call: IncomingCall): Promise<Caller | null> {
  const account = await registrar.authenticate(call);
  if (!account) return null;
  const house = houseOf(account.domain);
  const extension = house?.lines.extensions.find(({ name }) => name === account.user);
  if (!house || !extension) {
    call.reject(403);
    return null;
  }
  const { name, displayName } = extension;
  const dialed = dialedUser(call.requestUri) ?? '';
  return { house, trunk: null, caller: { name, displayName }, extension: name, dialed };
}
