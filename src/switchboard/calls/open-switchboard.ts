import type { CallSurroundings, LiveSwitch } from '../../call/index.ts';
import type { CallTarget } from '../../contract/call-target.ts';
import type { CallId } from '../../contract/ids.ts';
import type { Trunk } from '../../contract/lines-document.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { IncomingCall, SipAddress, SipRegistrar } from '../../telephony/index.ts';
import { callTargetText } from '../routing/call-target-text.ts';
import { chooseRoute } from '../routing/choose-route.ts';
import { BridgedCall, type BridgeOrder } from './bridged-call.ts';
import { dialedUser } from './dialed-user.ts';
import { calledNumber, callingNumber } from './inbound-numbers.ts';
import type { House } from './stage.ts';

export interface SwitchboardParts {
  readonly around: CallSurroundings;
  readonly live: LiveSwitch;
  readonly registrar: SipRegistrar;
  /** From memory, as is `trunkAt`: a call never waits for a database. */
  readonly houseOf: (domain: string) => House | null;
  /** The trunk that sends from there, and whose it is. */
  readonly trunkAt: (source: SipAddress) => { readonly house: House; readonly trunk: Trunk } | null;
  readonly newCallId: () => CallId;
}

/** A call that may be led somewhere: who calls is known. */
type Caller = Pick<BridgeOrder, 'direction' | 'trunk' | 'caller'> & {
  readonly house: House;
  readonly dialed: string;
  readonly record: boolean;
};

/** Where it is led, or the status that it is refused with. */
type Led = Pick<BridgeOrder, 'callee' | 'ringForMs' | 'record'> & { readonly extensions: readonly string[] };

/**
 * Takes the calls that come to us. A trunk is known by where it sends from; anybody else proves by digest who calls, before
 * anything is said. Numbers mean what the house's own document says, and nothing leads out of it: there is no relay.
 */
export function openSwitchboard(parts: SwitchboardParts): void {
  const { around } = parts;
  around.sip.onInvite((call) => {
    take(parts, call).catch((error: unknown) => {
      around.logger.error({ reason: messageOf(error) }, 'a call that came in could not be taken');
      call.reject(500);
    });
  });
}

async function take(parts: SwitchboardParts, call: IncomingCall): Promise<void> {
  const { around, live, registrar, newCallId } = parts;
  const known = byTrunk(parts, call) ?? (await byExtension(parts, call));
  if (!known) return;
  const { house, direction, trunk, caller } = known;
  const led = lead(known, around);
  if (typeof led === 'number') return call.reject(led);
  const { tenantId, domain } = house;
  const telephones = led.extensions.flatMap((name) => registrar.contactsOf(`${name}@${domain}`));
  const order = { callId: newCallId(), tenantId, direction, trunk, caller, domain, ...led, telephones };
  const taken = live.carry(order.callId, (story, ended) => new BridgedCall(order, call, around, story, ended));
  if (!taken) call.reject(503);
}

function byTrunk({ trunkAt }: SwitchboardParts, call: IncomingCall): Caller | null {
  const from = trunkAt(call.source);
  if (!from) return null;
  const { house, trunk } = from;
  return {
    house,
    direction: 'inbound',
    trunk: trunk.name,
    caller: { name: callingNumber(call) },
    dialed: calledNumber(trunk, call),
    record: true,
  };
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
  const { name, displayName, record } = extension;
  const dialed = dialedUser(call.requestUri) ?? '';
  return { house, direction: 'internal', trunk: null, caller: { name, displayName }, dialed, record };
}

/** Extensions are called by their numbers; all else is the routes' to say. */
function lead(known: Caller, around: CallSurroundings): Led | number {
  const { house, dialed, trunk, caller } = known;
  const { extensions, routes, calendars } = house.lines;
  const internal = trunk === null && extensions.some(({ name }) => name === dialed);
  if (internal) return ledTo({ kind: 'extension', extension: dialed }, known, around);
  const asked = { dialed, caller: caller.name, from: trunk ?? 'extension' };
  const { to, why } = chooseRoute(asked, routes, calendars, around.clock.now());
  around.logger.debug({ why }, 'a call that came in was routed');
  return to ? ledTo(to, known, around) : 404;
}

const refusals = { busy: 486, 'not-found': 404, declined: 603 } as const;

function ledTo(to: CallTarget, { house, dialed, record }: Caller, { logger }: CallSurroundings): Led | number {
  const { extensions } = house.lines;
  switch (to.kind) {
    case 'reject':
      return refusals[to.as];
    case 'extension': {
      const extension = extensions.find(({ name }) => name === to.extension);
      if (!extension) return 404;
      const { name, ringForMs } = extension;
      return { callee: name, ringForMs, record: record || extension.record, extensions: [name] };
    }
    case 'ring-group':
      if (to.order === 'all') return { callee: dialed, ringForMs: to.ringForMs, record, extensions: to.extensions };
      break;
    default:
  }
  logger.warn({ to: callTargetText(to) }, 'a route leads where this program cannot lead a call yet');
  return 480;
}
