import { callIdSchema } from '../../contract/ids.ts';
import type { ChosenVariant } from '../../contract/script/experiment.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import type { FunctionResult } from '../../contract/live-services.ts';
import type { Random } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { CallStory } from '../call-story.ts';
import type { Journal } from '../journal.ts';
import type { MediaCommand, MediaEvent } from '../media/media-messages.ts';
import { Talk } from '../talk.ts';
import { robotOrder } from './robot-order.ts';

const legId = 'call/customer';
const characterMs = 180;

/** What a customer of a call does when it is his turn. */
export interface LiveCustomer {
  turn(
    robotSays: string,
  ):
    | { readonly kind: 'says'; readonly text: string }
    | { readonly kind: 'keys'; readonly digits: string }
    | { readonly kind: 'silent' }
    | { readonly kind: 'hangs-up' };
}

export interface LiveDialogue {
  readonly callId: string;
  readonly customer: LiveCustomer;
  readonly random: Random;
  readonly journal: Journal;
  readonly variables?: Readonly<Record<string, string>>;
  /** Which variants `script` says already. */
  readonly variants?: readonly ChosenVariant[];
  readonly functionAnswers: FunctionResult;
}

/**
 * The talk of a call in virtual time, from its first event to its last, all of it in the journal: sentences take their time, the
 * customer cuts some of them, speaks late, types over them, or says nothing until the silence is noticed.
 */
export async function holdLiveDialogue(script: ScriptDocument, call: LiveDialogue): Promise<void> {
  const { random, customer, functionAnswers } = call;
  const clock = new FakeClock();
  const callId = callIdSchema.parse(call.callId);
  const held = call.variants && { variants: [...call.variants] };
  const order = { ...robotOrder(script), callId, variables: { ...call.variables }, ...held };
  const story = new CallStory(callId, clock, call.journal, () => undefined);
  const { tenantId, scriptVersion } = order;
  const parties = { attemptId: null, campaignId: null, leadId: null, callee: '+999001', caller: '95500', trunk: null };
  const of = { scriptId: script.id, scriptVersion, ...held };
  story.tell({ kind: 'call-started', tenantId, ...parties, direction: 'outbound', ...of });
  story.tell({ kind: 'answered', status: 200 });
  const playing: Extract<MediaCommand, { kind: 'play' }>[] = [];
  let said = '';
  const end = { over: false };
  const hear = (event: object): void =>
    talk.heard({ legId, atMs: clock.monotonicMs(), offsetMs: clock.monotonicMs(), ...event } as MediaEvent);
  const talk = new Talk(
    order,
    script,
    legId,
    {
      media: {
        send: (command) => void (command.kind === 'play' && playing.push(command)),
        subscribe: () => () => undefined,
        close: () => Promise.resolve(),
      },
      clock,
      services: { callFunction: () => Promise.resolve(functionAnswers) },
      recognizer: null,
      utcOffsetMinutes: 480,
    },
    story,
    { hangUp: () => (end.over = true), transfer: () => (end.over = true) },
  );
  const speak = (text: string): void => {
    const startedAtMs = clock.monotonicMs();
    hear({ kind: 'speech-started', startedAtMs });
    clock.tick(text.length * characterMs);
    hear({ kind: 'text', text });
    hear({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: clock.monotonicMs() });
  };
  /** Says what is to be said; true where the customer has cut in with his answer. */
  const listen = (): boolean => {
    for (let play = playing.shift(); play !== undefined && !end.over; play = playing.shift()) {
      const text = play.items.map((item) => item.text).join('');
      said += text;
      hear({ kind: 'play-started', playId: play.playId, synthesisMs: 0, provider: 'scripted', cached: true });
      const cut = playing.length === 0 && play.bargeIn.mode !== 'never' && random.next() < 0.25;
      const share = cut ? 0.2 + random.next() * 0.7 : 1;
      clock.tick(Math.round(text.length * characterMs * share));
      const startedAtMs = clock.monotonicMs() - 300;
      const interruption = cut
        ? { by: 'speech', startedAtMs, decidedAtMs: startedAtMs + 300, stoppedAtMs: startedAtMs + 340 }
        : null;
      const spokenText = text.slice(0, Math.round(text.length * share));
      const spokenMs = spokenText.length * characterMs;
      hear({
        kind: 'play-ended',
        playId: play.playId,
        completed: !cut,
        spokenText,
        spokenMs,
        interruption,
        failure: null,
      });
      if (cut) return true;
    }
    return false;
  };
  talk.start(true);
  for (let turns = 0; !end.over && turns < 60; turns++) {
    const cut = listen();
    if (end.over) break;
    const turn = cut ? ({ kind: 'says', text: '嗯你等一下' } as const) : customer.turn(said);
    said = '';
    if (turn.kind === 'hangs-up') break;
    if (!cut) clock.tick(200 + random.int(1_500));
    if (turn.kind === 'says') speak(turn.text);
    for (const typed of turn.kind === 'keys' ? turn.digits : []) {
      hear({ kind: 'key', digit: typed, typed, durationMs: 100, via: 'rfc4733' });
      clock.tick(250);
    }
    // Long enough for the end of a turn, the next key that does not come, or a silence that is noticed; functions answer meanwhile.
    for (let waited = 0; waited < 40 && playing.length === 0 && !end.over; waited++) {
      clock.tick(250);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
  }
  talk.stop();
}
