import {
  NamedTimers,
  type AttendedCall,
  type Attendant,
  type CallSurroundings,
  type MediaEvent,
} from '../../call/index.ts';
import type { CallOrder } from '../../contract/call-order.ts';
import type { Stage, StageResult } from '../calls/stage.ts';
import { prepareIvrs, type CompiledIvr } from './compiled-ivr.ts';
import { fixedPrompts } from './fixed-prompts.ts';
import type { IvrLeading, IvrLine, IvrPorts } from './ivr-ports.ts';
import { runIvr } from './run-ivr.ts';

/** What a flow in a call that we made needs of the world. */
export interface AttendingPorts {
  readonly fetch: IvrPorts['fetch'];
  /** Gives the person to somebody else, as `IvrPorts.leadTo`; null where nobody can. */
  readonly leadTo: (
    order: Pick<CallOrder, 'tenantId' | 'callId'>,
    leading: IvrLeading,
    ended: (result: StageResult) => void,
  ) => (() => void) | null;
}

/** Attends calls that play a flow to whom they reach: a notification, a confirmation, a reminder. */
export function attendByIvr(ports: AttendingPorts): NonNullable<CallSurroundings['attend']> {
  return (call) => new IvrAttendant(call, ports);
}

/**
 * A flow in a call that we made. `{caller}` is the person who was called and `{called}` the number that was shown, as if the person had
 * called us: what asks for the person's number works both ways.
 */
class IvrAttendant implements Attendant {
  readonly #call: AttendedCall;
  readonly #ports: AttendingPorts;
  readonly #flow: CompiledIvr | null;
  readonly #timers: NamedTimers<'limit'>;
  #stage: Required<Stage> | null = null;
  /** The person is with somebody to whom the flow led. */
  #leads = false;
  #met: 'human' | 'voicemail' | 'fax' | null = null;

  constructor(call: AttendedCall, ports: AttendingPorts) {
    this.#call = call;
    this.#ports = ports;
    this.#timers = new NamedTimers(call.around.clock);
    const { ivr } = call.order;
    this.#flow = (ivr && prepareIvrs(ivr, ivr.version).get(ivr.name)) ?? null;
  }

  prepare(): void {
    if (!this.#flow) return;
    const { voice } = this.#flow.document;
    const items = fixedPrompts(this.#flow).map(({ text, audio }) => ({ text, voice, audioFile: audio }));
    this.#call.around.media.send({ kind: 'prepare', items, callId: this.#call.order.callId });
  }

  start(): void {
    if (!this.#flow) return this.#call.hangUp('failed', 'the order carries no such flow');
    this.#limit();
    this.#begin(this.#flow);
  }

  #limit(): void {
    const { order } = this.#call;
    this.#timers.start('limit', order.maxTalkMs, () => this.#call.hangUp('completed', 'the call was too long'));
  }

  heard(event: MediaEvent): void {
    if (event.kind === 'key') this.#meet('human', 'a key was pressed');
    else if (event.kind === 'tone' && event.tone === 'beep') this.#beep();
    else if (event.kind === 'tone' && event.tone === 'fax' && this.#meet('fax', 'fax tone'))
      return this.#call.hangUp('fax', 'a fax answered');
    this.#stage?.heard(event);
  }

  cutOff(event: Extract<MediaEvent, { kind: 'play-ended' }>): void {
    this.#stage?.heard(event);
  }

  stop(): void {
    this.#timers.stopAll();
    this.#stage?.stop();
  }

  personJoined(): void {
    if (!this.#leads) this.stop();
  }

  #begin(flow: CompiledIvr): void {
    const { order, legId, around, tell } = this.#call;
    const { callId, destination, variables } = order;
    const caller = destination.kind === 'trunk' ? destination.callee : destination.address;
    const { fetch } = this.#ports;
    const line: IvrLine = { callId, legId, caller, called: destination.caller, around, tell };
    const ports: IvrPorts = { fetch, leadTo: (leading, ended) => this.#lead(leading, ended), variables };
    this.#stage = runIvr(line, flow, ports, ({ reason }) => this.#call.hangUp('completed', reason));
  }

  /** A call-back is asked for here and made by who plans the calls; to all others the switchboard leads. */
  #lead(leading: IvrLeading, ended: (result: StageResult) => void): () => void {
    const { order, tell } = this.#call;
    const { target } = leading;
    if (target.kind === 'call-back') {
      tell({ kind: 'call-back-asked', wantedAtMs: null, reason: 'asked for in the flow' });
      ended({ taken: true, reason: '' });
      return () => undefined;
    }
    // Who talks with a person is under no limit of the flow's.
    this.#timers.stop('limit');
    this.#leads = true;
    const back = (result: StageResult): void => {
      this.#leads = false;
      this.#limit();
      ended(result);
    };
    const takeBack = this.#ports.leadTo(order, leading, back);
    if (takeBack) return takeBack;
    back({ taken: false, reason: `no-${target.kind}-here` });
    return () => undefined;
  }

  /** What a voicemail box keeps begins after its beep, so the flow does too. */
  #beep(): void {
    if (!this.#meet('voicemail', 'beep') || !this.#flow) return;
    this.#stage?.stop();
    this.#begin(this.#flow);
  }

  /** Who answered, as far as it shows; true the first time. */
  #meet(answeredBy: 'human' | 'voicemail' | 'fax', reason: string): boolean {
    if (this.#met !== null) return false;
    this.#met = answeredBy;
    this.#call.tell({ kind: 'answered-by-decided', answeredBy, reason });
    return true;
  }
}
