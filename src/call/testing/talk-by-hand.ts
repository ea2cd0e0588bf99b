import type { ScriptDocument } from '../../contract/script-document.ts';
import type { FunctionResult } from '../../contract/live-services.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { Told } from '../conversation-state.ts';
import type { MediaCommand, MediaEvent } from '../media/media-messages.ts';
import { Talk } from '../talk.ts';
import { robotOrder } from './robot-order.ts';

const legId = 'call/customer';

/** The talk of an answered call, heard by hand. Every sentence but a sign is said in no time; functions answer never. */
export function talkByHand(script: ScriptDocument) {
  const clock = new FakeClock();
  const endings: string[] = [];
  const told: Told[] = [];
  const ended = { completed: true, spokenText: '', spokenMs: 0, interruption: null, failure: null };
  const send = (command: MediaCommand): void => {
    if (command.kind === 'play' && !command.interject)
      clock.after(0, () => hear({ kind: 'play-ended', playId: command.playId, ...ended }));
  };
  const around = {
    media: { send, subscribe: () => () => undefined, close: () => Promise.resolve() },
    clock,
    services: { callFunction: () => new Promise<FunctionResult>(() => undefined) },
    recognizer: null,
    utcOffsetMinutes: 480,
  };
  const talk = new Talk(
    robotOrder(script),
    script,
    legId,
    around,
    { tell: (event) => told.push(event), opens: () => undefined, keep: () => undefined },
    { hangUp: (outcome) => void endings.push(outcome), transfer: () => undefined },
  );
  const hear = (event: object): void =>
    talk.heard({ legId, atMs: clock.monotonicMs(), offsetMs: clock.monotonicMs(), ...event } as MediaEvent);
  talk.start(true);
  return { clock, endings, told, talk, hear };
}
