import {
  NamedTimers,
  type AttendedCall,
  type Attendant,
  type CallSurroundings,
  type MediaEvent,
} from '../../call/index.ts';
import type { Stage } from '../calls/stage.ts';
import { prepareIvrs, type CompiledIvr } from './compiled-ivr.ts';
import { fixedPrompts } from './fixed-prompts.ts';
import type { IvrLine, IvrPorts } from './ivr-ports.ts';
import { runIvr } from './run-ivr.ts';

/** Attends calls that play a flow to whom they reach: a notification, a confirmation, a reminder. */
export function attendByIvr(fetch: IvrPorts['fetch']): NonNullable<CallSurroundings['attend']> {
  return (call) => new IvrAttendant(call, fetch);
}

/**
 * A flow in a call that we made. `{caller}` is the person who was called and `{called}` the number that was shown, as if the person had
 * called us: what asks for the person's number works both ways.
 */
class IvrAttendant implements Attendant {
  readonly #call: AttendedCall;
  readonly #fetch: IvrPorts['fetch'];
  readonly #flow: CompiledIvr | null;
  readonly #timers: NamedTimers<'limit'>;
  #stage: Required<Stage> | null = null;
  #met: 'human' | 'voicemail' | 'fax' | null = null;

  constructor(call: AttendedCall, fetch: IvrPorts['fetch']) {
    this.#call = call;
    this.#fetch = fetch;
    this.#timers = new NamedTimers(call.around.clock);
    const { ivr } = call.order;
    this.#flow = (ivr && prepareIvrs(ivr, ivr.version).get(ivr.name)) ?? null;
  }

  prepare(): void {
    if (!this.#flow) return;
    const { voice } = this.#flow.document;
    const items = fixedPrompts(this.#flow).map(({ text, audio }) => ({ text, voice, audioFile: audio }));
    this.#call.around.media.send({ kind: 'prepare', items });
  }

  start(): void {
    if (!this.#flow) return this.#call.hangUp('failed', 'the order carries no such flow');
    this.#timers.start('limit', this.#call.order.maxTalkMs, () =>
      this.#call.hangUp('completed', 'the call was too long'),
    );
    this.#begin(this.#flow);
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

  #begin(flow: CompiledIvr): void {
    const { order, legId, around, tell } = this.#call;
    const { callId, destination, variables } = order;
    const caller = destination.kind === 'trunk' ? destination.callee : destination.address;
    const line: IvrLine = { callId, legId, caller, called: destination.caller, around, tell };
    const ports: IvrPorts = { fetch: this.#fetch, leadTo: (leading, ended) => this.#lead(leading, ended), variables };
    this.#stage = runIvr(line, flow, ports, ({ reason }) => this.#call.hangUp('completed', reason));
  }

  /** A call-back is asked for here and made by who plans the calls; to anybody else a call of ours cannot be led. */
  #lead({ target }: Parameters<IvrPorts['leadTo']>[0], ended: Parameters<IvrPorts['leadTo']>[1]): () => void {
    if (target.kind === 'call-back')
      this.#call.tell({ kind: 'call-back-asked', wantedAtMs: null, reason: 'asked for in the flow' });
    ended(
      target.kind === 'call-back' ? { taken: true, reason: '' } : { taken: false, reason: `no-${target.kind}-here` },
    );
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
