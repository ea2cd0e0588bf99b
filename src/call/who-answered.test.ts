import { expect, it } from 'vitest';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import type { MediaCommand, MediaEvent } from './media/media-messages.ts';
import { Talk } from './talk.ts';
import { robotOrder } from './testing/robot-order.ts';
import { tinyScript } from './testing/tiny-script.ts';

const legId = 'call/customer';

/** A call that a machine has answered by its manner of speaking, 3 s after it began. */
function machineAnswered() {
  const clock = new FakeClock();
  const endings: string[] = [];
  const ended = { completed: true, spokenText: '', spokenMs: 0, interruption: null, failure: null };
  // Every sentence is said in no time.
  const send = (command: MediaCommand): void => {
    if (command.kind === 'play') clock.after(0, () => hear({ kind: 'play-ended', playId: command.playId, ...ended }));
  };
  const around = {
    media: { send, subscribe: () => () => undefined, close: () => Promise.resolve() },
    clock,
    services: { callFunction: () => Promise.resolve({ ok: true as const, values: {} }) },
    recognizer: null,
    utcOffsetMinutes: 480,
  };
  const ends = { hangUp: (outcome: string) => void endings.push(outcome), transfer: () => undefined };
  const talk = new Talk(robotOrder(tinyScript), tinyScript, legId, around, { tell: () => undefined }, ends);
  const hear = (event: object): void => talk.heard({ legId, atMs: clock.monotonicMs(), ...event } as MediaEvent);
  talk.start(false);
  clock.tick(3_000);
  const evidence = { kind: 'picked-up', answeredBy: 'voicemail', by: 'sound', reason: 'spoke on', finished: false };
  hear({ kind: 'answer-heard', evidence });
  const at = { startedAtMs: 0, lastVoicedAtMs: 0, offsetMs: 0 };
  return {
    clock,
    endings,
    speaks: () => hear({ kind: 'speech-started', ...at }),
    pauses: () => hear({ kind: 'speech-paused', ...at }),
    beeps: () => hear({ kind: 'tone', tone: 'beep' }),
  };
}

it('a greeting longer than the wait for a beep is heard to its end', () => {
  const { clock, endings, speaks, pauses } = machineAnswered();
  speaks();
  clock.tick(12_000);
  expect(endings).toEqual([]);
  pauses();
  clock.tick(7_900);
  expect(endings).toEqual([]);
  clock.tick(200);
  expect(endings).toEqual(['voicemail']);
});

it('a beep after a long greeting ends the wait', () => {
  const { clock, endings, speaks, pauses, beeps } = machineAnswered();
  speaks();
  clock.tick(11_000);
  pauses();
  clock.tick(500);
  beeps();
  clock.tick(100);
  // An echo of the beep.
  speaks();
  clock.tick(300);
  expect(endings).toEqual(['voicemail']);
});

it('a machine that speaks without end is left after 20 s, one that says nothing more after 8 s', () => {
  const talker = machineAnswered();
  talker.speaks();
  talker.clock.tick(19_900);
  expect(talker.endings).toEqual([]);
  talker.clock.tick(200);
  expect(talker.endings).toEqual(['voicemail']);
  const silent = machineAnswered();
  silent.clock.tick(7_900);
  expect(silent.endings).toEqual([]);
  silent.clock.tick(200);
  expect(silent.endings).toEqual(['voicemail']);
});
