import { callIdSchema, tenantIdSchema, type CallId } from '../../../contract/ids.ts';
import { linesDocumentSchema } from '../../../contract/lines-document.ts';
import type { KeptAgentState, KeptCallBack } from '../../../contract/live-services.ts';
import type { QueueFact } from '../../../contract/queue-fact.ts';
import { silentLogger } from '../../../foundation/logger.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type {
  AgentAnswers,
  AgentOffer,
  CallBackAttempt,
  CallBackDialer,
  Ringing,
  WaitingLine,
} from '../queue-calls.ts';
import { openQueueDesk, type QueueDesk } from '../queue-desk.ts';
import type { QueueDeskParts } from '../queue-desk-parts.ts';
import type { TenantQueues } from '../tenant-queues.ts';

export const tenantId = tenantIdSchema.parse('11111111-1111-4111-8111-111111111111');
export const callNamed = (digit: number): CallId =>
  callIdSchema.parse(`n1-00000000-0000-4000-8000-${String(digit).padStart(12, '0')}`);

/** A database for queues, as scripted: seats that others hold, writes that fail. */
export class ScriptedBooks {
  readonly held = new Map<string, CallId>();
  readonly released: string[] = [];
  readonly agents = new Map<string, KeptAgentState>();
  readonly callBacks = new Map<CallId, KeptCallBack>();
  readonly ended: string[] = [];
  away = false;

  readonly services: QueueDeskParts['services'] = {
    reserveSeat: async ({ seat = '', callId }) => {
      if (this.away) throw new Error('the database is away');
      if (this.held.has(seat)) return null;
      this.held.set(seat, callId);
      const { seats } = linesDocumentSchema.parse({ seats: [{ name: seat, address: `sip:${seat}@192.0.2.7` }] });
      return seats[0] ? { reservationId: seat, seat: seats[0] } : null;
    },
    releaseSeat: async (seat, answered) => {
      this.held.delete(seat);
      this.released.push(`${seat} ${answered ? 'answered' : 'unanswered'}`);
    },
    keepCallBack: async (_tenant, callBack) => {
      if (this.away) throw new Error('the database is away');
      this.callBacks.set(callBack.callId, callBack);
    },
    endCallBack: async (_tenant, callId, end) => {
      this.callBacks.delete(callId);
      this.ended.push(end);
    },
    keepAgentState: async (_tenant, agent) => {
      if (this.away) throw new Error('the database is away');
      this.agents.set(agent.seat, agent);
    },
  };
}

interface Rung extends AgentOffer {
  readonly answers: AgentAnswers;
  cancelled: boolean;
}

/** A caller on the line that writes down what queues say to it. */
export class ScriptedLine implements WaitingLine {
  readonly rung: Rung[] = [];
  readonly heard: string[] = [];
  readonly facts: QueueFact['kind'][] = [];

  ring(offer: AgentOffer, answers: AgentAnswers): Ringing {
    const rung: Rung = { ...offer, answers, cancelled: false };
    this.rung.push(rung);
    return {
      cancel: () => {
        rung.cancelled = true;
      },
    };
  }
  connect({ name }: { readonly name: string }): void {
    this.heard.push(`connect ${name}`);
  }
  playMusic(music: string): void {
    this.heard.push(`music ${music}`);
  }
  announce({ position, estimatedWaitMs }: Parameters<WaitingLine['announce']>[0]): void {
    this.heard.push(`place ${position}, ${estimatedWaitMs} ms`);
  }
  offerCallBack(): void {
    this.heard.push('call-back?');
  }
  sendTo({ kind }: Parameters<WaitingLine['sendTo']>[0]): void {
    this.heard.push(`to ${kind}`);
  }
  tell({ kind }: QueueFact): void {
    this.facts.push(kind);
  }
  get ringing(): readonly string[] {
    return this.rung.filter(({ cancelled }) => !cancelled).map(({ seat }) => seat.name);
  }
}

/** Somebody who dials call-backs when the test says so. */
export class ScriptedDialer extends ScriptedLine implements CallBackDialer {
  readonly dialed: (CallBackAttempt & { readonly ends: Parameters<CallBackDialer['dial']>[1] })[] = [];

  dial(attempt: CallBackAttempt, ends: Parameters<CallBackDialer['dial']>[1]): void {
    this.dialed.push({ ...attempt, ends });
  }
}

/** A desk of one tenant with seats `amy` and `bob`. */
export class DeskRig {
  readonly clock = new FakeClock();
  readonly books: ScriptedBooks;
  readonly dialer = new ScriptedDialer();
  readonly desk: QueueDesk;
  readonly queues: TenantQueues;
  readonly lines;
  /** What was told of agents. */
  readonly told: string[] = [];
  #calls = 900;

  constructor(queues: readonly object[], books = new ScriptedBooks()) {
    this.books = books;
    this.desk = openQueueDesk({
      clock: this.clock,
      logger: silentLogger,
      services: books.services,
      newCallId: () => callNamed(this.#calls++),
      utcOffsetMinutes: 480,
      tellAgent: (_tenant, { seat, state }) => this.told.push(`${seat} ${state}`),
    });
    this.desk.dialCallBacksBy(this.dialer);
    this.queues = this.desk.of(tenantId);
    const seats = ['amy', 'bob'].map((name) => ({ name, address: `sip:${name}@192.0.2.7`, skills: ['loans'] }));
    this.lines = linesDocumentSchema.parse({ seats, queues });
    this.queues.useLines(this.lines);
  }

  join(callId: CallId, queue = 'sales'): ScriptedLine {
    const line = new ScriptedLine();
    this.queues.join({ callId, queue }, line);
    return line;
  }

  /** Lets what was asked of services be answered. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++)
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
  }

  async wait(ms: number): Promise<void> {
    this.clock.tick(ms);
    await this.settle();
  }
}
