import { describe, expect, it } from 'vitest';
import { callNamed, DeskRig, ScriptedBooks, ScriptedLine, tenantId } from './testing/desk-rig.ts';

const sales = { name: 'sales', wrapUpMs: 10_000, noAnswerRestMs: 5_000 };
const withCallBack = { ...sales, callBack: { offerAfterMs: 0, retryAfterMs: 60_000 } };
const stateOf = ({ queues }: DeskRig, seat = 'amy') => queues.agents().find((one) => one.seat === seat)?.state;

describe('a caller of a queue', () => {
  it('hears music, rings the free agent, is connected, and the agent wraps up before the next', async () => {
    const rig = new DeskRig([sales]);
    const one = rig.join(callNamed(1));
    expect(one.heard).toEqual(['music default']);
    rig.queues.signIn('amy');
    await rig.settle();
    expect(one.rung).toMatchObject([{ seat: { name: 'amy' }, ringForMs: 20_000 }]);
    one.rung[0]!.answers.accepted();
    expect(one.heard.at(-1)).toBe('connect amy');
    const two = rig.join(callNamed(2));
    rig.queues.callOver(callNamed(1));
    expect(one.facts).toEqual(['entered', 'offered', 'connected', 'handled']);
    expect(stateOf(rig)).toBe('wrap-up');
    expect(rig.told).toEqual(['amy ready', 'amy ringing', 'amy busy', 'amy wrap-up']);
    await rig.wait(9_999);
    expect(two.ringing).toEqual([]);
    await rig.wait(1);
    expect(two.ringing).toEqual(['amy']);
  });

  it('that takes long to be told of a thing loses nothing that falls due meanwhile', async () => {
    const rig = new DeskRig([sales]);
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    line.rung[0]!.answers.accepted();
    line.tell = ({ kind }) => {
      if (kind === 'handled') rig.clock.tick(sales.wrapUpMs + 1);
    };
    rig.queues.callOver(callNamed(1));
    expect(stateOf(rig)).toBe('wrap-up');
    await rig.wait(0);
    expect(stateOf(rig)).toBe('ready');
  });

  it('who hangs up is gone: the telephone rings no more and the seat is given back', async () => {
    const rig = new DeskRig([sales]);
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    rig.queues.callOver(callNamed(1));
    await rig.settle();
    expect(line.ringing).toEqual([]);
    expect(line.facts.at(-1)).toBe('abandoned');
    expect(rig.books.released).toEqual(['amy answered']);
    line.rung[0]!.answers.accepted();
    expect(line.heard).toEqual(['music default']);
  });

  it('is told its place, offered a call-back, and sent on in time', async () => {
    const overflow = [{ when: 'waited', afterMs: 60_000, to: { kind: 'reject' } }];
    const rig = new DeskRig([{ ...sales, announcements: {}, callBack: { offerAfterMs: 30_000 }, overflow }]);
    const line = rig.join(callNamed(1));
    await rig.wait(10_000);
    expect(line.heard.at(-1)).toBe('place 1, null ms');
    await rig.wait(20_000);
    expect(line.heard.at(-1)).toBe('call-back?');
    await rig.wait(30_000);
    expect(line.heard.at(-1)).toBe('to reject');
    rig.queues.callOver(callNamed(1));
    expect(line.facts.at(-1)).toBe('overflowed');
  });

  it('of a line that fails to ring does not stop the queue', () => {
    const rig = new DeskRig([sales]);
    const broken = Object.assign(new ScriptedLine(), {
      playMusic: () => {
        throw new Error('no such file');
      },
    });
    rig.queues.join({ callId: callNamed(1), queue: 'sales' }, broken);
    expect(rig.join(callNamed(2)).heard).toEqual(['music default']);
  });
});

describe('an agent', () => {
  it('who refuses at once is not asked again at once', async () => {
    const rig = new DeskRig([{ ...sales, noAnswerRestMs: 0, pauseAfterNoAnswers: 0 }]);
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    line.rung[0]!.answers.refused();
    await rig.settle();
    expect(line.rung).toHaveLength(1);
    await rig.wait(1_000);
    expect(line.rung).toHaveLength(2);
    expect(rig.books.released).toEqual(['amy unanswered']);
  });

  it('whom another call has is passed over without blame, and asked later', async () => {
    const rig = new DeskRig([sales]);
    rig.books.held.set('amy', callNamed(77));
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    expect([line.rung, line.facts.at(-1), stateOf(rig)]).toEqual([[], 'offer-failed', 'ready']);
    rig.books.held.delete('amy');
    await rig.wait(2_000);
    expect(line.ringing).toEqual(['amy']);
    expect(rig.books.held.get('amy')).toBe(callNamed(1));
  });

  it('is rung all the same while the database is away', async () => {
    const rig = new DeskRig([sales]);
    rig.books.away = true;
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    expect(line.ringing).toEqual(['amy']);
  });

  it('in a call of its own is offered nothing, and its seat is held for as long', async () => {
    const rig = new DeskRig([sales]);
    rig.queues.occupied('amy', callNamed(5));
    rig.queues.signIn('amy');
    rig.queues.occupied('amy', callNamed(6));
    const line = rig.join(callNamed(1));
    await rig.settle();
    expect([stateOf(rig), line.rung, rig.queues.callsWithSeats()]).toEqual(['busy', [], [callNamed(5), callNamed(6)]]);
    rig.queues.freed('amy', callNamed(5));
    expect(stateOf(rig)).toBe('busy');
    rig.queues.freed('amy', callNamed(6));
    await rig.settle();
    expect(line.ringing).toEqual(['amy']);
    expect(rig.queues.callsWithSeats()).toEqual([callNamed(1)]);
  });

  it('is known by its extension, and has the skills that the lines say now', async () => {
    const rig = new DeskRig([{ ...sales, skills: ['cards'] }]);
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    expect(line.rung).toEqual([]);
    const seats = [{ ...rig.lines.seats[0]!, address: undefined, extension: '1001', skills: ['cards'] }];
    rig.queues.useLines({ ...rig.lines, seats });
    await rig.settle();
    expect(rig.queues.seatAt('1001')).toBe('amy');
    expect(line.ringing).toEqual(['amy']);
    rig.queues.useLines({ ...rig.lines, seats: [] });
    expect([line.ringing, rig.queues.agents(), rig.queues.signIn('amy')]).toEqual([[], [], false]);
  });

  it('comes back after a restart as it was, but for calls', async () => {
    const first = new DeskRig([sales]);
    first.queues.signIn('amy');
    first.queues.signIn('bob');
    first.queues.pause('bob', '午休');
    await first.settle();
    const line = first.join(callNamed(1));
    await first.settle();
    line.rung[0]!.answers.accepted();
    first.queues.callOver(callNamed(1));
    await first.settle();
    expect(first.books.agents.get('amy')?.state).toBe('wrap-up');

    const second = new DeskRig([sales], first.books);
    second.queues.restore({ agents: [...first.books.agents.values()], callBacks: [] });
    await second.settle();
    expect(second.queues.agents()).toEqual([
      { seat: 'amy', state: 'ready', reason: null },
      { seat: 'bob', state: 'paused', reason: '午休' },
    ]);
    expect(second.books.agents.get('amy')?.state).toBe('ready');
    second.queues.signOut('amy');
    second.queues.ready('bob');
    await second.settle();
    expect([second.books.agents.get('amy')?.state, stateOf(second, 'bob')]).toEqual(['offline', 'ready']);
  });
});

describe('a call-back', () => {
  it('rings the agent in a call of its own, dials, and ends when it is over', async () => {
    const rig = new DeskRig([withCallBack]);
    const line = rig.join(callNamed(1));
    expect(rig.queues.callBackAsked(callNamed(1), '+8613800000000')).toBe(true);
    expect(rig.queues.callBackAsked(callNamed(1), '+8613800000000')).toBe(false);
    expect(line.facts.at(-1)).toBe('call-back-asked');
    rig.queues.callOver(callNamed(1));
    await rig.settle();
    expect(rig.books.callBacks.get(callNamed(1))).toMatchObject({
      queue: 'sales',
      number: '+8613800000000',
      attempts: 0,
    });
    rig.queues.signIn('amy');
    await rig.settle();
    expect(rig.books.held.get('amy')).toBe(callNamed(900));
    rig.dialer.rung[0]!.answers.accepted();
    expect(rig.dialer.dialed).toMatchObject([
      {
        callId: callNamed(900),
        askedIn: callNamed(1),
        number: '+8613800000000',
        queue: 'sales',
        seat: { name: 'amy' },
      },
    ]);
    await rig.settle();
    expect(rig.books.callBacks.get(callNamed(1))).toMatchObject({ attempts: 1 });
    rig.dialer.dialed[0]!.ends.answered();
    rig.dialer.dialed[0]!.ends.over();
    await rig.settle();
    expect([rig.books.ended, stateOf(rig)]).toEqual([['reached'], 'wrap-up']);
  });

  it('outlasts a restart with its place, and an attempt that was under way counts', async () => {
    const first = new DeskRig([withCallBack]);
    first.join(callNamed(1));
    first.queues.callBackAsked(callNamed(1), '+8613800000000');
    first.queues.signIn('amy');
    await first.settle();
    first.dialer.rung[0]!.answers.accepted();
    await first.settle();
    const kept = [...first.books.callBacks.values()];
    expect(kept).toMatchObject([{ attempts: 1 }]);

    const second = new DeskRig([withCallBack], new ScriptedBooks());
    second.queues.restore({ agents: [], callBacks: [...kept, { ...kept[0]!, callId: callNamed(2), queue: null }] });
    second.queues.signIn('amy');
    await second.wait(59_000);
    expect(second.dialer.rung).toEqual([]);
    await second.wait(2_000);
    second.dialer.rung[0]!.answers.accepted();
    second.dialer.dialed[0]!.ends.failed();
    await second.settle();
    expect(second.books.ended).toEqual(['not-reached']);
  });

  it('may be asked for in a flow, where the queue offers none itself; it waits for somebody who can dial', async () => {
    const rig = new DeskRig([sales]);
    const wanted = { callId: callNamed(3), number: '+8613800000000' };
    expect(await rig.queues.writeCallBack({ ...wanted, queue: 'gone' })).toBe(false);
    expect(await rig.queues.writeCallBack({ ...wanted, queue: 'sales' })).toBe(true);
    expect(await rig.queues.writeCallBack({ ...wanted, callId: callNamed(4), queue: null })).toBe(true);
    rig.queues.signIn('amy');
    await rig.settle();
    expect(rig.dialer.rung).toHaveLength(1);
    expect([...rig.books.callBacks.keys()]).toEqual([callNamed(3), callNamed(4)]);
  });

  it('is written down as soon as the database is there again', async () => {
    const rig = new DeskRig([withCallBack]);
    rig.books.away = true;
    rig.join(callNamed(1));
    rig.queues.callBackAsked(callNamed(1), '+8613800000000');
    await rig.settle();
    rig.books.away = false;
    await rig.wait(2_000);
    expect(rig.books.callBacks.size).toBe(1);
    rig.desk.close();
    expect(rig.desk.of(tenantId)).toBe(rig.queues);
  });
});

describe('figures', () => {
  it('say how each queue does now and did today', async () => {
    const rig = new DeskRig([sales, { name: 'other', displayName: '其他', seats: ['bob'] }]);
    rig.queues.signIn('amy');
    const line = rig.join(callNamed(1));
    await rig.settle();
    line.rung[0]!.answers.accepted();
    rig.join(callNamed(2));
    await rig.wait(30_000);
    const [now, other] = rig.queues.board().queues;
    expect(now).toMatchObject({
      name: 'sales',
      waiting: 1,
      longestWaitMs: 30_000,
      expectedWaitMs: 360_000,
      agents: { busy: 1, ready: 0 },
      today: { entered: 2, connected: 1, serviceLevel: 1 },
    });
    expect(other).toMatchObject({ displayName: '其他', waiting: 0, expectedWaitMs: null, agents: { busy: 0 } });
    rig.clock.tick(24 * 3_600_000);
    const tomorrow = rig.queues.board();
    expect(tomorrow.queues[0]?.today.entered).toBe(0);
    expect(new Date(tomorrow.sinceMs).toISOString()).toMatch(/T16:00:00/u);
  });
});
