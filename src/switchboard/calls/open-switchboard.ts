import type { CallSurroundings, LiveSwitch } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { Extension } from '../../contract/lines-document.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { IncomingCall, SipRegistrar } from '../../telephony/index.ts';
import { BridgedCall } from './bridged-call.ts';
import { dialedUser } from './dialed-user.ts';

/** The telephones of one tenant. */
export interface House {
  readonly tenantId: TenantId;
  /** By number. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

export interface SwitchboardParts {
  readonly around: CallSurroundings;
  readonly live: LiveSwitch;
  readonly registrar: SipRegistrar;
  /** From memory: a call never waits for a database. */
  readonly houseOf: (domain: string) => House | null;
  readonly newCallId: () => CallId;
}

/**
 * Takes the calls that come to us. Who calls proves it by digest before anything else is said; whom the number means is
 * looked up in the caller's own house, and nothing leads out of it: there is no relay.
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

async function take(
  { around, live, registrar, houseOf, newCallId }: SwitchboardParts,
  call: IncomingCall,
): Promise<void> {
  const account = await registrar.authenticate(call);
  if (!account) return;
  const house = houseOf(account.domain);
  const caller = house?.extensions.get(account.user);
  if (!house || !caller) return call.reject(403);
  const callee = house.extensions.get(dialedUser(call.requestUri) ?? '');
  if (!callee) return call.reject(404);
  const order = {
    callId: newCallId(),
    tenantId: house.tenantId,
    caller,
    callee,
    domain: account.domain,
    telephones: registrar.contactsOf(`${callee.name}@${account.domain}`),
  };
  const taken = live.carry(order.callId, (story, ended) => new BridgedCall(order, call, around, story, ended));
  if (!taken) call.reject(503);
}
