import type { ShownCaller } from '../../call/index.ts';
import type { CallTarget } from '../../contract/call-target.ts';
import type { Extension } from '../../contract/lines-document.ts';
import type { SipRegistrar } from '../../telephony/index.ts';
import { callTargetText } from '../routing/call-target-text.ts';
import { dialPlan } from './dial-plan.ts';
import type { ExtensionWishes } from './extension-wishes.ts';
import { followRedirect } from './follow-redirect.ts';
import type { HouseCall } from './house-call.ts';
import type { Carried } from './house-order.ts';
import { refusal, wasTaken, type Asker, type Lead, type LeadEnd, type LeadEnds } from './lead.ts';
import { outsideLine, type OutsideParts } from './outside-line.ts';
import { ringTelephones, type Ringing, type RingTarget } from './ring-telephones.ts';
import type { RingFailure } from './ring.ts';
import { sentOnHeaders, type SentOn } from './sent-on.ts';
import type { Stage, StageLine, StageResult } from './stage.ts';

/** Makes what is done for a first party who can be heard. */
export type MakeStage = (line: StageLine, done: (result: StageResult) => void) => Stage;

export interface LeadParts {
  readonly registrar: Pick<SipRegistrar, 'contactsOf'>;
  readonly wishes: ExtensionWishes;
  readonly outside: OutsideParts;
  /** The number that a URI of our own asks for; null where it leads elsewhere. */
  readonly dialedOf: (uri: string) => string | null;
  /** A call rings somewhere, and may be picked up there; the returned function is called when it no longer does. */
  readonly rings: (call: HouseCall, ringing: Ringing) => () => void;
  /** Leads of which the rest of the switchboard knows more: null for those that this program cannot serve. */
  readonly other: (call: HouseCall, to: Lead, by: Asker, ends: LeadEnds) => Stage | null;
}

/** Forwards that lead to forwards end here. */
const mostHops = 6;

const nothing: Stage = { stop: () => undefined };

/** Leads the first party of a call somewhere. */
export function leadCall(parts: LeadParts, call: HouseCall, to: Lead, by: Asker, ends: LeadEnds, hops = 0): Stage {
  const refuse = (end: LeadEnd): Stage => {
    ends.done(end);
    return nothing;
  };
  if (hops > mostHops) return refuse(refusal(482, 'forwards lead round in a circle'));
  switch (to.kind) {
    case 'reject':
      return refuse(rejections[to.as]);
    case 'extension':
      return leadToExtension(parts, call, to.extension, by, ends, hops);
    case 'ring-group': {
      const phones = to.extensions.map((name) => phonesOf(parts, call, name));
      const shown = comeBy(call, by, '');
      return ring(parts, call, to.order === 'all' ? [phones.flat()] : phones, to.ringForMs, shown, by, ends);
    }
    case 'outside':
      return ring(
        parts,
        call,
        [[outsideTarget(parts, call, to, by)]],
        call.carried.ringForMs ?? outsideRingForMs,
        {},
        by,
        ends,
      );
    default: {
      const stage = parts.other(call, to, by, ends);
      if (stage) return stage;
      const text = leadText(to);
      call.around.logger.warn({ to: text }, 'a call was led where this program cannot lead it');
      return refuse(refusal(480, `${text} cannot be reached`));
    }
  }
}

const outsideRingForMs = 60_000;

const rejections = {
  busy: { ...refusal(486, 'the document says busy', 'busy') },
  'not-found': refusal(404, 'the document says that it does not exist'),
  declined: refusal(603, 'the document declines it', 'rejected'),
} as const;

/** How a lead is named in events and logs. */
export function leadText(to: Lead): string {
  switch (to.kind) {
    case 'own-voicemail':
      return `voicemail of ${to.box}`;
    case 'park':
    case 'unpark':
      return `${to.kind} ${to.place}`;
    case 'pick-up':
      return `pick-up ${to.extension ?? 'in the group'}`;
    case 'monitor':
      return `${to.mode} ${to.extension}`;
    case 'wish':
      return to.wish.kind;
    case 'agent':
      return `agent ${to.state}`;
    default:
      return callTargetText(to);
  }
}

/** The registered telephones of an extension. */
export function phonesOf({ registrar }: Pick<LeadParts, 'registrar'>, call: HouseCall, name: string): RingTarget[] {
  const { lines, domain } = call.order.house;
  const extension = lines.extensions.find((one) => one.name === name);
  if (!extension) return [];
  return registrar.contactsOf(`${name}@${domain}`).map((contact) => ({
    kind: 'phone',
    party: name,
    srtp: extension.srtp,
    way: { kind: 'phone', contact, domain },
  }));
}

export function outsideTarget(
  parts: Pick<LeadParts, 'outside'>,
  call: HouseCall,
  to: Extract<CallTarget, { readonly kind: 'outside' }>,
  by: Asker,
): RingTarget {
  const own = call.order.house.lines.extensions.find(({ name }) => name === by.extension);
  const { number, trunk } = to;
  const need = { number, trunk, by, callerNumber: own?.callerNumber };
  return { kind: 'outside', party: number, dial: outsideLine(parts.outside, call, need) };
}

/** What telephones show of who calls. */
export function shownCaller(call: HouseCall, headers: ShownCaller['headers'] = {}): ShownCaller {
  const { caller } = call.order;
  const name = call.first?.party ?? caller.name;
  return {
    name,
    ...(name === caller.name ? { displayName: caller.displayName } : {}),
    headers: { ...cardHeaders(call.carried.card), ...headers },
  };
}

/** What a telephone can show of the caller's way here. */
function cardHeaders(card: Carried['card']): Readonly<Record<string, string>> {
  if (!card) return {};
  const keys = card.keys.map(({ node, keys: pressed }) => `${node}=${pressed}`);
  const values = card.values.map(({ label, value }) => `${label}=${value}`);
  return { 'X-Waihu-Summary': encodeURIComponent([...keys, ...values].join('; ')).slice(0, 800) };
}

function ring(
  parts: LeadParts,
  call: HouseCall,
  rounds: readonly (readonly RingTarget[])[],
  ringForMs: number,
  headers: ShownCaller['headers'],
  by: Asker,
  ends: Pick<LeadEnds, 'taken'> & { done(end: LeadEnd, failure?: RingFailure): void },
): Stage {
  let noLonger: (() => void) | null = null;
  let over = false;
  const stopRinging = (): void => {
    over = true;
    noLonger?.();
  };
  const ways = {
    dialedOf: parts.dialedOf,
    phonesOf: (name: string) => phonesOf(parts, call, name),
    outside: (to: Extract<CallTarget, { readonly kind: 'outside' }>, asker: Asker) =>
      outsideTarget(parts, call, to, asker),
  };
  const ringing = ringTelephones(
    call,
    {
      rounds,
      ringForMs,
      caller: shownCaller(call, headers),
      follow: (extension, redirects) => followRedirect(ways, call, extension, by, redirects),
    },
    {
      rang: () => call.firstParty.ring(true),
      early: (leg) => call.firstParty.hearEarly(leg),
      answered(leg) {
        stopRinging();
        call.connect(leg, 'callee', () => ends.done(wasTaken('the other side hung up')));
        ends.taken();
      },
      failed(failure) {
        stopRinging();
        call.firstParty.ring(false);
        const { status, outcome, hangUpBy, reason } = failure;
        ends.done({ taken: false, status, outcome, hangUpBy, reason }, failure);
      },
    },
  );
  noLonger = over ? null : parts.rings(call, ringing);
  return {
    stop() {
      stopRinging();
      ringing.stop();
    },
  };
}

/** An extension: its forwards, its telephones, and what becomes of a caller whom it does not take. */
function leadToExtension(
  parts: LeadParts,
  call: HouseCall,
  name: string,
  by: Asker,
  ends: LeadEnds,
  hops: number,
): Stage {
  const { house } = call.order;
  const extension = house.lines.extensions.find((one) => one.name === name);
  if (!extension) {
    ends.done(refusal(404, `extension ${name} does not exist`));
    return nothing;
  }
  let inner = nothing;
  let stopped = false;
  const goOn = (to: Lead, extensionAsks: string | null, reason: SentOn['reason']): void => {
    const sentOn = [...(by.sentOn ?? []), { extension: name, reason }];
    const asker = { initiator: 'forward', extension: extensionAsks, sentOn } as const;
    if (!stopped) inner = leadCall(parts, call, to, asker, ends, hops + 1);
  };
  const instead = (cause: RingFailure['cause'], end: LeadEnd): void => {
    const next = forwardOf(extension, cause);
    if (!next) return ends.done(end);
    call.tell({ kind: 'led', to: leadText(next), why: `${name}: ${cause}` });
    goOn(next, null, forwardReasons[cause]);
  };
  const wish = parts.wishes.of(house.tenantId, name);
  const always = wish.forwardTo === null ? extension.forward?.always : null;
  if (wish.forwardTo !== null) {
    const plan = dialPlan(house, {
      extension: name,
      trunk: null,
      caller: name,
      dialed: wish.forwardTo,
      nowMs: call.around.clock.now(),
    });
    if ('refuse' in plan) ends.done(refusal(plan.refuse, `${name} forwards to what it may not call`));
    else goOn(plan.to, name, 'unconditional');
  } else if (always) goOn(always, null, 'unconditional');
  else if (wish.doNotDisturb ?? extension.doNotDisturb)
    instead('busy', { ...refusal(486, 'not to be disturbed', 'busy'), hangUpBy: 'seat' });
  else {
    const phones = phonesOf(parts, call, name);
    const ringForMs = call.carried.ringForMs ?? extension.ringForMs;
    inner = ring(parts, call, [phones], ringForMs, comeBy(call, by, name), by, {
      taken: ends.taken,
      done: (end, failure) => (failure ? instead(failure.cause, end) : ends.done(end)),
    });
  }
  return {
    heard: (event) => inner.heard?.(event),
    stop() {
      stopped = true;
      inner.stop();
    },
  };
}

/** By whom the call came, for a telephone of the house. */
function comeBy(call: HouseCall, by: Asker, callee: string): Readonly<Record<string, string>> {
  const uriOf = (extension: string): string => `sip:${extension}@${call.order.house.domain}`;
  return sentOnHeaders(by.sentOn ?? [], uriOf, uriOf(callee), 'diversion');
}

const forwardReasons: Readonly<Record<RingFailure['cause'], SentOn['reason']>> = {
  busy: 'user-busy',
  declined: 'deflection',
  'no-answer': 'no-answer',
  away: 'unavailable',
};

function forwardOf({ name, forward, voicemail }: Extension, cause: RingFailure['cause']): Lead | null {
  const asked =
    cause === 'busy' || cause === 'declined' ? forward?.busy : cause === 'away' ? forward?.away : forward?.noAnswer;
  return asked ?? (voicemail ? { kind: 'voicemail', box: name } : null);
}

/** A stage that speaks: begins when the first party can hear it. */
export function speaking(call: HouseCall, make: MakeStage, ends: LeadEnds): Stage {
  let stage: Stage | null = null;
  let over = false;
  const forget = call.firstParty.whenUp((leg) => {
    ends.taken();
    if (over) return;
    stage = make(call.line(leg), ({ taken, reason }) => {
      if (over) return;
      over = true;
      ends.done(taken ? wasTaken(reason) : refusal(480, reason, 'no-answer'));
    });
  });
  return {
    heard: (event) => stage?.heard?.(event),
    stop() {
      if (over) return;
      over = true;
      forget();
      stage?.stop();
    },
  };
}
