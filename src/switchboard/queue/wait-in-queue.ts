import type { MediaEvent } from '../../call/index.ts';
import type { CallTarget } from '../../contract/call-target.ts';
import type { Seat } from '../../contract/lines-document.ts';
import type { QueueFact } from '../../contract/queue-fact.ts';
import { queueSchema, type QueueSettings } from '../../contract/queue-settings.ts';
import { outsideNumber } from '../calls/dial-plan.ts';
import type { Stage, StageLine, StageResult } from '../calls/stage.ts';
import type { AgentAnswers, AgentOffer, Ringing, WaitingLine } from './queue-calls.ts';
import type { QueueDesk } from './queue-desk.ts';
import { placeInWords, queuePrompts } from './queue-prompts.ts';
import type { TenantQueues } from './tenant-queues.ts';

export interface QueueWanted {
  readonly queue: string;
  readonly priority?: number;
  readonly skills?: readonly string[];
}

/** What the call does for a caller in a queue. */
export interface QueuePorts {
  /** Rings the agent's telephones for this call; answers once, and never after `cancel`. */
  ringAgent(offer: AgentOffer, answers: AgentAnswers): Ringing;
  /** Joins the agent who accepted with the caller. `whenOver`: the agent left, and the caller is still there. */
  join(seat: Seat, whenOver: () => void): void;
  /** The queue sends the caller on; how that ends is how this stage ends. */
  leadTo(target: CallTarget, done: (result: StageResult) => void): void;
  /** Ends the caller's line. */
  hangUp(reason: string): void;
}

/** The key that asks for a call-back. */
const callBackKey = '1';

/**
 * Keeps the call's first party in a queue until an agent has it, it is sent on, or it wants to be called back. It hears
 * music, its place and its wait, and what it may press.
 */
export function waitInQueue(
  line: StageLine,
  wanted: QueueWanted,
  desk: QueueDesk,
  ports: QueuePorts,
  done: (result: StageResult) => void,
): Stage {
  const queue = line.house.lines.queues.find(({ name }) => name === wanted.queue);
  const stage = new QueueStage(line, wanted, queue, desk.of(line.tenantId), ports, done);
  stage.begin();
  return stage;
}

type Phase = 'waiting' | 'says-goodbye' | 'talking' | 'over';

class QueueStage implements Stage, WaitingLine {
  readonly #line: StageLine;
  readonly #wanted: QueueWanted;
  readonly #voice: QueueSettings['voice'];
  readonly #queues: TenantQueues;
  readonly #ports: QueuePorts;
  readonly #done: (result: StageResult) => void;
  #phase: Phase = 'waiting';
  #mayCallBack = false;
  /** Tells this wait from another of the same call. */
  readonly #sinceMs: number;
  #plays = 0;
  #goodbye = '';

  constructor(
    line: StageLine,
    wanted: QueueWanted,
    queue: QueueSettings | undefined,
    queues: TenantQueues,
    ports: QueuePorts,
    done: (result: StageResult) => void,
  ) {
    this.#line = line;
    this.#wanted = wanted;
    this.#voice = queue?.voice ?? queueSchema.shape.voice.parse(undefined);
    this.#queues = queues;
    this.#ports = ports;
    this.#done = done;
    this.#sinceMs = Math.round(line.around.clock.monotonicMs());
  }

  begin(): void {
    const { queue, priority = 0, skills = [] } = this.#wanted;
    this.#queues.join({ callId: this.#line.callId, queue, priority, skills }, this);
  }

  heard(event: MediaEvent): void {
    if (!('legId' in event) || event.legId !== this.#line.legId) return;
    if (event.kind === 'play-ended' && event.playId === this.#goodbye) this.#sayGoodbye();
    if (event.kind === 'key' && event.digit === callBackKey && this.#phase === 'waiting' && this.#mayCallBack)
      this.#askCallBack();
  }

  stop(): void {
    if (this.#phase === 'over') return;
    this.#leave();
    this.#queues.callOver(this.#line.callId);
  }

  // What the queue says

  ring(offer: AgentOffer, answers: AgentAnswers): Ringing {
    return this.#ports.ringAgent(offer, answers);
  }

  connect(seat: Seat): void {
    if (this.#phase !== 'waiting') return;
    this.#silence();
    this.#phase = 'talking';
    this.#ports.join(seat, () => {
      if (this.#phase !== 'talking') return;
      this.#phase = 'over';
      this.#queues.callOver(this.#line.callId);
      this.#done({ taken: true, reason: `the agent at seat '${seat.name}' left` });
    });
  }

  /** Also the first thing in another queue, which may offer less. */
  playMusic(music: string): void {
    this.#mayCallBack = false;
    if (this.#phase !== 'waiting') return;
    const { musicFolder } = this.#line.around;
    const file = music === 'default' || musicFolder === undefined ? 'default' : `${musicFolder}/${music}.wav`;
    this.#send({ kind: 'play-music', legId: this.#line.legId, music: file });
  }

  announce(where: Parameters<WaitingLine['announce']>[0]): void {
    this.#say(placeInWords(where, this.#voice));
  }

  /** Only to those whom we could call: who hides the number, or is of the house, waits on. */
  offerCallBack(): void {
    if (outsideNumber(this.#line.caller) === null) return;
    this.#mayCallBack = true;
    this.#say(queuePrompts(this.#voice).offerCallBack);
  }

  sendTo(target: CallTarget): void {
    if (this.#phase !== 'waiting') return;
    this.#leave();
    this.#ports.leadTo(target, this.#done);
  }

  tell(fact: QueueFact): void {
    this.#line.tell({ kind: 'queued', fact });
  }

  // What the stage does

  #askCallBack(): void {
    const { callBackTaken, callBackRefused } = queuePrompts(this.#voice);
    this.#mayCallBack = false;
    this.#send({ kind: 'stop-play', legId: this.#line.legId });
    const number = outsideNumber(this.#line.caller);
    if (number === null || !this.#queues.callBackAsked(this.#line.callId, number)) {
      this.#say(callBackRefused);
      return;
    }
    this.#silence();
    this.#goodbye = this.#say(callBackTaken);
    this.#phase = 'says-goodbye';
  }

  #sayGoodbye(): void {
    if (this.#phase !== 'says-goodbye') return;
    this.#phase = 'over';
    this.#ports.hangUp('call-back-asked');
  }

  /** Returns the play's id. */
  #say(text: string): string {
    const playId = `queue-${this.#sinceMs}-${this.#plays++}`;
    if (text === '' || this.#phase !== 'waiting') return playId;
    this.#send({
      kind: 'play',
      legId: this.#line.legId,
      playId,
      items: [{ text, voice: this.#voice, audioFile: null }],
      bargeIn: { mode: 'never' },
    });
    return playId;
  }

  #silence(): void {
    const { legId } = this.#line;
    this.#send({ kind: 'stop-play', legId });
    this.#send({ kind: 'play-music', legId, music: null });
  }

  #leave(): void {
    if (this.#phase !== 'talking') this.#silence();
    this.#phase = 'over';
  }

  #send(command: Parameters<StageLine['around']['media']['send']>[0]): void {
    this.#line.around.media.send(command);
  }
}
