import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../foundation/clock.ts';
import { systemRandom } from '../foundation/random.ts';
import type { CallLog, SimulatorOptions } from './messages.ts';
import { runSimulator, type RunningSimulator } from './run-simulator.ts';
import { ScriptedRobot, type RobotCall } from './testing/scripted-robot.ts';

const caller = '+861095000001';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function world(options: Partial<SimulatorOptions> = {}) {
  const simulator = await runSimulator(
    {
      seed: 5,
      callerNumbers: [caller],
      voice: 'murmur',
      reactionMs: 300,
      rtpPorts: { from: 42_000, to: 42_998 },
      ...options,
    },
    { clock: systemClock, random: systemRandom },
  );
  const robot = await ScriptedRobot.open(simulator.addresses.udp);
  open.push(robot, simulator);
  return { simulator, robot };
}

/** The log of the call, once the carrier has closed its book. */
async function closedLog(simulator: RunningSimulator, call: RobotCall): Promise<CallLog> {
  await call.over;
  return vi.waitFor(() => {
    const log = simulator.log().find(({ sipCallId, endedAt }) => sipCallId === call.sipCallId && endedAt !== null);
    if (!log) throw new Error(`the carrier has not closed the book of ${call.sipCallId}`);
    return log;
  }, 10_000);
}

describe('the carrier', () => {
  it('takes simulated numbers from callers it was told, and no others', async () => {
    const { simulator, robot } = await world({ only: ['busy'] });
    const [number = ''] = simulator.numbers(1);
    expect(await robot.call(number, caller).final).toBe(486);
    expect(await robot.call('+8613800138000', caller).final).toBe(403);
    expect(await robot.call(number, '+861095000002').final).toBe(403);
    expect(await robot.call('+99900000000', caller).final).toBe(404);
    expect(simulator.log().map(({ admission, attempt }) => [admission, attempt])).toEqual([
      ['taken', 1],
      ['not-simulated', 0],
      ['unknown-caller', 0],
      ['unknown-number', 0],
    ]);
    expect(simulator.log()[0]?.truth).toMatchObject({ answered: false, outcome: 'busy', hungUpBy: 'network' });
  });

  it('asks for credentials, and takes so many calls in a second', async () => {
    const digest = { username: 'waihu', password: 'secret', status: 407 } as const;
    const { simulator, robot } = await world({ only: ['rejects'], digest, callsPerSecond: 1 });
    const [number = ''] = simulator.numbers(1);
    const right = () => Promise.resolve({ username: 'waihu', password: 'secret' });
    const first = robot.call(number, caller, { credentials: right });
    const second = robot.call(number, caller, { credentials: right });
    expect(new Set([await first.final, await second.final])).toEqual(new Set([503, 603]));
    const wrong = () => Promise.resolve({ username: 'waihu', password: 'guess' });
    expect(await robot.call(number, caller, { credentials: wrong }).final).toBe(403);
    expect(simulator.log().map(({ admission }) => admission)).toContain('challenged');
  });

  it('is called by TCP as well', async () => {
    const { simulator, robot } = await world({ only: ['vacant'] });
    const [number = ''] = simulator.numbers(1);
    expect(await robot.call(number, caller, { tcp: simulator.addresses.tcp }).final).toBe(404);
  });

  it('announces in early media, by words and without a cause', async () => {
    const { simulator, robot } = await world({ only: ['powered-off'] });
    const [number = ''] = simulator.numbers(1);
    const call = robot.call(number, caller);
    expect(await call.final).toBe(480);
    expect(call.statuses).toContain(183);
    expect(call.reason).toBeNull();
    expect(call.text).toContain('您好，您拨打的电话已关机，请稍后再拨。');
    expect((await closedLog(simulator, call)).truth.outcome).toBe('powered-off');
  });

  it('is busy first and answers the second attempt; a cancelled call is closed as such', async () => {
    const { simulator, robot } = await world({ only: ['buys-at-second-attempt'] });
    const [number = ''] = simulator.numbers(1);
    expect(await robot.call(number, caller).final).toBe(486);
    const again = robot.call(number, caller);
    await again.ringing;
    again.cancel();
    expect(await again.final).toBe(487);
    expect((await closedLog(simulator, again)).truth).toMatchObject({ outcome: 'no-answer', hungUpBy: 'robot' });
    expect(simulator.log().map(({ attempt, finalStatus }) => [attempt, finalStatus])).toEqual([
      [1, 486],
      [2, 487],
    ]);
  });
});

describe('a customer', () => {
  it('talks with the robot by sound and text, and its log says what was said', async () => {
    const { simulator, robot } = await world({ only: ['buys-critical-illness'] });
    const [number = ''] = simulator.numbers(1);
    const call = robot.call(number, caller);
    await call.answered;
    for (const question of ['现在方便吗？', '要哪一种？', '要多少保额？', '要办理吗？', '请说确认好吗？']) {
      await call.say(question);
      await call.heardSentence();
    }
    await call.say('再见。');
    await call.hangUp();
    const log = await closedLog(simulator, call);
    expect(log.truth).toMatchObject({
      outcome: 'completed',
      hungUpBy: 'robot',
      grade: 'A',
      ordered: true,
      wants: { product: '重疾险', amountYuan: 500_000 },
      wordsSaid: ['方便，你说吧。', '我想要重疾险。', '五十万吧。', '帮我办理吧。', '确认没问题。'],
    });
    expect(log.truth.wordsHeard.join('')).toContain('现在方便吗？要哪一种？要多少保额？要办理吗？请说确认好吗？');
    expect(call.text).toBe(log.truth.wordsSaid.join(''));
    expect(log.said.every(({ lastVoicedAtMs, lastCharacterAtMs }) => lastCharacterAtMs! >= lastVoicedAtMs!)).toBe(true);
  });

  it('presses keys where no text is offered', async () => {
    const { simulator, robot } = await world({ only: ['keys-refuse'] });
    const [number = ''] = simulator.numbers(1);
    const call = robot.call(number, caller, { text: false });
    await call.answered;
    await call.say('现在方便吗？');
    expect(await call.heardKey()).toBe('2');
    await call.hangUp();
    const log = await closedLog(simulator, call);
    expect(log.textAgreed).toBe(false);
    expect(log.truth).toMatchObject({ keysPressed: '2', answeredBy: 'human', grade: 'F' });
  });

  it('hangs up at once', async () => {
    const { simulator, robot } = await world({ only: ['hangs-up-at-once'] });
    const [number = ''] = simulator.numbers(1);
    const call = robot.call(number, caller);
    await call.answered;
    expect((await closedLog(simulator, call)).truth).toMatchObject({ outcome: 'no-interaction', hungUpBy: 'customer' });
  });

  it('changes the session in mid-call and goes on', async () => {
    const { simulator, robot } = await world({ only: ['holds'] });
    const [number = ''] = simulator.numbers(1);
    const call = robot.call(number, caller);
    await call.answered;
    await call.say('现在方便吗？');
    await call.heardSentence();
    await call.say('要哪一种？');
    await call.heardSentence();
    expect(call.directions).toEqual(['sendonly', 'sendrecv']);
    await call.hangUp();
    expect((await closedLog(simulator, call)).truth.wordsSaid).toContain('医疗险。');
  });

  it('sends nothing on a one-way line, and all of it back on a plain one', async () => {
    const { simulator, robot } = await world({ only: ['one-way', 'steady'] });
    const numbers = simulator.numbers(2);
    const calls = numbers.map((number) => robot.call(number, caller));
    await Promise.all(calls.map((call) => call.answered));
    await Promise.all(calls.map((call) => call.say('一二三四五六七八九十')));
    await Promise.all(calls.map((call) => call.hangUp()));
    const logs = await Promise.all(calls.map((call) => closedLog(simulator, call)));
    const oneWay = logs.find(({ behaviour }) => behaviour === 'one-way');
    const steady = logs.find(({ behaviour }) => behaviour === 'steady');
    expect(oneWay?.packets.sent).toBe(0);
    expect(oneWay?.packets.received).toBeGreaterThan(0);
    expect(oneWay?.truth.outcome).toBe('one-way-audio');
    expect(steady?.packets.sent).toBeGreaterThan(50);
  });
});

describe('the people of the carrier', () => {
  it('answer, play their tone and hear the other; some are busy, some reject, some never answer', async () => {
    const { simulator, robot } = await world({
      seats: [
        { name: 'li', mode: 'answers' },
        { name: 'wang', mode: 'busy' },
        { name: 'zhao', mode: 'rejects' },
        { name: 'qian', mode: 'no-answer' },
      ],
    });
    const [li, wang, zhao, qian] = simulator.addresses.seats.map(({ address }) => address);
    expect(await robot.callAddress(wang ?? '').final).toBe(486);
    expect(await robot.callAddress(zhao ?? '').final).toBe(603);
    const ringing = robot.callAddress(qian ?? '');
    await ringing.ringing;
    ringing.cancel();
    expect(await ringing.final).toBe(487);
    const talking = robot.callAddress(li ?? '');
    await talking.answered;
    await talking.playTone(1_800, 1_000);
    await talking.over;
    const log = simulator.seatLog().find(({ seat }) => seat === 'li');
    expect(log).toMatchObject({ finalStatus: 200, heardToneHz: 1_800, hungUpBy: 'seat' });
    expect(simulator.seatLog().map(({ seat, finalStatus }) => [seat, finalStatus])).toEqual([
      ['wang', 486],
      ['zhao', 603],
      ['qian', 487],
      ['li', 200],
    ]);
  });
});
