import { describe, expect, it } from 'vitest';
import { QueueHistory, queueOf } from './testing/queue-history.ts';

const kinds = (effects: readonly { kind: string }[]): string[] => effects.map(({ kind }) => kind);

describe('a caller of a queue', () => {
  it('hears music, is offered to an agent, connected, and the agent wraps up before the next', () => {
    const queues = new QueueHistory(queueOf({ music: 'calm', wrapUpMs: 5_000 }));
    queues.signIn('amy');
    expect(queues.join('one')).toEqual([
      { kind: 'play-music', callId: 'one', music: 'calm' },
      { kind: 'offer', callId: 'one', agent: 'amy', ringForMs: 20_000, callBackTo: null },
    ]);
    queues.wait(3_000);
    expect(queues.accept('one', 'amy')).toEqual([{ kind: 'connect', callId: 'one', agent: 'amy' }]);
    queues.join('two');
    queues.wait(60_000);
    queues.over('one');
    expect(queues.activity('amy')).toBe('wrap-up');
    expect(queues.wait(4_999)).toEqual([]);
    expect(kinds(queues.wait(1))).toEqual(['offer']);
    expect(queues.told('connected')).toMatchObject([{ callId: 'one', waitedMs: 3_000, agent: 'amy' }]);
    expect(queues.told('handled')).toMatchObject([{ callId: 'one', talkMs: 60_000 }]);
    expect(queues.state.handling['sales']).toEqual({ meanMs: (180_000 + 65_000) / 2, seen: 1 });
  });

  it('who hangs up while an agent rings is gone, and the agent free for the next without blame', () => {
    const queues = new QueueHistory(queueOf({}));
    queues.signIn('amy');
    queues.join('one');
    queues.join('two');
    queues.wait(2_000);
    expect(queues.over('one')).toMatchObject([
      { kind: 'withdraw-offer', callId: 'one', agent: 'amy', reason: 'caller-left' },
      { kind: 'offer', callId: 'two', agent: 'amy' },
    ]);
    expect(queues.told('abandoned')).toMatchObject([{ callId: 'one', waitedMs: 2_000 }]);
    expect(queues.state.agents[0]).toMatchObject({ unanswered: 0 });
  });

  it('joining twice is joining once, and an unknown queue sends the call away', () => {
    const queues = new QueueHistory(queueOf({}));
    queues.join('one');
    expect(queues.join('one')).toEqual([]);
    expect(queues.join('two', { queue: 'gone' })).toEqual([
      { kind: 'send-to', callId: 'two', to: { kind: 'reject', as: 'not-found' } },
    ]);
  });

  it('comes before others by priority, and waiting long raises it', () => {
    const queues = new QueueHistory(queueOf({ raisePriorityEveryMs: 60_000 }));
    queues.join('old');
    queues.wait(119_999);
    queues.join('important', { priority: 2 });
    queues.signIn('amy');
    expect(queues.ringing('important')).toEqual(['amy']);
    queues.over('important');
    queues.wait(1);
    queues.join('also-important', { priority: 2 });
    queues.signIn('bob');
    expect([queues.ringing('old'), queues.ringing('also-important')]).toEqual([['amy'], ['bob']]);
  });

  it('finishes by the settings it joined with when the queue is changed or taken away', () => {
    const queues = new QueueHistory(queueOf({ ringForMs: 5_000 }));
    queues.join('one');
    (queues.rules as Map<string, unknown>).delete('sales');
    expect(queues.signIn('amy')).toMatchObject([{ kind: 'offer', callId: 'one', ringForMs: 5_000 }]);
  });
});

describe('an agent of queues', () => {
  it('who lets it ring rests, others come first, and after too many in a row is paused until ready again', () => {
    const queues = new QueueHistory(queueOf({ ringForMs: 10_000, noAnswerRestMs: 4_000, pauseAfterNoAnswers: 2 }));
    queues.signIn('amy');
    queues.join('one');
    expect(queues.wait(10_000)).toEqual([{ kind: 'withdraw-offer', callId: 'one', agent: 'amy', reason: 'no-answer' }]);
    expect(queues.activity('amy')).toBe('ready');
    expect(kinds(queues.wait(4_000))).toEqual(['offer']);
    queues.wait(10_000);
    expect(queues.told('agent-changed').at(-1)).toMatchObject({ agent: 'amy', state: 'paused', reason: 'no-answer' });
    expect(queues.wait(600_000)).toEqual([]);
    expect(queues.take({ kind: 'agent-ready', agent: 'amy' })).toMatchObject([{ kind: 'offer', agent: 'amy' }]);
  });

  it('who did not answer a caller is offered it again only when nobody else is free', () => {
    const queues = new QueueHistory(queueOf({ noAnswerRestMs: 0, pauseAfterNoAnswers: 0 }));
    queues.signIn('amy');
    queues.wait(1_000);
    queues.signIn('bob');
    queues.join('one');
    const order = Array.from({ length: 3 }, () => {
      const [agent] = queues.ringing('one');
      queues.take({ kind: 'agent-refused', callId: 'one', agent: agent! });
      queues.wait(500);
      return agent;
    });
    expect(order).toEqual(['amy', 'bob', 'amy']);
  });

  it('of two queues is offered one call at a time', () => {
    const queues = new QueueHistory(queueOf({}), queueOf({ name: 'service' }));
    queues.join('one');
    queues.join('two', { queue: 'service' });
    expect(queues.signIn('amy')).toMatchObject([{ kind: 'offer', callId: 'one' }]);
    expect(queues.ringing('two')).toEqual([]);
  });

  it('pauses or signs out at once, or when the call is over', () => {
    const queues = new QueueHistory(queueOf({}));
    queues.signIn('amy');
    queues.signIn('bob');
    queues.join('one');
    expect(queues.take({ kind: 'agent-paused', agent: 'amy', reason: 'lunch' })).toMatchObject([
      { kind: 'withdraw-offer', agent: 'amy', reason: 'agent-left' },
      { kind: 'offer', agent: 'bob', callId: 'one' },
    ]);
    queues.accept('one', 'bob');
    queues.take({ kind: 'agent-signed-out', agent: 'bob' });
    expect(queues.activity('bob')).toBe('busy');
    queues.over('one');
    expect([queues.activity('amy'), queues.activity('bob')]).toEqual(['paused', 'offline']);
    queues.take({ kind: 'agent-signed-out', agent: 'amy' });
    expect(queues.state.agents).toEqual([]);
  });

  it('in a call of its own is offered nothing, and a pause goes on after it', () => {
    const queues = new QueueHistory(queueOf({}));
    queues.signIn('amy');
    queues.take({ kind: 'agent-paused', agent: 'amy', reason: 'notes' });
    queues.take({ kind: 'agent-occupied', agent: 'amy' });
    expect(queues.join('one').some(({ kind }) => kind === 'offer')).toBe(false);
    queues.take({ kind: 'agent-freed', agent: 'amy' });
    expect(queues.activity('amy')).toBe('paused');
    queues.take({ kind: 'agent-ready', agent: 'amy' });
    expect(queues.ringing('one')).toEqual(['amy']);
    queues.take({ kind: 'agent-occupied', agent: 'amy' });
    expect(queues.ringing('one')).toEqual([]);
    expect(queues.take({ kind: 'agent-freed', agent: 'amy' })).toMatchObject([{ kind: 'offer', agent: 'amy' }]);
  });

  it('who answers an offer that was taken back is told so', () => {
    const queues = new QueueHistory(queueOf({ strategy: 'ring-all' }));
    queues.signIn('amy');
    queues.signIn('bob');
    expect(queues.join('one').filter(({ kind }) => kind === 'offer')).toHaveLength(2);
    expect(queues.accept('one', 'bob')).toEqual([
      { kind: 'withdraw-offer', callId: 'one', agent: 'amy', reason: 'answered-elsewhere' },
      { kind: 'connect', callId: 'one', agent: 'bob' },
    ]);
    expect(queues.accept('one', 'amy')).toMatchObject([{ kind: 'withdraw-offer', agent: 'amy' }]);
    expect(queues.accept('one', 'bob')).toEqual([]);
    expect(queues.told('connected')).toHaveLength(1);
  });
});

describe('what callers hear', () => {
  it('is their place and the time to wait, then music, then again', () => {
    const queue = queueOf({ announcements: { firstAfterMs: 5_000, everyMs: 30_000 }, expectedHandleMs: 120_000 });
    const queues = new QueueHistory(queue);
    for (const agent of ['amy', 'bob']) {
      queues.signIn(agent);
      queues.take({ kind: 'agent-occupied', agent });
    }
    queues.join('one');
    queues.join('two');
    expect(queues.wait(35_000)).toEqual([
      { kind: 'announce', callId: 'one', position: 1, estimatedWaitMs: 60_000 },
      { kind: 'announce', callId: 'two', position: 2, estimatedWaitMs: 120_000 },
      { kind: 'announce', callId: 'one', position: 1, estimatedWaitMs: 60_000 },
      { kind: 'announce', callId: 'two', position: 2, estimatedWaitMs: 120_000 },
    ]);
    for (const agent of ['amy', 'bob']) queues.take({ kind: 'agent-signed-out', agent });
    for (const agent of ['amy', 'bob']) queues.take({ kind: 'agent-freed', agent });
    expect(queues.wait(30_000)[0]).toMatchObject({ estimatedWaitMs: null });
  });
});

describe('overflow', () => {
  const to = { kind: 'voicemail', box: '8000' };

  it('sends on who waited too long, but nobody who rings an agent', () => {
    const queues = new QueueHistory(queueOf({ ringForMs: 8_000, overflow: [{ when: 'waited', afterMs: 10_000, to }] }));
    queues.join('one');
    queues.join('two');
    queues.wait(5_000);
    queues.signIn('amy');
    expect(queues.wait(5_000)).toEqual([{ kind: 'send-to', callId: 'two', to }]);
    expect(kinds(queues.wait(3_000))).toEqual(['withdraw-offer', 'send-to']);
    expect(queues.told('overflowed')).toMatchObject([
      { callId: 'two', reason: 'waited', waitedMs: 10_000, to: 'voicemail 8000' },
      { callId: 'one', waitedMs: 13_000 },
    ]);
  });

  it('refuses the one too many, but not whom an agent is free for', () => {
    const queues = new QueueHistory(queueOf({ skills: [], overflow: [{ when: 'length', waiting: 1, to }] }));
    queues.join('one', { skills: ['french'] });
    expect(kinds(queues.join('two'))).toEqual(['play-music', 'send-to']);
    queues.signIn('amy');
    expect(kinds(queues.join('three'))).toEqual(['play-music', 'offer']);
  });

  it('sends on at once where nobody who could serve is there, or all of them are paused', () => {
    const queues = new QueueHistory(queueOf({ skills: ['loans'], overflow: [{ when: 'no-agents', to }] }));
    queues.signIn('amy', { loans: 3 });
    queues.signIn('bob', { cards: 3 });
    queues.take({ kind: 'agent-occupied', agent: 'amy' });
    expect(kinds(queues.join('one'))).toEqual(['play-music']);
    queues.take({ kind: 'agent-paused', agent: 'amy', reason: 'later' });
    expect(kinds(queues.join('two'))).toEqual(['play-music', 'send-to']);
    expect(queues.state.callers).toEqual([]);
  });

  it('to another queue keeps the place by the first joining, and never comes back to a queue that was passed', () => {
    const sales = queueOf({
      skills: ['loans'],
      overflow: [{ when: 'waited', afterMs: 10_000, to: queueTarget('any') }],
    });
    const any = queueOf({ name: 'any', overflow: [{ when: 'no-agents', to: queueTarget('sales') }] });
    const queues = new QueueHistory(sales, any);
    queues.join('one');
    queues.wait(5_000);
    queues.signIn('bob', { cards: 1 });
    queues.take({ kind: 'agent-occupied', agent: 'bob' });
    queues.join('two', { queue: 'any' });
    expect(kinds(queues.wait(5_000))).toEqual(['play-music']);
    queues.take({ kind: 'agent-freed', agent: 'bob' });
    expect(queues.ringing('one')).toEqual(['bob']);
    expect(queues.told('overflowed')).toMatchObject([{ callId: 'one', to: 'queue any' }]);
    queues.take({ kind: 'agent-signed-out', agent: 'bob' });
    expect(queues.state.callers.map(({ callId, queue }) => [callId, queue.name])).toEqual([
      ['one', 'any'],
      ['two', 'sales'],
    ]);
  });
});

describe('a call-back', () => {
  const callBack = { offerAfterMs: 30_000, attempts: 2, retryAfterMs: 60_000, keepForMs: 3_600_000 };
  const number = '+8613800000000';

  function waiting(): QueueHistory {
    const queues = new QueueHistory(queueOf({ callBack, wrapUpMs: 0, overflow: [], ringForMs: 60_000 }));
    queues.join('one');
    queues.join('two');
    expect(queues.wait(30_000)).toEqual([
      { kind: 'offer-call-back', callId: 'one' },
      { kind: 'offer-call-back', callId: 'two' },
    ]);
    queues.take({ kind: 'call-back-asked', callId: 'one', number });
    queues.over('one');
    return queues;
  }

  it('keeps its place: the agent takes it first, then its number is dialed', () => {
    const queues = waiting();
    expect(queues.told('abandoned')).toEqual([]);
    expect(queues.signIn('amy')).toMatchObject([{ kind: 'offer', callId: 'one', callBackTo: number }]);
    expect(queues.accept('one', 'amy')).toEqual([{ kind: 'dial-back', callId: 'one', agent: 'amy', number }]);
    queues.wait(5_000);
    expect(queues.take({ kind: 'call-back-answered', callId: 'one' })).toEqual([
      { kind: 'connect', callId: 'one', agent: 'amy' },
    ]);
    expect(queues.told('connected')).toMatchObject([{ callId: 'one', calledBack: true, totalWaitedMs: 35_000 }]);
    expect(queues.over('one')).toMatchObject([{ kind: 'offer', callId: 'two' }]);
  });

  it('that is not reached lets the next go first, comes again later, and is given up after its attempts', () => {
    const queues = waiting();
    queues.signIn('amy');
    queues.accept('one', 'amy');
    expect(queues.take({ kind: 'call-back-failed', callId: 'one' })).toMatchObject([{ kind: 'offer', callId: 'two' }]);
    queues.over('two');
    expect(queues.ringing('one')).toEqual([]);
    expect(queues.wait(60_000)).toMatchObject([{ kind: 'offer', callId: 'one' }]);
    queues.accept('one', 'amy');
    queues.over('one');
    expect(queues.told('call-back-given-up')).toMatchObject([{ callId: 'one', reason: 'not-reached' }]);
    expect([queues.state.callers, queues.activity('amy')]).toEqual([[], 'ready']);
  });

  it('is dropped when it is too old or withdrawn, even while an agent is rung for it', () => {
    const queues = waiting();
    queues.wait(3_600_000);
    expect(queues.told('call-back-given-up')).toMatchObject([{ callId: 'one', reason: 'too-late' }]);
    queues.take({ kind: 'call-back-asked', callId: 'two', number });
    queues.signIn('amy');
    expect(queues.take({ kind: 'call-back-withdrawn', callId: 'two' })).toMatchObject([{ kind: 'withdraw-offer' }]);
    expect([queues.state.callers, queues.activity('amy')]).toEqual([[], 'ready']);
  });

  it('is not taken by a queue that offers none', () => {
    const queues = new QueueHistory(queueOf({}));
    queues.join('one');
    queues.take({ kind: 'call-back-asked', callId: 'one', number });
    queues.over('one');
    expect(queues.told('abandoned')).toHaveLength(1);
  });
});

function queueTarget(queue: string): object {
  return { kind: 'queue', queue };
}
