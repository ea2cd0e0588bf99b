import { expect, it } from 'vitest';
import { talkByHand } from './testing/talk-by-hand.ts';
import { tinyScript } from './testing/tiny-script.ts';

/** A call that a machine has answered by its manner of speaking, 3 s after it began. */
function machineAnswered() {
  const { clock, endings, told, hear } = talkByHand(tinyScript);
  clock.tick(3_000);
  const evidence = { kind: 'picked-up', answeredBy: 'voicemail', by: 'sound', reason: 'spoke on', finished: false };
  hear({ kind: 'answer-heard', evidence });
  const at = { startedAtMs: 0, lastVoicedAtMs: 0 };
  return {
    clock,
    endings,
    told,
    speaks: () => hear({ kind: 'speech-started', ...at }),
    pauses: () => hear({ kind: 'speech-paused', ...at }),
    beeps: () => hear({ kind: 'tone', tone: 'beep' }),
    presses: () => hear({ kind: 'key', digit: '5', typed: '5', durationMs: 100, via: 'rfc4733' }),
    says: (text: string) => hear({ kind: 'text', text }),
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

it('who presses a key is a person after all, and is heard', () => {
  const { clock, told, speaks, pauses, presses, says } = machineAnswered();
  speaks();
  pauses();
  clock.tick(2_000);
  presses();
  says('不要');
  clock.tick(3_000);
  expect(told.filter(({ kind }) => kind === 'customer-said')).toMatchObject([{ text: '不要' }]);
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

it('who spoke and waits is a person as soon as the words are known, if they come after the pause', () => {
  const { told, hear } = talkByHand(tinyScript);
  const at = { startedAtMs: 0, lastVoicedAtMs: 0 };
  const decisions = () => told.filter(({ kind }) => kind === 'answered-by-decided');
  hear({ kind: 'speech-started', ...at });
  hear({ kind: 'speech-paused', ...at });
  hear({ kind: 'final', text: '', confidence: 0 });
  expect(decisions()).toEqual([]);
  hear({ kind: 'final', text: '方便你说', confidence: 0.9 });
  expect(decisions()).toMatchObject([{ answeredBy: 'human', reason: 'spoke like a person' }]);
});

it('words in the middle of what somebody says are no sign of a person yet', () => {
  const { told, hear } = talkByHand(tinyScript);
  hear({ kind: 'speech-started', startedAtMs: 0, lastVoicedAtMs: 0 });
  hear({ kind: 'final', text: '您好', confidence: 0.9 });
  expect(told.filter(({ kind }) => kind === 'answered-by-decided')).toEqual([]);
});
