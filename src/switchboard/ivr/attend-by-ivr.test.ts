import { describe, expect, it } from 'vitest';
import type { AttendedCall, Attendant, CallSurroundings, MediaCommand, MediaEvent } from '../../call/index.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { StageResult } from '../calls/stage.ts';
import { attendByIvr } from './attend-by-ivr.ts';
import type { IvrLeading } from './ivr-ports.ts';
import { smallIvr, type SmallNodes } from './testing/small-ivr.ts';

type Told = Parameters<AttendedCall['tell']>[0];
const legId = 'call-1/customer';

class Attended {
  readonly clock = new FakeClock();
  readonly commands: MediaCommand[] = [];
  readonly told: Told[] = [];
  ended: string | null = null;
  readonly attendant: Attendant;
  /** Where the flow leads, and what is told when the person is back. */
  led: { readonly to: IvrLeading['target']; back(taken: boolean): void } | null = null;
  readonly leads: boolean;

  constructor(nodes: SmallNodes, { name = 'small', leads = false } = {}) {
    this.leads = leads;
    const around = {
      clock: this.clock,
      recognizer: null,
      media: { send: (command: MediaCommand) => void this.commands.push(command) },
    } as unknown as CallSurroundings;
    const ivrs = [smallIvr(nodes, { variables: { name: { default: '您' } } })];
    const order = {
      callId: 'call-1',
      destination: { kind: 'trunk', callee: '+8613800138000', caller: '+861088886666' },
      ivr: { name, version: 1, ivrs, calendars: [] },
      variables: { name: '王女士' },
      maxTalkMs: 60_000,
    } as unknown as AttendedCall['order'];
    this.attendant = attendByIvr({
      fetch: () => Promise.resolve({ failure: 'unreachable' }),
      leadTo: (_order, leading, ended) => this.leadTo(leading, ended),
    })({
      order,
      legId,
      around,
      tell: (event) => void this.told.push(event),
      hangUp: (outcome, reason) => (this.ended = `${outcome}: ${reason}`),
    });
    this.attendant.prepare();
    this.attendant.start(false);
  }

  leadTo({ target }: IvrLeading, ended: (result: StageResult) => void): (() => void) | null {
    if (!this.leads) return null;
    this.led = { to: target, back: (taken) => ended({ taken, reason: taken ? 'the agent left' : 'nobody-there' }) };
    return () => (this.led = null);
  }

  get said(): readonly string[] {
    return this.commands.flatMap((one) => (one.kind === 'play' ? one.items.map(({ text }) => text) : []));
  }

  /** All that was sent is said to its end. */
  listen(): void {
    for (const command of this.commands.slice())
      if (command.kind === 'play') this.attendant.heard(endOf(command.playId));
  }

  press(digit: string): void {
    const at = { durationMs: 100, via: 'rfc4733', atMs: 0, offsetMs: 0 } as const;
    this.attendant.heard({ kind: 'key', legId, digit, typed: digit, ...at });
  }
}

function endOf(playId: string, completed = true): Extract<MediaEvent, { kind: 'play-ended' }> {
  const spoken = { spokenText: '…', spokenMs: 900, interruption: null, failure: null };
  return { kind: 'play-ended', legId, playId, atMs: 0, completed, ...spoken };
}

const nodes: SmallNodes = {
  start: {
    kind: 'menu',
    say: '{name}好，回电请按1，人工请按0。',
    invalid: '不对。',
    keys: { '1': 'back', '0': 'people' },
    failed: 'bye',
  },
  back: { kind: 'callback', next: 'bye', failed: 'bye' },
  people: { kind: 'queue', queue: 'service', failed: 'bye' },
  bye: { kind: 'hang-up', say: '再见。', reason: 'told' },
};

describe('a flow in a call that we made', () => {
  it('is made ready while the phone rings, and knows the person', () => {
    const call = new Attended(nodes);
    expect(call.commands[0]).toMatchObject({ kind: 'prepare', items: [{ text: '不对。' }, { text: '再见。' }] });
    expect(call.said).toEqual(['王女士好，回电请按1，人工请按0。']);
  });

  it('notes a call-back, ends as completed, and knows by the key that a person answered', () => {
    const call = new Attended(nodes);
    call.press('1');
    call.listen();
    expect(call.ended).toBe('completed: told');
    expect(call.told).toContainEqual({ kind: 'answered-by-decided', answeredBy: 'human', reason: 'a key was pressed' });
    expect(call.told).toContainEqual(expect.objectContaining({ kind: 'call-back-asked', wantedAtMs: null }));
  });

  it('leads to nobody, and goes on by the other way', () => {
    const call = new Attended(nodes);
    call.press('0');
    call.listen();
    call.listen();
    expect(call.told).toContainEqual(expect.objectContaining({ what: 'came back: not taken, no-queue-here' }));
    expect(call.ended).toBe('completed: told');
  });

  it('gives the person to the switchboard, under no limit meanwhile, and goes on when that is over', () => {
    const call = new Attended(nodes, { leads: true });
    call.press('0');
    call.listen();
    expect(call.led?.to).toMatchObject({ kind: 'queue', queue: 'service' });
    call.attendant.personJoined();
    call.clock.tick(600_000);
    expect(call.ended).toBeNull();
    call.led?.back(false);
    expect(call.said.at(-1)).toBe('再见。');
    call.listen();
    expect(call.ended).toBe('completed: told');
  });

  it('says no more when a person joins whom it did not lead to, and takes back whom it led when the call ends', () => {
    const call = new Attended(nodes, { leads: true });
    call.attendant.personJoined();
    expect(call.commands.at(-1)).toMatchObject({ kind: 'stop-play' });
    call.press('0');
    call.clock.tick(600_000);
    expect([call.led, call.ended]).toEqual([null, null]);

    const led = new Attended(nodes, { leads: true });
    led.press('0');
    led.listen();
    led.attendant.stop();
    expect(led.led).toBeNull();
  });

  it('begins again after the beep of a voicemail box, once, and ends where a fax answers', () => {
    const call = new Attended(nodes);
    const tone = { kind: 'tone', legId, atMs: 0 } as const;
    call.attendant.heard({ ...tone, tone: 'beep' });
    call.attendant.heard({ ...tone, tone: 'beep' });
    expect(call.said).toHaveLength(2);
    expect(call.told).toContainEqual(expect.objectContaining({ answeredBy: 'voicemail' }));

    const fax = new Attended(nodes);
    fax.attendant.heard({ ...tone, tone: 'fax' });
    expect(fax.ended).toBe('fax: a fax answered');
  });

  it('ends when the call is too long, and not for want of a flow without a word', () => {
    const call = new Attended({ start: { kind: 'prompt', say: '您好。', next: 'start' } });
    call.clock.tick(60_000);
    expect(call.ended).toBe('completed: the call was too long');
    expect(new Attended(nodes, { name: 'elsewhere' }).ended).toBe('failed: the order carries no such flow');
  });

  it('tells what the end of the call cut, and says nothing after', () => {
    const call = new Attended(nodes);
    const play = call.commands.find((one) => one.kind === 'play');
    call.attendant.stop();
    call.attendant.cutOff(endOf(play?.playId ?? '', false));
    expect(call.told.at(-1)).toMatchObject({ kind: 'robot-said', node: 'start', completed: false });
    expect(call.clock.pendingTimers).toBe(0);
    expect(call.ended).toBeNull();
  });
});
