import {
  CallTape,
  NamedTimers,
  surroundingsOf,
  type CallStory,
  type CallSurroundings,
  type CarriedCall,
  type CallLeg,
  type LegOwner,
  type LegRefusal,
  type MediaEvent,
} from '../../call/index.ts';
import type { PartyRole } from '../../contract/call-event.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LiveCall as LiveCallSummary, LiveParty } from '../../contract/live-calls.ts';
import type { IncomingCall, Referral } from '../../telephony/index.ts';
import { afterLeaving, endingAfter, type Leaver } from './after-leaving.ts';
import {
  startedOf,
  type AskedLeg,
  type Board,
  type CallEnding,
  type CallHost,
  type Carried,
  type HouseOrder,
} from './house-order.ts';
import type { Asker, Lead, LeadEnd, LeadEnds } from './lead.ts';
import { callSummary } from './call-summary.ts';
import { FirstParty } from './first-party.ts';
import { Parties } from './parties.ts';
import { RunningStages } from './running-stages.ts';
import type { Stage, StageLine } from './stage.ts';

/** Media that does not say that it closed keeps no call. */
const closeWithinMs = 6_000;

/**
 * One call of the switchboard: its parties, and what is done for the first of them now.
 *
 * ```
 *   led (a stage: rings telephones, a flow, a queue, a box …) ──somebody joins──▶ talking ──all others left──▶ the lead's
 *     ▲                                                                              │                        end says
 *     └────────────────────────────── transferred ───────────────────────────────────┘                        what follows
 *   any ──first party and nobody else, operator──▶ closing ──media closed──▶ ended
 * ```
 */
export class HouseCall implements CarriedCall, LegOwner {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  readonly campaignId = null;
  readonly order: HouseOrder;
  readonly around: CallSurroundings;
  readonly parties: Parties;
  readonly firstParty: FirstParty;
  readonly story: CallStory;
  readonly #board: Board;
  readonly #ended: () => void;
  /** Of a robot's call that this one stands on. */
  readonly host: CallHost | null;
  readonly #timers: NamedTimers<'close'>;
  readonly #tape: CallTape;
  readonly #asked = new Map<CallLeg, AskedLeg>();
  readonly #stages = new RunningStages();
  readonly #beside = new Set<Stage>();
  #carried: Carried = {};
  #whenAlone: (() => void) | null = null;
  #ordinal = 0;
  #ending: CallEnding | null = null;
  #finished = false;
  /** While it is decided what follows. */
  #lastToLeave: Leaver | null = null;

  constructor(
    order: HouseOrder,
    surroundings: CallSurroundings,
    story: CallStory,
    board: Board,
    ended: () => void,
    host: CallHost | null = null,
  ) {
    const around = surroundingsOf(surroundings, order.house.tenantId);
    this.callId = order.callId;
    this.tenantId = order.house.tenantId;
    this.order = order;
    this.around = around;
    this.story = story;
    this.#board = board;
    this.#ended = ended;
    this.host = host;
    this.#timers = new NamedTimers(around.clock);
    this.firstParty = new FirstParty(around.media);
    this.#tape = new CallTape(order, around, (told) => this.tell(told));
    this.parties = new Parties(around.media, (told) => this.tell(told));
    if (!host) story.tell(startedOf(order));
  }

  /** Whom the call is led for; null in a room that belongs to nobody. */
  get first(): CallLeg | null {
    return this.firstParty.leg;
  }

  get carried(): Carried {
    return this.#carried;
  }

  carries(carried: Carried): void {
    this.#carried = carried;
  }

  get isOver(): boolean {
    return this.#ending !== null;
  }

  get isRoom(): boolean {
    return this.order.room !== undefined && this.parties.members.length > 0;
  }

  tell(told: Parameters<CallStory['tell']>[0]): void {
    this.story.tell(told);
    this.#board.changed(this);
  }

  /** Everybody who is in it or is being called. */
  *legs(): Generator<{ readonly leg: CallLeg; readonly isUp: boolean }> {
    if (this.first && !this.parties.of(this.first)) yield { leg: this.first, isUp: false };
    for (const { leg } of this.parties.list) yield { leg, isUp: true };
    for (const leg of this.#asked.keys()) yield { leg, isUp: false };
  }

  /** An id for one more leg of this call. */
  nextLegId(): string {
    return `${this.callId}/${this.#ordinal++}`;
  }

  /** Begins for the one who calls. */
  begin(first: CallLeg, to: Lead, by: Asker): void {
    this.firstParty.be(first);
    this.follow(to, by);
  }

  /** Stands on a robot's call, whose customer is the first party. */
  standOn(customer: CallLeg): void {
    this.firstParty.be(customer);
    this.parties.add(customer, 'callee', { known: true });
  }

  /** Begins for one whom we called. */
  beginUp(first: CallLeg, to: Lead, by: Asker, ends: Partial<LeadEnds> = {}): void {
    this.#tape.start();
    this.parties.add(first, 'caller');
    this.firstParty.be(first);
    this.follow(to, by, ends);
  }

  /** Leads the first party somewhere else; what was done for it before is stopped. */
  follow(to: Lead, by: Asker, ends: Partial<LeadEnds> = {}): void {
    this.stopStages();
    this.host?.personJoined();
    this.lead(to, by, { taken: () => ends.taken?.(), done: ends.done ?? ((end) => this.leadOver(end)) });
  }

  /** Leads the first party within what is done for it already: a flow that hands it on and takes it back. */
  lead(to: Lead, by: Asker, ends: LeadEnds): Stage {
    return this.#stages.begin((told) => this.#board.lead(this, to, by, told), ends);
  }

  /** Something that goes on beside what is done for the first party, and no longer than the call: telephones that ring. */
  accompany(beside: Stage): void {
    this.#beside.add(beside);
  }

  stopStages(): void {
    this.#stages.stopAll();
  }

  /** What a stage may do with the first party. */
  line(leg: CallLeg): StageLine {
    const { callId, tenantId, around } = this;
    const { house, caller, callee } = this.order;
    return {
      callId,
      tenantId,
      legId: leg.id,
      caller: caller.name,
      called: callee,
      house,
      around,
      tell: (told) => this.tell(told),
    };
  }

  /** Watches over a leg that is being called, until it is a party or gone. */
  ask(leg: CallLeg, asked: AskedLeg): void {
    this.#asked.set(leg, asked);
    this.#board.changed(this);
  }

  /** No longer wanted. */
  cancel(leg: CallLeg): void {
    this.#asked.delete(leg);
    if (!leg.isUp) leg.end();
    this.#board.changed(this);
  }

  /** Somebody is there for the first party; `whenAlone` when all of them have left and it is still on the line. */
  connect(leg: CallLeg, role: PartyRole, whenAlone: (() => void) | null): void {
    this.#whenAlone = whenAlone;
    this.firstParty.ring(false);
    this.firstParty.answer();
    if (this.#ending) return leg.end();
    this.#told200();
    this.host?.personJoined();
    this.parties.add(leg, role);
  }

  /** Another party, from wherever it comes. */
  admit(leg: CallLeg, role: PartyRole, more: Parameters<Parties['add']>[2] = {}): void {
    if (leg.isOver) return;
    this.#told200();
    this.#tape.start();
    if (role !== 'listener' && role !== 'whisperer') this.host?.personJoined();
    this.parties.add(leg, role, more);
  }

  /** Takes over a leg of another call. */
  adopt(leg: CallLeg): void {
    leg.moveTo(this);
    this.#board.legMoved(leg.id, this.callId);
  }

  /** Gives a leg away; its telephone notices nothing. */
  release(leg: CallLeg, reason: string): void {
    this.#asked.delete(leg);
    this.parties.remove(leg, reason);
    if (leg !== this.first) return;
    this.firstParty.be(null);
    this.stopStages();
  }

  /** What was to follow when the first party is alone: whoever takes it sees to it that it does. */
  takeWhatFollows(): (() => void) | null {
    const follows = this.#whenAlone;
    this.#whenAlone = null;
    return follows;
  }

  followWith(follows: (() => void) | null): void {
    this.#whenAlone = follows;
  }

  /** One telephone takes the place of another. */
  exchange(leg: CallLeg, taker: CallLeg): void {
    const party = this.parties.of(leg);
    if (!party) return taker.end();
    this.admit(taker, party.role, { group: party.group });
    if (leg === this.first) this.firstParty.be(taker);
    return this.drop(leg, `${taker.party} took its place`);
  }

  /** From now on the call is this party's: a transfer by the one who called. */
  makeFirst(leg: CallLeg): void {
    if (leg === this.first) return;
    this.firstParty.be(leg);
    this.#whenAlone = null;
    this.stopStages();
  }

  /** Lets a party go, and decides what becomes of the call. */
  drop(leg: CallLeg, reason: string): void {
    leg.end();
    this.#leaves(leg, 'local', reason);
  }

  pauseRecording(on: boolean): void {
    this.#tape.pause(on);
  }

  hangUp(reason: string): void {
    const answered = this.story.record().answeredAtMs !== null;
    this.end({ outcome: answered ? 'terminated' : 'cancelled', hangUpBy: 'operator', sipStatus: null, reason });
  }

  /** Ends everything; whoever rings is cancelled, whoever is there hears a BYE. */
  end(ending: CallEnding, refuseWith = 480): void {
    if (this.#ending) return;
    this.#ending = ending;
    this.host?.hangUp(ending);
    this.#letAllGo(ending.reason, refuseWith);
    if (this.host) return this.#ended();
    this.#timers.start('close', closeWithinMs, () => this.#finish());
    this.around.media.send({ kind: 'close-call', callId: this.callId });
    this.#board.changed(this);
  }

  /** The robot's call that this one stands on is over. */
  hostIsOver(): void {
    if (this.#ending) return;
    this.#ending = { outcome: 'completed', hangUpBy: 'customer', sipStatus: 200, reason: 'the call is over' };
    this.#letAllGo('the call is over', 480);
    this.#ended();
  }

  #letAllGo(reason: string, refuseWith: number): void {
    this.stopStages();
    for (const beside of this.#beside) beside.stop();
    this.#beside.clear();
    for (const leg of this.#asked.keys()) leg.end();
    this.#asked.clear();
    for (const { leg } of this.parties.list) {
      leg.end(refuseWith);
      this.parties.remove(leg, reason);
    }
    this.first?.end(refuseWith);
  }

  heard(event: MediaEvent): void {
    if (event.kind === 'call-closed') {
      this.#tape.closed(event);
      return this.#finish();
    }
    if (event.kind === 'degraded') return this.tell({ kind: 'degraded', what: event.what, reason: event.reason });
    if ('legId' in event) {
      this.first?.heard(event);
      for (const leg of this.#asked.keys()) leg.heard(event);
      for (const { leg } of this.parties.list) if (leg !== this.first) leg.heard(event);
    }
    if (event.kind === 'key') this.#passKey(event);
    this.#stages.heard(event);
  }

  /** A key of one party is pressed for those who hear it: an IVR that a telephone has called outside wants it. */
  #passKey({ legId, typed }: Extract<MediaEvent, { kind: 'key' }>): void {
    const from = this.parties.byId(legId);
    if (!from) return;
    for (const { leg, group } of this.parties.members)
      if (leg !== from.leg && group === from.group) leg.sendDigits(typed);
  }

  summary(): LiveCallSummary {
    const { parties } = this;
    const state = this.#ending
      ? 'ending'
      : parties.members.length > 1
        ? 'bridged'
        : this.firstParty.isRinging
          ? 'ringing'
          : null;
    return callSummary(this.story.record(), state, this.livingParties());
  }

  /** Everybody in it, and who rings for it. */
  livingParties(): readonly LiveParty[] {
    return this.parties.describe(this.#asked.keys());
  }

  // What its legs tell.

  rang(leg: CallLeg, early = false): void {
    this.tell({ kind: 'progressed', status: early ? 183 : 180, earlyMedia: early });
    this.#asked.get(leg)?.rang(early);
  }

  answered(leg: CallLeg): void {
    if (leg === this.first && !this.parties.of(leg)) {
      if (!this.order.originated) this.#told200();
      this.#tape.start();
      this.parties.add(leg, 'caller');
      this.firstParty.cameUp(leg);
    }
    const asked = this.#asked.get(leg);
    this.#asked.delete(leg);
    asked?.answered(leg);
  }

  refused(leg: CallLeg, refusal: LegRefusal): void {
    const asked = this.#asked.get(leg);
    this.#asked.delete(leg);
    asked?.refused(refusal);
    if (leg !== this.first) return;
    const { status: sipStatus, reason } = refusal;
    this.end({ outcome: sipStatus === 488 ? 'incompatible' : 'failed', hangUpBy: 'network', sipStatus, reason });
  }

  left(leg: CallLeg, by: 'remote' | 'network', reason: string): void {
    this.#leaves(leg, by, reason);
  }

  heldUs(leg: CallLeg, on: boolean): void {
    if (this.parties.of(leg)) this.tell({ kind: 'party-held', leg: leg.id, party: leg.party, on });
    this.parties.refresh();
  }

  referred(leg: CallLeg, referral: Referral): void {
    this.#board.referred(this, leg, referral);
  }

  replaced(leg: CallLeg, call: IncomingCall): void {
    this.#board.replaced(this, leg, call);
  }

  /** A party is gone: who is left, and does anything go on for them? */
  #leaves(leg: CallLeg, by: Leaver['by'], reason: string): void {
    const wasFirst = leg === this.first;
    const role = this.parties.of(leg)?.role ?? null;
    this.#asked.delete(leg);
    this.parties.remove(leg, reason);
    if (this.#ending) return;
    const leaver: Leaver = { who: wasFirst ? 'caller' : 'callee', by };
    const { members } = this.parties;
    const after = afterLeaving({
      wasFirst,
      role,
      left: members.length,
      follows: this.#whenAlone !== null && this.first?.isOver === false,
      busy: this.#stages.any || this.#asked.size > 0 || this.isRoom,
    });
    if (wasFirst) {
      this.firstParty.be(null);
      this.stopStages();
    }
    switch (after) {
      case 'nothing':
        return;
      case 'next-first':
        this.makeFirst((members[0] as (typeof members)[number]).leg);
        return this.parties.regroup();
      case 'regroup':
        return this.parties.regroup();
      case 'what-follows':
        this.#lastToLeave = leaver;
        this.takeWhatFollows()?.();
        this.#lastToLeave = null;
        return;
      case 'end':
        return this.end(this.#endingAfter(leaver, reason));
    }
  }

  #endingAfter(leaver: Leaver, reason: string): CallEnding {
    return endingAfter(this.order.direction, this.story.record().answeredAtMs !== null, leaver, reason);
  }

  /** The lead that the call began with, or was transferred to, is over. */
  leadOver({ taken, reason, status, outcome, hangUpBy }: LeadEnd): void {
    if (this.#ending) return;
    const last = this.#lastToLeave;
    if (taken && last) return this.end(this.#endingAfter(last, reason));
    if (taken) return this.end({ outcome: 'completed', hangUpBy: 'robot', sipStatus: 200, reason });
    this.end({ outcome, hangUpBy, sipStatus: status, reason }, status);
  }

  #told200(): void {
    if (this.story.record().answeredAtMs === null) this.tell({ kind: 'answered', status: 200 });
  }

  #finish(): void {
    if (!this.#ending || this.#finished) return;
    this.#finished = true;
    this.#timers.stopAll();
    this.tell({ kind: 'call-ended', ...this.#ending, q850Cause: null });
    this.#ended();
  }
}
