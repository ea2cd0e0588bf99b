import { afterEach, expect, test } from 'vitest';
import type { Voice } from '../../../contract/script-document.ts';
import { recordedText } from './recorded-text.ts';
import { soundOfText, type SpeakingBench, type VoiceScript } from './scripted-mouth.ts';

export const plainVoice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };

export type StartSpeakingBench = (script: VoiceScript) => Promise<SpeakingBench>;

/** Opens benches that are closed after each test. */
export function speakingBenches(start: StartSpeakingBench): StartSpeakingBench {
  const benches: SpeakingBench[] = [];
  afterEach(async () => {
    for (const { service, server } of benches.splice(0)) {
      await service.close();
      await server.close();
    }
  });
  return async (script) => {
    const bench = await start(script);
    benches.push(bench);
    return bench;
  };
}

/** How one text ended, with no secret in it. */
export async function endingOf(
  { service, secrets }: SpeakingBench,
  voice = plainVoice,
  text = '您好',
): Promise<string> {
  const spoken = recordedText();
  service.say(text, voice, spoken);
  const ending = await spoken.over;
  for (const secret of secrets) expect(ending).not.toContain(secret);
  return ending;
}

/** What every service that opens a WebSocket for a text has to do, whatever its vendor's words are. */
export function speakingCases(start: StartSpeakingBench): void {
  const open = speakingBenches(start);

  test('the sound of a text comes in chunks, in order, whole, and then its end', async () => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好，请问您方便吗？', plainVoice, spoken);
    expect(await spoken.over).toBe('end');
    expect(spoken.chunks.length).toBeGreaterThan(1);
    expect(spoken.samples).toEqual([...soundOfText('您好，请问您方便吗？')]);
    expect(server.asked.map(({ text }) => text)).toEqual(['您好，请问您方便吗？']);
    expect(server.violations).toEqual([]);
  });

  test('two texts at once do not mix', async () => {
    const { service, server } = await open({});
    const [one, other] = [recordedText(), recordedText()];
    service.say('一', plainVoice, one);
    service.say('二', plainVoice, other);
    expect(await Promise.all([one.over, other.over])).toEqual(['end', 'end']);
    expect(one.samples).toEqual([...soundOfText('一')]);
    expect(other.samples).toEqual([...soundOfText('二')]);
    expect(server.violations).toEqual([]);
  });

  test('a connection cut in mid-sentence fails once, after what had come, and another try may succeed', async () => {
    const { service } = await open({ fault: 'cut' });
    const spoken = recordedText();
    service.say('您好', plainVoice, spoken);
    expect(await spoken.over).toMatch(/^failed for now: /);
    expect(spoken.endings).toHaveLength(1);
    expect(spoken.samples).toEqual([...soundOfText('您好').subarray(0, spoken.samples.length)]);
  });

  test('a service that says goodbye in mid-sentence has failed', async () => {
    expect(await endingOf(await open({ fault: 'goodbye' }))).toBe(
      'failed for now: the service closed the connection with code 1000',
    );
  });

  test('garbage fails with a reason that repeats nothing of it', async () => {
    const ending = await endingOf(await open({ fault: 'garbage' }));
    expect(ending).toMatch(/^failed for now: .*that are no message of its protocol$/);
    expect(ending).not.toContain('客户');
  });

  test('sound that ends in the middle of a sample has not come whole', async () => {
    expect(await endingOf(await open({ fault: 'half a sample' }))).toBe(
      'failed for now: the sound ended in the middle of a sample',
    );
  });

  test('nobody there fails, and another try may succeed', async () => {
    const bench = await open({});
    await bench.server.close();
    expect(await endingOf(bench)).toMatch(/^failed for now: .*ECONNREFUSED/);
  });

  test('a text that is abandoned hangs up and hears nothing more, before the connection stands too', async () => {
    const { service, server } = await open({ fault: 'hang' });
    const [early, middle] = [recordedText(), recordedText()];
    service.say('早', plainVoice, early)();
    const abandon = service.say('您好', plainVoice, middle);
    await middle.begun;
    const gone = server.hungUp();
    abandon();
    await gone;
    expect([early.endings, middle.endings]).toEqual([[], []]);
    expect(early.chunks).toEqual([]);
  });

  test('closing the service abandons what it says', async () => {
    const { service, server } = await open({ fault: 'hang' });
    const spoken = recordedText();
    service.say('您好', plainVoice, spoken);
    await spoken.begun;
    const gone = server.hungUp();
    await service.close();
    await gone;
    expect(spoken.endings).toEqual([]);
  });
}
