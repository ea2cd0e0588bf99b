import type { CallEvent } from '../contract/call-event.ts';
import type { CallOrder } from '../contract/call-order.ts';
import type { CallRecord } from '../contract/call-record.ts';
import type { CallId, CampaignId, TenantId } from '../contract/ids.ts';
import type { LinesDocument, Trunk } from '../contract/lines-document.ts';
import type {
  LiveAgent,
  LiveCall as LiveCallSummary,
  LiveCalls,
  PlaceCallAnswer,
  TrunkRoom,
} from '../contract/live-calls.ts';
import { numberingRefusal } from '../contract/number-format.ts';
import { delay } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import { Emitter } from '../foundation/emitter.ts';
import { AgentBoard } from './agent-board.ts';
import { CallStory } from './call-story.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { keepUntilAcknowledged } from './keep-records.ts';
import { LiveCall } from './live-call.ts';
import type { MediaEvent } from './media/media-messages.ts';
import type { RobotRoom } from './robot-room.ts';
import {
  freeLines,
  freshTrunkLines,
  giveChannel,
  giveLine,
  isTrunkFailure,
  takeChannel,
  takeLine,
  type TrunkLinesState,
} from './trunk-lines.ts';
import { surroundingsOf } from './speech-of-call.ts';

/** The live half's own side of `LiveCalls`: what `app` starts, feeds with lines, and drains. */
export interface LiveSwitch extends LiveCalls {
  /** Replaces a tenant's trunks; calls in the air keep theirs. */
  useLines(tenantId: TenantId, lines: LinesDocument): void;
  /** A trunk whose registration is refused or lost takes no calls until `usable` again. */
  trunkUsable(tenantId: TenantId, trunk: string, reason: string | null): void;
  readonly inTheAir: number;
  /**
   * Takes in a call that came to us or runs between telephones: it counts, is listed, drained and kept like the others.
   * `ended` is called when its `call-ended` was told. False: the program stops, and `begin` was not called.
   */
  carry(callId: CallId, begin: (story: CallStory, ended: () => void) => CarriedCall): boolean;
  /** Takes a line of a trunk for a call of the switchboard, which must have a permit for it; null, or why not. */
  takeTrunk(
    tenantId: TenantId,
    destination: TrunkDestination,
  ): Extract<PlaceCallAnswer, { accepted: false }>['reason'] | null;
  /** Gives the line back. `status` is the refusal of a call that nobody answered, else null. */
  giveTrunk(tenantId: TenantId, trunk: Trunk, status: number | null): void;
  /** A robot's call with its customer on the line, for those who join it; null where there is none. */
  robotRoom(callId: CallId): RobotRoom | null;
  /** A call that comes in by a trunk: what gives its channel of a gateway back, or null where all are taken. */
  takeChannel(tenantId: TenantId, trunk: Trunk): (() => void) | null;
  /** Who answers commands for calls of the switchboard; without one they are refused. */
  answerCommands(take: LiveCalls['command']): void;
  /** Says what an agent does from now on: queues tell it. */
  tellAgent(tenantId: TenantId, agent: LiveAgent): void;
  /** From now on media events of this leg go to that call, whatever its id begins with. */
  legMoved(legId: string, callId: CallId): void;
  /** Takes no more orders, waits up to `graceMs` for calls to end, then ends them; resolves when all records are kept or `graceMs` passed again. */
  drain(graceMs: number): Promise<void>;
}

type TrunkDestination = Extract<CallOrder['destination'], { kind: 'trunk' }>;

interface TrunkState {
  trunk: Trunk;
  lines: TrunkLinesState;
  unusable: string | null;
}

/** A call as those who carry it see it. */
export interface CarriedCall {
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId | null;
  /** Media events of its legs: their ids begin with the call's. */
  heard(event: MediaEvent): void;
  hangUp(reason: string): void;
  summary(): LiveCallSummary;
  /** Of a robot's call that people may join now. */
  room?(): RobotRoom | null;
}

class OneNodeCalls implements LiveSwitch {
  readonly #around: CallSurroundings;
  readonly #calls = new Map<CallId, CarriedCall>();
  readonly #placed = new Set<CallId>();
  readonly #usedPermits = new Map<string, number>();
  readonly #trunks = new Map<string, TrunkState>();
  readonly #events: Emitter<{ event: CallEvent }>;
  readonly #keeping = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #agents: AgentBoard;
  readonly #movedLegs = new Map<string, CallId>();
  #command: LiveCalls['command'] | null = null;
  #draining = false;

  constructor(around: CallSurroundings) {
    this.#around = around;
    this.#events = new Emitter((error) => around.logger.error({ error }, 'a listener of call events failed'));
    this.#agents = new AgentBoard((error) => around.logger.error({ error }, 'a listener of agents failed'));
    around.media.subscribe((event) => this.#heard(event));
  }

  get inTheAir(): number {
    return this.#calls.size;
  }

  useLines(tenantId: TenantId, lines: LinesDocument): void {
    for (const [key, state] of this.#trunks)
      if (key.startsWith(`${tenantId}/`) && !lines.trunks.some(({ name }) => name === state.trunk.name))
        this.#trunks.delete(key);
    for (const trunk of lines.trunks) {
      const state = this.#trunk(tenantId, trunk);
      state.trunk = trunk;
    }
  }

  trunkUsable(tenantId: TenantId, trunk: string, reason: string | null): void {
    const state = this.#trunks.get(`${tenantId}/${trunk}`);
    if (state) state.unusable = reason;
  }

  #trunk(tenantId: TenantId, trunk: Trunk): TrunkState {
    const key = `${tenantId}/${trunk.name}`;
    const known = this.#trunks.get(key);
    if (known) return known;
    const state: TrunkState = { trunk, lines: freshTrunkLines(this.#around.clock.monotonicMs()), unusable: null };
    this.#trunks.set(key, state);
    return state;
  }

  async place(order: CallOrder): Promise<PlaceCallAnswer> {
    if (this.#placed.has(order.callId)) return { accepted: true };
    if (this.#draining) return { accepted: false, reason: 'draining' };
    const refusal = order.destination.kind === 'trunk' ? this.takeTrunk(order.tenantId, order.destination) : null;
    if (refusal) return { accepted: false, reason: refusal };
    const story = this.#newStory(order.callId);
    const call = new LiveCall(order, surroundingsOf(this.#around, order.tenantId), story, (record, sipStatus) => {
      if (order.destination.kind === 'trunk')
        this.giveTrunk(order.tenantId, order.destination.trunk, record.answeredAtMs === null ? sipStatus : null);
      this.#ended(record);
    });
    this.#calls.set(order.callId, call);
    call.start();
    return { accepted: true };
  }

  carry(callId: CallId, begin: (story: CallStory, ended: () => void) => CarriedCall): boolean {
    if (this.#draining) return false;
    const story = this.#newStory(callId);
    this.#calls.set(
      callId,
      begin(story, () => this.#ended(story.record())),
    );
    return true;
  }

  #newStory(callId: CallId): CallStory {
    this.#placed.add(callId);
    return new CallStory(callId, this.#around.clock, this.#around.journal, (event) =>
      this.#events.emit('event', event),
    );
  }

  giveTrunk(tenantId: TenantId, trunk: Trunk, status: number | null): void {
    const state = this.#trunk(tenantId, trunk);
    const failed = status !== null && isTrunkFailure(status, trunk.trust404);
    state.lines = giveLine(trunk, state.lines, failed, this.#around.clock.monotonicMs());
  }

  takeChannel(tenantId: TenantId, trunk: Trunk): (() => void) | null {
    if (trunk.channelGroups.length === 0) return () => undefined;
    const state = this.#trunk(tenantId, trunk);
    const taken = takeChannel(trunk, state.lines);
    if (!taken) return null;
    state.lines = taken;
    return () => {
      state.lines = giveChannel(state.lines);
    };
  }

  takeTrunk(
    tenantId: TenantId,
    destination: TrunkDestination,
  ): Extract<PlaceCallAnswer, { accepted: false }>['reason'] | null {
    const { permit, trunk, callee, caller } = destination;
    if (
      permit.callee !== callee ||
      permit.caller !== caller ||
      permit.trunk !== trunk.name ||
      permit.tenantId !== tenantId ||
      !trunk.callerNumbers.includes(caller)
    )
      throw new CodedError(
        'permit-mismatch',
        `permit ${permit.permitId} is for another call than the order that carries it`,
        { permitId: permit.permitId },
      );
    if (numberingRefusal(trunk, callee)) return 'wrong-numbering';
    const nowMs = this.#around.clock.now();
    if (nowMs > permit.expiresAtMs) return 'permit-expired';
    for (const [id, expiresAtMs] of this.#usedPermits) if (expiresAtMs < nowMs) this.#usedPermits.delete(id);
    if (this.#usedPermits.has(permit.permitId)) return 'permit-used';
    const state = this.#trunk(tenantId, trunk);
    if (state.unusable !== null) return 'trunk-resting';
    const answer = takeLine(trunk, state.lines, this.#around.clock.monotonicMs());
    state.lines = answer.state;
    if (!answer.taken) return answer.reason === 'trunk-resting' ? 'trunk-resting' : 'no-line';
    this.#usedPermits.set(permit.permitId, permit.expiresAtMs);
    return null;
  }

  robotRoom(callId: CallId): RobotRoom | null {
    return this.#calls.get(callId)?.room?.() ?? null;
  }

  answerCommands(take: LiveCalls['command']): void {
    this.#command = take;
  }

  async command(...asked: Parameters<LiveCalls['command']>): ReturnType<LiveCalls['command']> {
    if (this.#draining) return { ok: false, code: 'draining', what: 'the program stops' };
    return this.#command?.(...asked) ?? { ok: false, code: 'not-now', what: 'this program has no switchboard' };
  }

  legMoved(legId: string, callId: CallId): void {
    this.#movedLegs.set(legId, callId);
  }

  #heard(event: MediaEvent): void {
    const id = 'callId' in event ? event.callId : this.#callOfLeg(event.legId);
    this.#calls.get(id as CallId)?.heard(event);
  }

  #callOfLeg(legId: string): CallId {
    return this.#movedLegs.get(legId) ?? (legId.slice(0, legId.lastIndexOf('/')) as CallId);
  }

  #ended(record: CallRecord): void {
    this.#calls.delete(record.callId);
    for (const [legId, callId] of this.#movedLegs) if (callId === record.callId) this.#movedLegs.delete(legId);
    const keeping = keepUntilAcknowledged(record, this.#around, this.#stop.signal)
      .catch((error: unknown) =>
        this.#around.logger.warn(
          { callId: record.callId, error },
          'a record stays in the journal until the next start',
        ),
      )
      .finally(() => {
        this.#keeping.delete(keeping);
        this.#placed.delete(record.callId);
      });
    this.#keeping.add(keeping);
  }

  hangUp(callId: CallId, reason: string): Promise<void> {
    this.#calls.get(callId)?.hangUp(reason);
    return Promise.resolve();
  }

  async hangUpAll(filter: Parameters<LiveCalls['hangUpAll']>[0], reason: string): Promise<number> {
    const chosen = [...this.#calls].filter(
      ([, call]) =>
        (!filter.tenantId || call.tenantId === filter.tenantId) &&
        (!filter.campaignId || call.campaignId === filter.campaignId),
    );
    for (const [, call] of chosen) call.hangUp(reason);
    await this.#until(() => chosen.every(([callId]) => !this.#calls.has(callId)));
    return chosen.length;
  }

  list(tenantId: TenantId): ReturnType<LiveCalls['list']> {
    return [...this.#calls.values()].filter((call) => call.tenantId === tenantId).map((call) => call.summary());
  }

  find(callId: CallId): LiveCallSummary | null {
    return this.#calls.get(callId)?.summary() ?? null;
  }

  tellAgent(tenantId: TenantId, agent: LiveAgent): void {
    this.#agents.tell(tenantId, agent);
  }

  agents(tenantId: TenantId): readonly LiveAgent[] {
    return this.#agents.list(tenantId);
  }

  subscribeAgents(listener: Parameters<LiveCalls['subscribeAgents']>[0]): () => void {
    return this.#agents.subscribe(listener);
  }

  trunkRoom(tenantId: TenantId, trunk: string): TrunkRoom {
    const state = this.#trunks.get(`${tenantId}/${trunk}`);
    if (!state) return { freeLines: 0, usable: false, reason: `no trunk named '${trunk}'` };
    if (state.unusable !== null) return { freeLines: 0, usable: false, reason: state.unusable };
    const room = freeLines(state.trunk, state.lines, this.#around.clock.monotonicMs());
    return { ...room, reason: room.usable ? null : 'too many of its last calls failed: the breaker rests it' };
  }

  subscribe(listener: (event: CallEvent) => void): () => void {
    return this.#events.on('event', listener);
  }

  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    await this.#until(() => this.#calls.size === 0, graceMs);
    for (const call of this.#calls.values()) call.hangUp('the program stops');
    await this.#until(() => this.#calls.size === 0, 5_000);
    await this.#until(() => this.#keeping.size === 0, 5_000);
    this.#stop.abort(new Error('the program stops'));
  }

  /** Resolves when `done` holds, asked every 20 ms, or after `atMostMs`. */
  async #until(done: () => boolean, atMostMs = 40_000): Promise<void> {
    const deadlineMs = this.#around.clock.monotonicMs() + atMostMs;
    while (!done() && this.#around.clock.monotonicMs() < deadlineMs) await delay(this.#around.clock, 20);
  }
}

/** Starts the calls of this node. */
export function openLiveCalls(around: CallSurroundings): LiveSwitch {
  return new OneNodeCalls(around);
}
