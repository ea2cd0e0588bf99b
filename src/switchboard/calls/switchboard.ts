import { Leg, type CallLeg, type CallSurroundings, type LiveSwitch } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { Extension } from '../../contract/lines-document.ts';
import type { MonitorMode } from '../../contract/switchboard-command.ts';
import type { IncomingCall, Referral, ReplacedDialog, SipRegistrar } from '../../telephony/index.ts';
import { ConferenceRooms, type RoomParts } from './conference-rooms.ts';
import { dialedUser } from './dialed-user.ts';
import { dialPlan, type DialAnswer, type Dialing } from './dial-plan.ts';
import { HouseCall } from './house-call.ts';
import type { Board, HouseOrder } from './house-order.ts';
import { leadCall, phonesOf, speaking, type LeadParts, type MakeStage } from './lead-call.ts';
import { joinRobot } from './join-robot.ts';
import { refusal, wasTaken, type Asker, type Lead, type LeadEnd, type LeadEnds } from './lead.ts';
import type { Ringing } from './ring-telephones.ts';
import type { House, Stage } from './stage.ts';
import { callSupervisor, supervise } from './supervise.ts';

/** Stages of other parts of the switchboard: null where there is none for this lead. */
export type StageOf = (call: HouseCall, to: Lead, by: Asker, ends: LeadEnds) => MakeStage | null;

export interface SwitchboardCore extends Pick<RoomParts, 'secretOf'> {
  readonly around: CallSurroundings;
  readonly live: Pick<LiveSwitch, 'carry' | 'legMoved' | 'robotRoom' | 'list'>;
  /** A tenant's house as it is now. */
  readonly houses: (tenantId: TenantId) => House | null;
  readonly registrar: Pick<SipRegistrar, 'contactsOf' | 'authenticate'>;
  /** The house's domain that a host stands for; null: none of ours. */
  readonly domainOf: (host: string) => string | null;
  readonly newCallId: () => CallId;
  readonly leadParts: Omit<LeadParts, 'rings' | 'other' | 'dialedOf'>;
  readonly stageOf: StageOf;
}

interface Parked {
  readonly call: HouseCall;
  take(leg: CallLeg): void;
}

/** All calls of the switchboard, and what they have to do with one another: pick-up, park, rooms, transfer, supervision. */
export class Switchboard implements Board {
  readonly core: SwitchboardCore;
  readonly calls = new Map<CallId, HouseCall>();
  readonly #ringing = new Map<Ringing, HouseCall>();
  readonly #parked = new Map<string, Parked>();
  readonly #rooms: ConferenceRooms;
  readonly #watchers = new Set<(call: HouseCall) => void>();

  constructor(core: SwitchboardCore) {
    this.core = core;
    this.#rooms = new ConferenceRooms({
      newCallId: core.newCallId,
      secretOf: core.secretOf,
      open: (order) => this.open(order),
      joining: (...asked) => this.#joining(...asked),
      goOver: (...asked) => this.#goOver(...asked),
    });
  }

  /** Called whenever something of a call has changed. */
  onChange(watch: (call: HouseCall) => void): () => void {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  }

  /** Takes a call in; null where the program stops. */
  open(order: HouseOrder): HouseCall | null {
    let opened: HouseCall | null = null;
    this.core.live.carry(order.callId, (story, ended) => {
      const call = new HouseCall(order, this.core.around, story, this, () => {
        this.calls.delete(order.callId);
        this.changed(call);
        ended();
      });
      opened = call;
      this.calls.set(order.callId, call);
      return call;
    });
    return opened;
  }

  /** A call of the switchboard, or a robot's that is joined from now on; null where there is none. */
  find(tenantId: TenantId, callId: CallId): HouseCall | null {
    const call = this.calls.get(callId) ?? this.#joinRobot(tenantId, callId);
    return call && call.tenantId === tenantId && !call.isOver ? call : null;
  }

  #joinRobot(tenantId: TenantId, callId: CallId): HouseCall | null {
    const room = this.core.live.robotRoom(callId);
    const house = room?.order.tenantId === tenantId && this.core.houses(tenantId);
    if (!room || !house) return null;
    const call = joinRobot(room, house, this.core.around, this, () => this.calls.delete(callId));
    this.calls.set(callId, call);
    return call;
  }

  lead(call: HouseCall, to: Lead, by: Asker, ends: LeadEnds): Stage {
    const parts: LeadParts = {
      ...this.core.leadParts,
      dialedOf: (uri) => this.#dialedOf(uri),
      rings: (of, ringing) => {
        this.#ringing.set(ringing, of);
        this.changed(of);
        return () => {
          this.#ringing.delete(ringing);
          this.changed(of);
        };
      },
      other: (...asked) => this.#other(...asked),
    };
    return leadCall(parts, call, to, by, ends);
  }

  legMoved(legId: string, callId: CallId): void {
    this.core.live.legMoved(legId, callId);
  }

  changed(call: HouseCall): void {
    for (const watch of this.#watchers) watch(call);
  }

  /** The call that a telephone of the house is in now, and its part in it. */
  callOf(tenantId: TenantId, extension: string): { readonly call: HouseCall; readonly leg: CallLeg } | null {
    const found = this.core.live
      .list(tenantId)
      .find(({ parties = [] }) => parties.some(({ party, state }) => party === extension && state !== 'ringing'));
    const call = found ? this.find(tenantId, found.callId) : null;
    const party = call?.parties.members.find(({ leg }) => leg.party === extension);
    return call && party ? { call, leg: party.leg } : null;
  }

  /** What can be refused before the caller is answered. */
  #refusalOf(call: HouseCall, to: Lead): LeadEnd | null {
    const { tenantId } = call;
    const asks = call.first?.party ?? '';
    switch (to.kind) {
      case 'pick-up':
        return this.#ringingFor(call, asks, to.extension) ? null : refusal(404, 'nothing rings there');
      case 'unpark':
        return this.isParked(tenantId, to.place) ? null : refusal(404, `nobody is parked at ${to.place}`);
      case 'conference':
        return this.#rooms.refusalOf(call, to.room);
      case 'monitor':
        if (!extensionOf(call, asks)?.supervises) return refusal(403, 'only a supervisor may');
        return this.callOf(tenantId, to.extension) ? null : refusal(404, `extension ${to.extension} is in no call`);
      default:
        return null;
    }
  }

  /** Leads which need to know of other calls. */
  #other(call: HouseCall, to: Lead, by: Asker, ends: LeadEnds): Stage | null {
    const refused = this.#refusalOf(call, to);
    if (refused) {
      ends.done(refused);
      return { stop: () => undefined };
    }
    switch (to.kind) {
      case 'pick-up':
        return this.#joining(call, ends, (leg) => this.pickUp(call, leg, to.extension));
      case 'park':
        return this.#park(call, to.place, by, ends);
      case 'unpark':
        return this.#joining(call, ends, (leg) => this.unpark(call, leg, to.place));
      case 'conference':
        return this.#rooms.come(call, to.room, ends);
      case 'monitor':
        return this.#joining(call, ends, (leg) => this.#monitor(call, leg, to.extension, to.mode));
      default: {
        const make = this.core.stageOf(call, to, by, ends);
        return make && speaking(call, make, ends);
      }
    }
  }

  /** A caller who goes over to another call: this one ends with it. `go` says why it could not. */
  #joining(call: HouseCall, ends: LeadEnds, go: (leg: CallLeg) => string | null): Stage {
    const forget = call.firstParty.whenUp((leg) => {
      const refused = leg.canMove ? go(leg) : "a robot's customer goes to no other call";
      if (refused !== null) return ends.done(refusal(404, refused));
      ends.taken();
      call.end({ outcome: 'completed', hangUpBy: 'seat', sipStatus: 200, reason: 'went over to another call' });
    });
    return { stop: forget };
  }

  /** Brings a telephone's own leg into the call that rings at an extension (null: in its group). Null, or why not. */
  pickUp(from: HouseCall, leg: CallLeg, extension: string | null): string | null {
    const found = this.#ringingFor(from, leg.party, extension);
    if (!found) return 'nothing rings there';
    this.#goOver(from, leg, found.call, 'picked up a call');
    found.ringing.take(leg);
    return null;
  }

  /** The call that rings at an extension, or for null in the asker's group. */
  #ringingFor(
    from: HouseCall,
    asks: string,
    extension: string | null,
  ): { readonly ringing: Ringing; readonly call: HouseCall } | null {
    const { extensions } = from.order.house.lines;
    const group = extensions.find(({ name }) => name === asks)?.pickUpGroup;
    const wanted = (name: string): boolean =>
      extension === null
        ? group !== undefined && extensions.some((one) => one.name === name && one.pickUpGroup === group)
        : name === extension;
    for (const [ringing, call] of this.#ringing)
      if (call !== from && call.tenantId === from.tenantId && ringing.rings.some(wanted)) return { ringing, call };
    return null;
  }

  unpark(from: HouseCall, leg: CallLeg, place: string): string | null {
    const parked = this.#parked.get(placeKey(from.tenantId, place));
    if (!parked) return `nobody is parked at ${place}`;
    this.#goOver(from, leg, parked.call, 'took a parked call');
    parked.call.tell({ kind: 'unparked', place, by: leg.party });
    parked.take(leg);
    return null;
  }

  /** A parked caller hears music until somebody takes him, or comes back to whoever parked him. */
  #park(call: HouseCall, place: string, by: Asker, ends: LeadEnds): Stage {
    const key = placeKey(call.tenantId, place);
    if (this.#parked.has(key)) {
      ends.done(refusal(486, `somebody is parked at ${place}`));
      return { stop: () => undefined };
    }
    const { media, clock } = call.around;
    const { parkForMs } = call.order.house.lines;
    let back: Stage | null = null;
    let cancel = (): void => undefined;
    const leave = (): void => {
      cancel();
      if (this.#parked.get(key)?.call !== call) return;
      this.#parked.delete(key);
      if (call.first) media.send({ kind: 'play-music', legId: call.first.id, music: null });
    };
    const forget = call.firstParty.whenUp((parkedLeg) => {
      ends.taken();
      media.send({ kind: 'play-music', legId: parkedLeg.id, music: 'default' });
      call.tell({ kind: 'parked', place, by: by.extension ?? '' });
      this.#parked.set(key, {
        call,
        take(leg) {
          leave();
          call.connect(leg, 'callee', () => ends.done(wasTaken('the other side hung up')));
        },
      });
      cancel = clock.after(parkForMs, () => {
        leave();
        if (by.extension === null) return ends.done(refusal(480, 'nobody took the parked call', 'no-answer'));
        const asker: Asker = { initiator: 'transfer', extension: null };
        back = this.lead(call, { kind: 'extension', extension: by.extension }, asker, {
          ...ends,
          taken: () => undefined,
        });
      });
    });
    return {
      heard: (event) => back?.heard?.(event),
      stop() {
        forget();
        leave();
        back?.stop();
      },
    };
  }

  #monitor(from: HouseCall, leg: CallLeg, extension: string, mode: MonitorMode): string | null {
    if (!extensionOf(from, leg.party)?.supervises) return 'only a supervisor may';
    const watched = this.callOf(from.tenantId, extension);
    if (!watched || watched.call === from) return `extension ${extension} is in no call`;
    const { call } = watched;
    // A robot's call may live in another media worker than telephones' calls: the supervisor is rung from there.
    if (call.first?.canMove === false)
      callSupervisor(call, phonesOf(this.core.leadParts, call, leg.party), watched.leg, mode);
    else {
      this.#goOver(from, leg, call, `${mode} at ${extension}`);
      supervise(call, leg, watched.leg, mode);
    }
    return null;
  }

  #goOver(from: HouseCall, leg: CallLeg, to: HouseCall, reason: string): void {
    if (!leg.canMove) return;
    from.release(leg, reason);
    to.adopt(leg);
  }

  /** What a telephone's leg means by a number, as if it were dialed there. */
  plan(call: HouseCall, extension: string | null, dialed: string): DialAnswer {
    return this.planIn(call.order.house, extension, dialed);
  }

  planIn(house: House, extension: string | null, dialed: string): DialAnswer {
    return this.understand(house, { extension, trunk: null, caller: extension ?? '', dialed });
  }

  /** What a dialed number means now. The guard hears of a telephone that may not call outside and does: its password may be stolen. */
  understand(house: House, dialing: Omit<Dialing, 'nowMs'>): DialAnswer {
    const { around, newCallId, leadParts } = this.core;
    const plan = dialPlan(house, { ...dialing, nowMs: around.clock.now() });
    const { extension } = dialing;
    if ('refuse' in plan && plan.barred !== undefined && extension !== null)
      leadParts.outside.guard.begin({ callId: newCallId(), around, house }, extension, plan.barred);
    return plan;
  }

  isParked(tenantId: TenantId, place: string): boolean {
    return this.#parked.has(placeKey(tenantId, place));
  }

  /** The telephones that ring for a call now. */
  ringingOf(call: HouseCall): Ringing | null {
    return [...this.#ringing].find(([, of]) => of === call)?.[0] ?? null;
  }

  /** REFER: blind to a number, attended to the one whom the same telephone has consulted. */
  referred(call: HouseCall, leg: CallLeg, referral: Referral): void {
    const others = call.parties.members.filter((party) => party.leg !== leg);
    const [other] = others;
    if (!other || others.length > 1 || !extensionOf(call, leg.party)) return referral.reject(403);
    if (referral.replaces) return this.#joinCalls(call, leg, referral.replaces, referral);
    const dialed = this.#dialedOf(referral.target);
    const plan = dialed === null ? { refuse: 404 } : this.plan(call, leg.party, dialed);
    if ('refuse' in plan) return referral.reject(plan.refuse);
    referral.accept();
    const by: Asker = { initiator: 'transfer', extension: plan.by.extension };
    this.transfer(call, other.leg, leg, plan.to, by, (status) => referral.report(status));
  }

  /** The number that a URI of our own asks for; null where it leads elsewhere. */
  #dialedOf(uri: string): string | null {
    const host = /@(\[[^\]]+\]|[^:;?>]+)/.exec(uri)?.[1] ?? '';
    return this.core.domainOf(host) === null ? null : dialedUser(uri);
  }

  /** Sends one party on; the other leaves when somebody is there, and is back with it where nobody is. */
  transfer(
    call: HouseCall,
    sent: CallLeg,
    leaver: CallLeg,
    to: Lead,
    by: Asker,
    report: (status: number) => void,
  ): void {
    // What was done for it before is stopped, and so nothing of it can follow.
    call.takeWhatFollows();
    call.makeFirst(sent);
    call.parties.change(leaver, { group: asideGroup });
    call.follow(to, by, {
      taken: () => {
        report(200);
        if (call.parties.of(leaver)) call.drop(leaver, 'transferred the call');
      },
      done: (end) => {
        if (end.taken) return call.leadOver(end);
        report(end.status);
        if (!call.parties.of(leaver)) return call.leadOver(end);
        call.parties.change(leaver, { group: 0 });
        call.followWith(() => call.leadOver(wasTaken('the other side hung up')));
      },
    });
  }

  /** Attended: whoever is in the call that `replaces` names joins this one, and the telephone between them leaves both. */
  #joinCalls(call: HouseCall, leg: CallLeg, replaces: ReplacedDialog, referral: Referral): void {
    const found = this.#legOf(replaces);
    if (!found || found.call.tenantId !== call.tenantId || found.leg.party !== leg.party) return referral.reject(481);
    const { call: consulted, leg: replaced } = found;
    const asked = consulted.parties.members.filter((party) => party.leg !== replaced);
    if (asked.length === 0 || asked.some((party) => !party.leg.canMove)) return referral.reject(480);
    referral.accept();
    if (consulted === call) return referral.report(200);
    for (const { leg: one } of asked) {
      this.#goOver(consulted, one, call, 'was transferred');
      call.admit(one, 'callee');
    }
    referral.report(200);
    call.drop(leg, 'transferred the call');
    consulted.end({ outcome: 'transferred', hangUpBy: 'seat', sipStatus: 200, reason: 'joined with another call' });
  }

  /** RFC 3891 §3: the dialog as we named it, our own tag first. */
  #legOf({ callId, toTag, fromTag }: ReplacedDialog): { readonly call: HouseCall; readonly leg: CallLeg } | null {
    for (const call of this.calls.values())
      for (const { leg } of call.parties.list) {
        const identity = leg.identity();
        if (identity?.callId === callId && identity.localTag === toTag && identity.remoteTag === fromTag)
          return { call, leg };
      }
    return null;
  }

  /** INVITE with Replaces: another telephone of the house takes the place of this one. */
  replaced(call: HouseCall, leg: CallLeg, incoming: IncomingCall): void {
    void this.#replace(call, leg, incoming);
  }

  async #replace(call: HouseCall, leg: CallLeg, incoming: IncomingCall): Promise<void> {
    const account = await this.core.registrar.authenticate(incoming);
    if (!account) return;
    if (account.domain !== call.order.house.domain || leg.isOver) return incoming.reject(481);
    const options = { id: call.nextLegId(), tenantId: call.tenantId, party: account.user, role: 'seat' } as const;
    const taker = Leg.taking(incoming, options, call.around, call);
    const wasUp = leg.isUp;
    call.ask(taker, {
      rang: () => undefined,
      refused: () => undefined,
      answered: () => {
        if (wasUp) call.exchange(leg, taker);
        else if (!this.ringingOf(call)?.take(taker)) taker.end();
      },
    });
    taker.accept();
  }
}

const asideGroup = 9;

const placeKey = (tenantId: TenantId, place: string): string => `${tenantId}/${place}`;

export const extensionOf = (call: HouseCall, name: string): Extension | undefined =>
  call.order.house.lines.extensions.find((one) => one.name === name);
