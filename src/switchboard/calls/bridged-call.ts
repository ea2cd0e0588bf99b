import type { CallId, TenantId } from '../../contract/ids.ts';
import type { CallDirection } from '../../contract/call-outcome.ts';
import type { LiveCall as LiveCallSummary } from '../../contract/live-calls.ts';
import {
  measuredLegs,
  NamedTimers,
  OwnSession,
  type CallStory,
  type CallSurroundings,
  type CarriedCall,
  type MediaEvent,
} from '../../call/index.ts';
import type { IncomingCall, OutgoingCall, RegisteredContact, RemoteMedia, SipBody } from '../../telephony/index.ts';
import { bridgeStep, openBridge, type Bridge, type BridgeEffect, type BridgeInput, type Side } from './bridge.ts';

/** Who calls whom, and where the called one's telephones are. */
export interface BridgeOrder {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  readonly direction: Exclude<CallDirection, 'outbound'>;
  /** The trunk it came in by. */
  readonly trunk: string | null;
  readonly caller: { readonly name: string; readonly displayName?: string | undefined };
  /** An extension, or the number that was called. */
  readonly callee: string;
  readonly domain: string;
  readonly ringForMs: number;
  readonly record: boolean;
  readonly telephones: readonly RegisteredContact[];
}

/** The legs and media of one call between telephones; what is done when is `bridge`'s to say. */
export class BridgedCall implements CarriedCall {
  readonly tenantId: TenantId;
  readonly campaignId = null;
  readonly #order: BridgeOrder;
  readonly #incoming: IncomingCall;
  readonly #around: CallSurroundings;
  readonly #story: CallStory;
  readonly #ended: () => void;
  readonly #timers: NamedTimers<'ring'>;
  readonly #outgoing = new Map<number, OutgoingCall>();
  readonly #ports = new Map<Side, number>();
  readonly #sessions = new Map<Side, OwnSession>();
  #recorded = false;
  #bridge: Bridge;

  constructor(
    order: BridgeOrder,
    incoming: IncomingCall,
    around: CallSurroundings,
    story: CallStory,
    ended: () => void,
  ) {
    this.tenantId = order.tenantId;
    this.#order = order;
    this.#incoming = incoming;
    this.#around = around;
    this.#story = story;
    this.#ended = ended;
    this.#timers = new NamedTimers(around.clock);
    const { bridge, effects } = openBridge(order.telephones.length);
    this.#bridge = bridge;
    this.#begin(effects);
  }

  #begin(effects: readonly BridgeEffect[]): void {
    const { caller, callee, tenantId, direction, trunk } = this.#order;
    this.#story.tell({
      kind: 'call-started',
      tenantId,
      attemptId: null,
      campaignId: null,
      leadId: null,
      direction,
      callee,
      caller: caller.name,
      trunk,
      scriptId: null,
      scriptVersion: 0,
    });
    this.#incoming.listen({
      cancelled: () => this.#step({ kind: 'given-up' }),
      ended: ({ by }) => {
        this.#around.journal.append({ kind: 'dialog-over', callId: this.#order.callId, leg: 'customer' });
        if (by !== 'local') this.#step({ kind: 'left', side: 'caller', by });
      },
      reoffered: (offer) => this.#reoffered('caller', offer),
      reanswered: (answer) => this.#reanswered('caller', answer),
      info: () => undefined,
    });
    for (const effect of effects) this.#perform(effect);
  }

  hangUp(reason: string): void {
    this.#step({ kind: 'ended-by-operator', reason });
  }

  heard(event: MediaEvent): void {
    if (event.kind === 'call-closed') return this.#mediaClosed(event);
    if (!('legId' in event)) return;
    const side = this.#sideOf(event.legId);
    if (event.kind === 'leg-opened') {
      this.#ports.set(side, event.port);
      this.#step({ kind: 'port-open', side });
    } else if (event.kind === 'leg-failed') this.#step({ kind: 'port-failed', side, reason: event.reason });
    else if (event.kind === 'media-timeout') this.#step({ kind: 'left', side, by: 'network' });
  }

  summary(): LiveCallSummary {
    const record = this.#story.record();
    const { phase, callerRings } = this.#bridge;
    const state = phase === 'talking' ? 'bridged' : phase === 'ringing' && callerRings ? 'ringing' : 'dialing';
    return {
      callId: record.callId,
      tenantId: record.tenantId,
      campaignId: null,
      leadId: null,
      callee: record.callee,
      trunk: record.trunk,
      state: phase === 'closing' || phase === 'ended' ? 'ending' : state,
      startedAtMs: record.startedAtMs,
      answeredAtMs: record.answeredAtMs,
    };
  }

  #legId(side: Side): string {
    return `${this.#order.callId}/${side}`;
  }

  #sideOf(legId: string): Side {
    const name = legId.slice(legId.lastIndexOf('/') + 1);
    return name === 'caller' ? name : Number(name);
  }

  #step(input: BridgeInput): void {
    const { bridge, effects } = bridgeStep(this.#bridge, input);
    this.#bridge = bridge;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: BridgeEffect): void {
    switch (effect.kind) {
      case 'open-ports':
        for (const side of ['caller', ...this.#order.telephones.keys()] as const) this.#openPort(side);
        return;
      case 'invite':
        return this.#invite(effect.target);
      case 'ring-timer':
        if (!effect.on) return this.#timers.stop('ring');
        return this.#timers.start('ring', this.#order.ringForMs, () => this.#step({ kind: 'nobody-answers' }));
      case 'ring-caller':
        return this.#incoming.progress(180);
      case 'join':
        return this.#join(effect.target, effect.media);
      case 'cancel':
        return this.#outgoing.get(effect.target)?.cancel();
      case 'bye':
        void (effect.side === 'caller' ? this.#incoming : this.#outgoing.get(effect.side))?.bye();
        return undefined;
      case 'refuse-caller':
        return this.#incoming.reject(effect.status);
      case 'close-media':
        return this.#around.media.send({ kind: 'close-call', callId: this.#order.callId });
      case 'end':
        this.#timers.stopAll();
        this.#story.tell({ kind: 'call-ended', ...effect.ending, q850Cause: null });
        return this.#ended();
    }
  }

  #openPort(side: Side): void {
    const { media, mediaAddress: bindAddress } = this.#around;
    const legId = this.#legId(side);
    const role = side === 'caller' && this.#order.direction === 'inbound' ? 'customer' : 'seat';
    media.send({ kind: 'open-leg', callId: this.#order.callId, legId, role, bindAddress, text: false });
  }

  #openSession(side: Side, port: number): OwnSession {
    const session = new OwnSession(String(port), {
      address: this.#around.mediaAddress,
      port,
      textPort: null,
      codecs: ['PCMA', 'PCMU'],
    });
    this.#sessions.set(side, session);
    return session;
  }

  #invite(target: number): void {
    const { sip, journal } = this.#around;
    const { callId, caller, callee, domain, telephones } = this.#order;
    const telephone = telephones[target] as RegisteredContact;
    const session = this.#openSession(target, this.#ports.get(target) ?? 0);
    let answered = false;
    const call = sip.invite(
      {
        requestUri: telephone.uri,
        nextHop: telephone.nextHop,
        headers: telephone.routeHeaders,
        from: {
          uri: `sip:${caller.name || 'anonymous'}@${domain}`,
          ...(caller.displayName === undefined ? {} : { displayName: caller.displayName }),
        },
        to: `sip:${encodeURIComponent(callee)}@${domain}`,
        offer: session.offer(),
        onIdentity: (identity) => {
          if (this.#story.record().sipCallIds.includes(identity.callId)) return;
          this.#story.tell({ kind: 'invite-sent', sipCallId: identity.callId });
        },
      },
      {
        progressed: ({ status }) => {
          if (status !== 100) this.#step({ kind: 'rings', target });
        },
        answered: ({ body }) => {
          answered = true;
          journal.append({ kind: 'dialog', callId, leg: 'seat', identity: call.identity(), answered });
          this.#step({ kind: 'answered', target, media: body && session.agreed(body) });
        },
        failed: ({ status }) => this.#step({ kind: 'refused', target, status }),
        answeredLate: () => undefined,
        ended: ({ by }) => {
          journal.append({ kind: 'dialog-over', callId, leg: 'seat' });
          if (by !== 'local') this.#step({ kind: 'left', side: target, by });
        },
        reoffered: (offer) => this.#reoffered(target, offer),
        reanswered: (answer) => this.#reanswered(target, answer),
        info: () => undefined,
      },
    );
    this.#outgoing.set(target, call);
  }

  /** Answers the caller and lets both hear one another. */
  #join(target: number, calleeMedia: RemoteMedia): void {
    const { media, journal, recordingsFolder } = this.#around;
    const { callId, record } = this.#order;
    const answer = this.#openSession('caller', this.#ports.get('caller') ?? 0).answer(this.#incoming.offer);
    if ('refuse' in answer) {
      this.#incoming.reject(answer.refuse);
      return this.#step({ kind: 'caller-lost', reason: 'the caller shares no codec with us' });
    }
    void this.#incoming.accept(answer.body).catch(() => this.#step({ kind: 'caller-lost', reason: 'no ACK came' }));
    journal.append({ kind: 'dialog', callId, leg: 'customer', identity: this.#incoming.identity(), answered: true });
    this.#story.tell({ kind: 'answered', status: 200 });
    if (record) {
      this.#recorded = true;
      this.#story.tell({ kind: 'recording-started', folder: callId });
      media.send({ kind: 'start-recording', callId, folder: `${recordingsFolder}/${callId}` });
    }
    if (answer.media) media.send({ kind: 'connect-leg', legId: this.#legId('caller'), remote: answer.media });
    media.send({ kind: 'connect-leg', legId: this.#legId(target), remote: calleeMedia });
    const [caller, callee] = [this.#legId('caller'), this.#legId(target)];
    media.send({ kind: 'hear', legId: caller, voices: [callee], prompts: [] });
    media.send({ kind: 'hear', legId: callee, voices: [caller], prompts: [] });
    for (const other of this.#order.telephones.keys())
      if (other !== target) media.send({ kind: 'close-leg', legId: this.#legId(other) });
  }

  /** Hold, resume, another codec or port: each side settles that with us alone. */
  #reoffered(side: Side, offer: SipBody | null): SipBody | { readonly refuse: number } {
    const answer = this.#sessions.get(side)?.answer(offer) ?? { refuse: 488 };
    if ('refuse' in answer) return answer;
    if (answer.media) this.#around.media.send({ kind: 'connect-leg', legId: this.#legId(side), remote: answer.media });
    return answer.body;
  }

  #reanswered(side: Side, body: SipBody): void {
    const remote = this.#sessions.get(side)?.agreed(body);
    if (remote) this.#around.media.send({ kind: 'connect-leg', legId: this.#legId(side), remote });
  }

  #mediaClosed(event: Extract<MediaEvent, { kind: 'call-closed' }>): void {
    if (this.#recorded)
      this.#story.tell({
        kind: 'recording-closed',
        folder: this.#order.callId,
        tracks: [...event.tracks],
        maskedSpans: [...event.maskedSpans],
        complete: event.recordingComplete,
      });
    this.#story.tell({ kind: 'media-measured', legs: measuredLegs(event.legs) });
    this.#step({ kind: 'media-closed' });
  }
}
