import type { CallEvent } from '../../contract/call-event.ts';
import type { CtiCall, CtiCard, CtiMessage, CtiPlace } from '../../contract/cti.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LiveCall } from '../../contract/live-calls.ts';
import { ctiCallOf } from './cti-call.ts';
import type { CtiDoors } from './cti-doors.ts';

/** A message and whom it is about: what readers filter by. */
export interface FeedEntry {
  readonly message: Extract<CtiMessage, { kind: 'call-event' | 'ringing' | 'agent-changed' }>;
  /** Extensions, seats and numbers. */
  readonly names: ReadonlySet<string>;
}

/** Of what happens in calls, what telephony is; a robot's talk is left to records and the console. */
const told: ReadonlySet<CallEvent['kind']> = new Set<CallEvent['kind']>([
  'call-started',
  'progressed',
  'answered',
  'answered-by-decided',
  'key-pressed',
  'transfer-started',
  'transfer-answered',
  'transfer-failed',
  'transfer-ended',
  'led',
  'trunk-taken',
  'party-joined',
  'party-changed',
  'party-left',
  'party-held',
  'parked',
  'unparked',
  'recording-paused',
  'queued',
  'card-shown',
  'degraded',
  'call-ended',
]);

const mostKept = 2_000;

interface CallSoFar {
  card: CtiCard | null;
  /** Who is being rung, so that it is said once. */
  ringing: ReadonlySet<string>;
  /** Agents whom a queue has offered the call, until they let it go: what rings and talks is their extension's. */
  readonly agents: Set<string>;
}

interface House {
  readonly entries: FeedEntry[];
  readonly listeners: Set<(entry: FeedEntry) => void>;
  seq: number;
}

/**
 * What happens in each tenant's calls, numbered and kept for readers that lost their connection. A tenant's feed begins when
 * somebody first reads it. `close` ends it.
 */
export class CtiFeed {
  /** Another after each start of the program. */
  readonly name: string;
  readonly #doors: CtiDoors;
  readonly #houses = new Map<TenantId, House>();
  readonly #calls = new Map<CallId, CallSoFar>();
  readonly #stops: readonly (() => void)[];

  constructor(name: string, doors: CtiDoors) {
    this.name = name;
    this.#doors = doors;
    this.#stops = [
      doors.events((tenantId, event) => this.#happened(tenantId, event)),
      doors.agentChanges((tenantId, agent) => {
        const names = new Set([agent.seat]);
        this.#tell(tenantId, names, (seq) => ({ kind: 'agent-changed', seq, agent }));
      }),
    ];
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  /** The last number told. */
  seqOf(tenantId: TenantId): number {
    return this.#house(tenantId).seq;
  }

  /** What was told after a place, or null where some of it is kept no longer. */
  since(tenantId: TenantId, { feed, seq }: CtiPlace): readonly FeedEntry[] | null {
    const house = this.#house(tenantId);
    if (feed !== this.name || seq > house.seq || seq < house.seq - house.entries.length) return null;
    return house.entries.slice(house.entries.length - (house.seq - seq));
  }

  listen(tenantId: TenantId, listener: (entry: FeedEntry) => void): () => void {
    const { listeners } = this.#house(tenantId);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** A call as it is now, with the card shown in it. */
  show(call: LiveCall): CtiCall {
    return ctiCallOf(call, this.#calls.get(call.callId)?.card ?? null);
  }

  #house(tenantId: TenantId): House {
    const known = this.#houses.get(tenantId);
    if (known) return known;
    const house: House = { entries: [], listeners: new Set(), seq: 0 };
    this.#houses.set(tenantId, house);
    return house;
  }

  #happened(tenantId: TenantId, event: CallEvent): void {
    const { callId } = event;
    if (event.kind === 'card-shown') {
      const { flow, keys, values } = event;
      this.#soFar(callId).card = { flow, keys, values };
    }
    if (this.#houses.has(tenantId) && told.has(event.kind)) this.#tellCall(tenantId, event);
    if (event.kind === 'call-ended') this.#calls.delete(callId);
  }

  #tellCall(tenantId: TenantId, event: CallEvent): void {
    const live = event.kind === 'call-ended' ? null : this.#doors.call(tenantId, event.callId);
    const call = live && this.show(live);
    const soFar = this.#soFar(event.callId);
    if (event.kind === 'queued' && event.fact.kind === 'offered') soFar.agents.add(event.fact.agent);
    const names = new Set([...namesIn(event, call), ...soFar.agents]);
    this.#tell(tenantId, names, (seq) => ({ kind: 'call-event', seq, event, call }));
    if (event.kind === 'queued' && event.fact.kind === 'offer-failed') soFar.agents.delete(event.fact.agent);
    if (!call) return;
    const ringing = new Set(call.parties.filter(({ state }) => state === 'ringing').map(({ party }) => party));
    for (const party of ringing)
      if (!soFar.ringing.has(party)) this.#tell(tenantId, names, (seq) => ({ kind: 'ringing', seq, party, call }));
    soFar.ringing = ringing;
  }

  #soFar(callId: CallId): CallSoFar {
    const soFar = this.#calls.get(callId) ?? { card: null, ringing: new Set(), agents: new Set<string>() };
    this.#calls.set(callId, soFar);
    return soFar;
  }

  #tell(tenantId: TenantId, names: ReadonlySet<string>, messageOf: (seq: number) => FeedEntry['message']): void {
    const house = this.#houses.get(tenantId);
    if (!house) return;
    const entry: FeedEntry = { message: messageOf(++house.seq), names };
    house.entries.push(entry);
    if (house.entries.length > mostKept) house.entries.shift();
    for (const listener of house.listeners) listener(entry);
  }
}

/** Whom an event is about: everybody in the call, and who is named in the event itself. */
function namesIn(event: CallEvent, call: CtiCall | null): ReadonlySet<string> {
  const names = new Set(call ? [call.caller, call.callee, ...call.parties.map(({ party }) => party)] : []);
  if ('party' in event) names.add(event.party);
  if ('by' in event && (event.kind === 'parked' || event.kind === 'unparked')) names.add(event.by);
  if ('seat' in event && event.seat !== null) names.add(event.seat);
  if (event.kind === 'queued' && 'agent' in event.fact) names.add(event.fact.agent);
  if (event.kind === 'call-started') names.add(event.caller).add(event.callee);
  return names;
}
