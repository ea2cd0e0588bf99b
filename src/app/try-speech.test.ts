import { expect, test } from 'vitest';
import { CodedError } from '../foundation/errors.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { noSpeechSockets } from '../speech/index.ts';
import { speechTrial } from './try-speech.ts';

const wanted = { text: '您好', voice: { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } } as const;

test('a sentence that nobody can say is told so, and a third listener at once is asked to wait', async () => {
  const clock = new FakeClock();
  const say = speechTrial(noSpeechSockets, clock);
  const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
    asked.then(
      () => 'said',
      (error: unknown) => (error instanceof CodedError ? `${error.code}: ${error.message}` : error),
    );
  const both = [codeOf(say(wanted)), codeOf(say(wanted))];
  expect(await codeOf(say(wanted))).toMatch(/^too-many-requests/);
  await clock.tickAsync(30);
  const cannot = "cannot-be-said: '您好': no synthesiser that speaks 'cmn' is installed";
  expect(await Promise.all(both)).toEqual([cannot, cannot]);
  const later = codeOf(say(wanted));
  await clock.tickAsync(30);
  expect(await later).toBe(cannot);
});
