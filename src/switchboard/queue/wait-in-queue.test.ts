import { describe, expect, it } from 'vitest';
import type { MediaCommand, MediaEvent } from '../../call/index.ts';
import type { CallTarget } from '../../contract/call-target.ts';
import type { StageLine, StageResult } from '../calls/stage.ts';
import type { AgentAnswers } from './queue-calls.ts';
import { callNamed, DeskRig, tenantId } from './testing/desk-rig.ts';
import { waitInQueue, type QueuePorts } from './wait-in-queue.ts';

const sales = { name: 'sales', voice: { language: 'en' }, announcements: { firstAfterMs: 5_000 } };

/** A call in a queue: what its media was told in short, and what its ports were asked. */
class CallInQueue {
  readonly rig: DeskRig;
  readonly played: string[] = [];
  readonly told: string[] = [];
  readonly asked: string[] = [];
  readonly results: StageResult[] = [];
  answers: AgentAnswers | null = null;
  agentLeaves: () => void = () => undefined;
  ledBack: (result: StageResult) => void = () => undefined;
  readonly stage;
  #lastPlay = '';

  constructor(queues: readonly object[], caller = '+8613800000000') {
    this.rig = new DeskRig(queues);
    const media = { send: (command: MediaCommand) => this.#send(command) };
    const line = {
      callId: callNamed(1),
      tenantId,
      legId: 'leg',
      caller,
      called: '10086',
      house: { tenantId, domain: 'house', lines: this.rig.lines },
      around: { media, clock: this.rig.clock },
      tell: (told: Parameters<StageLine['tell']>[0]) =>
        this.told.push(told.kind === 'queued' ? told.fact.kind : told.kind),
    } as unknown as StageLine;
    const ports: QueuePorts = {
      ringAgent: (offer, answers) => {
        this.asked.push(`ring ${offer.seat.name}`);
        this.answers = answers;
        return { cancel: () => this.asked.push(`cancel ${offer.seat.name}`) };
      },
      join: (seat, whenOver) => {
        this.asked.push(`join ${seat.name}`);
        this.agentLeaves = whenOver;
      },
      leadTo: ({ kind }: CallTarget, done) => {
        this.asked.push(`lead to ${kind}`);
        this.ledBack = done;
      },
      hangUp: (reason) => this.asked.push(`hang up: ${reason}`),
    };
    this.stage = waitInQueue(line, { queue: 'sales' }, this.rig.desk, ports, (result) => this.results.push(result));
  }

  #send(command: MediaCommand): void {
    if (command.kind === 'play-music') this.played.push(`music ${command.music}`);
    if (command.kind === 'stop-play') this.played.push('stop');
    if (command.kind !== 'play') return;
    this.#lastPlay = command.playId;
    this.played.push(command.items[0]!.text);
  }

  press(digit: string, legId = 'leg'): void {
    this.stage.heard?.({ kind: 'key', legId, digit } as MediaEvent);
  }

  playEnds(): void {
    this.stage.heard?.({ kind: 'play-ended', legId: 'leg', playId: this.#lastPlay } as MediaEvent);
  }
}

describe('waiting in a queue', () => {
  it('is music, words on the place in it, an agent, and the end when the agent leaves', async () => {
    const call = new CallInQueue([sales]);
    await call.rig.wait(5_000);
    expect(call.played).toEqual(['music default', 'You are next.']);
    call.rig.queues.signIn('amy');
    await call.rig.settle();
    call.answers!.accepted();
    expect(call.asked).toEqual(['ring amy', 'join amy']);
    expect(call.played.slice(2)).toEqual(['stop', 'music null']);
    call.agentLeaves();
    call.agentLeaves();
    expect(call.results).toEqual([{ taken: true, reason: "the agent at seat 'amy' left" }]);
    expect(call.told).toEqual(['entered', 'offered', 'connected', 'handled']);
    call.stage.stop();
    expect(call.results).toHaveLength(1);
  });

  it('that the caller gives up ends in silence', async () => {
    const call = new CallInQueue([sales]);
    call.rig.queues.signIn('amy');
    await call.rig.settle();
    call.stage.stop();
    expect(call.asked).toEqual(['ring amy', 'cancel amy']);
    expect([call.told.at(-1), call.results]).toEqual(['abandoned', []]);
  });

  it('may end elsewhere: where the call is led to says how', () => {
    const call = new CallInQueue([{ ...sales, overflow: [{ when: 'no-agents', to: { kind: 'reject' } }] }]);
    expect(call.asked).toEqual(['lead to reject']);
    call.ledBack({ taken: false, reason: 'rejected' });
    expect(call.results).toEqual([{ taken: false, reason: 'rejected' }]);
  });

  it('in a queue that is no more leads to nowhere', () => {
    const call = new CallInQueue([{ ...sales, name: 'other' }]);
    expect(call.asked).toEqual(['lead to reject']);
  });
});

describe('a call-back', () => {
  const offers = { ...sales, callBack: { offerAfterMs: 5_000 }, announcements: undefined };

  it('is asked for by key 1 once it was offered, confirmed, and the line ends', async () => {
    const call = new CallInQueue([offers]);
    call.press('1');
    await call.rig.wait(5_000);
    expect(call.played.at(-1)).toContain('press 1');
    call.press('2');
    call.press('1', 'another-leg');
    expect(call.told).toEqual(['entered']);
    call.press('1');
    call.press('1');
    expect(call.told.at(-1)).toBe('call-back-asked');
    expect(call.played.at(-1)).toContain('call you back');
    expect(call.asked).toEqual([]);
    call.playEnds();
    expect(call.asked).toEqual(['hang up: call-back-asked']);
    call.stage.stop();
    expect(call.rig.queues.board().queues[0]).toMatchObject({ waiting: 0, callBacks: 1 });
    await call.rig.settle();
    expect(call.rig.books.callBacks.get(callNamed(1))).toMatchObject({ number: '+8613800000000' });
  });

  it('is not offered to who cannot be called, and not taken where the queue has none any more', async () => {
    const hidden = new CallInQueue([offers], '');
    await hidden.rig.wait(5_000);
    hidden.press('1');
    expect([hidden.played, hidden.told]).toEqual([['music default'], ['entered']]);

    const overflow = [{ when: 'waited', afterMs: 10_000, to: { kind: 'queue', queue: 'plain' } }];
    const moved = new CallInQueue([{ ...offers, overflow }, { name: 'plain' }]);
    await moved.rig.wait(10_000);
    moved.press('1');
    expect(moved.told.at(-1)).toBe('entered');
    expect(moved.played.at(-1)).toBe('music default');
  });
});
