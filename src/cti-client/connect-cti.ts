import type { CallEvent } from '../contract/call-event.ts';
import type { CtiAgent, CtiCall, CtiMessage } from '../contract/cti.ts';
import type { CommandOf, MonitorMode } from '../contract/switchboard-command.ts';
import { CtiError } from './cti-error.ts';
import { LiveLink, type WebSocketLike } from './live-link.ts';
import { MessageQueue } from './message-queue.ts';
import { platformChance, platformTimers, type Timers } from './timers.ts';

export interface CtiOptions {
  /** Where Waihu answers, e.g. `https://pbx.example.com`. */
  readonly url: string;
  /** An API key, `wk_…`. */
  readonly key: string;
  /** Events of these extensions, seats or numbers only. */
  readonly parties?: readonly string[];
  /** False: commands only, no events. */
  readonly live?: boolean;
  /** A WebSocket class where the platform has none (Node 20: that of the package `ws`). */
  readonly WebSocket?: new (url: string) => WebSocketLike;
  readonly fetch?: typeof fetch;
  readonly timers?: Timers;
  readonly chance?: () => number;
}

/** A party of a call, as events and lists name it. */
export interface PartyOf {
  readonly callId: string;
  readonly leg: string;
}

/** What came of a command: the call's id where there is a new one, the place where something was parked. */
export interface Done {
  readonly callId?: string;
  readonly place?: string;
}

type EventOf<Kind extends CallEvent['kind']> = Extract<CallEvent, { readonly kind: Kind }>;

/** What `on` listens to: every message but `call-event` by its kind, and events of calls by theirs. */
export type CtiListened = {
  [Kind in Exclude<CtiMessage['kind'], 'call-event'>]: Extract<CtiMessage, { readonly kind: Kind }>;
} & {
  [Kind in CallEvent['kind']]: { readonly seq: number; readonly event: EventOf<Kind>; readonly call: CtiCall | null };
} & {
  /** The live connection came up or went down; `final`: it is not tried again. */
  readonly link: { readonly up: boolean; readonly why: string; readonly final: boolean };
};

export interface Cti {
  calls(): Promise<readonly CtiCall[]>;
  call(callId: string): Promise<CtiCall>;
  agents(): Promise<readonly CtiAgent[]>;
  /** Rings `from` and, when it answers, dials `to`. Asking twice with one `idempotencyKey` places one call. */
  originate(
    call: { readonly from: string; readonly to: string; readonly autoAnswer?: boolean },
    options?: { readonly idempotencyKey?: string },
  ): Promise<{ readonly callId: string }>;
  answer(of: { readonly callId: string; readonly extension: string }): Promise<Done>;
  hold(party: PartyOf): Promise<Done>;
  resume(party: PartyOf): Promise<Done>;
  transfer(party: PartyOf & { readonly to: string }): Promise<Done>;
  consult(party: PartyOf & { readonly to: string }): Promise<Done>;
  endConsult(party: PartyOf & { readonly how: CommandOf<'end-consult'>['how'] }): Promise<Done>;
  addParty(of: { readonly callId: string; readonly to: string }): Promise<Done>;
  dropParty(party: PartyOf): Promise<Done>;
  park(party: PartyOf & { readonly place?: string }): Promise<Done>;
  unpark(of: { readonly place: string; readonly extension: string }): Promise<Done>;
  pickUp(of: { readonly ringing: string; readonly extension: string }): Promise<Done>;
  monitor(party: PartyOf & { readonly extension: string; readonly mode: MonitorMode }): Promise<Done>;
  sendDigits(party: PartyOf & { readonly digits: string }): Promise<Done>;
  pauseRecording(of: { readonly callId: string; readonly on: boolean }): Promise<Done>;
  hangUp(of: { readonly callId: string }): Promise<Done>;
  setAgent(agent: {
    readonly seat: string;
    readonly state: CommandOf<'agent'>['state'];
    readonly reason?: string;
  }): Promise<Done>;
  /** Everything that comes, from now on; ends with `close`, or when the key is refused. */
  readonly events: AsyncIterable<CtiMessage>;
  /** Calls `listener` on each of a kind until the returned function is called. */
  on<Kind extends keyof CtiListened>(kind: Kind, listener: (told: CtiListened[Kind]) => void): () => void;
  close(): void;
}

type Ask = <T>(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<T>;

function asker({ url, key, fetch: given }: CtiOptions): Ask {
  const ask = given ?? globalThis.fetch.bind(globalThis);
  const base = `${url.replace(/\/+$/, '')}/api/v1/cti`;
  return async <T>(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}) => {
    const response = await ask(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new CtiError(0, 'not-reached', `${base} was not reached: ${String(error)}`);
    });
    const answer = (await response.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
    if (!response.ok)
      throw new CtiError(response.status, answer.code ?? 'unknown', answer.detail ?? `status ${response.status}`);
    return answer as T;
  };
}

type Commands = Omit<Cti, 'events' | 'on' | 'close'>;

function commandsOver(ask: Ask): Commands {
  const ofCall = (kind: string) => (of: { readonly callId: string }) => {
    const { callId, ...body } = of;
    const filled = Object.keys(body).length > 0 ? body : undefined;
    return ask<Done>('POST', `/calls/${encodeURIComponent(callId)}/${kind}`, filled);
  };
  return {
    calls: () => ask('GET', '/calls'),
    call: (callId) => ask('GET', `/calls/${encodeURIComponent(callId)}`),
    agents: () => ask('GET', '/agents'),
    originate: (call, { idempotencyKey } = {}) =>
      ask('POST', '/calls', call, idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    answer: ofCall('answer'),
    hold: ofCall('hold'),
    resume: ofCall('resume'),
    transfer: ofCall('transfer'),
    consult: ofCall('consult'),
    endConsult: ofCall('end-consult'),
    addParty: ofCall('add-party'),
    dropParty: ofCall('drop-party'),
    park: ofCall('park'),
    unpark: (of) => ask('POST', '/unpark', of),
    pickUp: (of) => ask('POST', '/pick-up', of),
    monitor: ofCall('monitor'),
    sendDigits: ofCall('send-digits'),
    pauseRecording: ofCall('pause-recording'),
    hangUp: ofCall('hang-up'),
    setAgent: ({ seat, ...body }) => ask('PUT', `/agents/${encodeURIComponent(seat)}`, body),
  };
}

function platformSocket(): new (url: string) => WebSocketLike {
  const found = (globalThis as { readonly WebSocket?: new (url: string) => WebSocketLike }).WebSocket;
  if (found) return found;
  throw new CtiError(0, 'no-websocket', 'this platform has no WebSocket: pass one, e.g. that of the package ws');
}

/** Connects to a Waihu: methods ask something of calls, `events` and `on` tell what happens; a lost connection is taken up again. */
export function connectCti(options: CtiOptions): Cti {
  const listeners = new Map<string, Set<(told: never) => void>>();
  const events = new MessageQueue<CtiMessage>();
  const tell = (kind: string, told: object): void => {
    for (const listener of listeners.get(kind) ?? []) (listener as (told: object) => void)(told);
  };
  const openLink = (): LiveLink => {
    const Socket = options.WebSocket ?? platformSocket();
    return new LiveLink({
      url: `${options.url.replace(/^http/, 'ws').replace(/\/+$/, '')}/api/v1/cti/live`,
      key: options.key,
      parties: options.parties,
      openSocket: (url) => new Socket(url),
      timers: options.timers ?? platformTimers,
      chance: options.chance ?? platformChance,
      onMessage(message) {
        events.put(message);
        if (message.kind !== 'call-event') return tell(message.kind, message);
        const { seq, event, call } = message;
        return tell(event.kind, { seq, event, call });
      },
      onLink(link) {
        tell('link', link);
        if (link.final) events.end();
      },
    });
  };
  const link = options.live === false ? null : openLink();
  return {
    ...commandsOver(asker(options)),
    events,
    on(kind, listener) {
      const ofKind = listeners.get(kind) ?? new Set();
      listeners.set(kind, ofKind);
      ofKind.add(listener);
      return () => ofKind.delete(listener);
    },
    close() {
      link?.close();
      events.end();
    },
  };
}
