import { describe, expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import type { Voice } from '../../contract/script-document.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { EngineReply } from '../link/wire.ts';
import { engineSession } from '../testing/engine-session.ts';
import type { SpeakingLimits } from './request-budget.ts';
import { speakingEngineOfService } from './speaking-engine-of-service.ts';
import { scriptedSpeakingService, toneOf, type AskedText } from './testing/scripted-speaking-service.ts';

const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };

function engineOf(service = scriptedSpeakingService(), limits?: SpeakingLimits) {
  const clock = new FakeClock();
  const engine = speakingEngineOfService(service, clock, limits);
  return { clock, service, engine, session: engineSession(engine) };
}

/** What was said in the order it came: milliseconds of each chunk, marks as `@characters:ms`, and the last word. */
function story(replies: readonly EngineReply[], id = 1): string {
  return replies
    .filter((reply) => reply.id === id)
    .map((reply) => {
      if (reply.kind === 'chunk') return String(reply.samples.length / 8);
      if (reply.kind === 'mark') return `@${reply.textLength}:${reply.atSample / 8}`;
      return reply.kind === 'failed' ? `failed ${reply.reason}` : reply.kind;
    })
    .join(' ');
}

const answered =
  (durationMs: number) =>
  ({ spoken }: AskedText): void => {
    spoken.chunk(toneOf(durationMs));
    spoken.end();
  };

describe('one text', () => {
  test('is read aloud, spoken in sentences with their pauses, marked at the end of each, and ends with the service’s name', () => {
    const { service, session } = engineOf(scriptedSpeakingService({}, answered(500)));
    session.received({ kind: 'say', id: 1, text: '您好。保额50万元，尾号8021。', voice });
    expect(service.asked.map(({ text }) => text)).toEqual(['您好。', '保额五十万元，尾号八零二幺。']);
    expect(story(session.replies)).toBe('500 @3:500 220 500 @17:1220 220 end');
    expect(session.replies.at(-1)).toMatchObject({ provider: 'scripted' });
  });

  test('the next sentence is asked for when the first is heard, no more than two at once, and sound that comes early waits its turn', () => {
    const { service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '一。二。三。', voice });
    const [first] = service.asked;
    expect(service.asked).toHaveLength(1);
    first?.spoken.chunk(toneOf(100));
    expect(service.asked.map(({ text }) => text)).toEqual(['一。', '二。']);
    service.asked[1]?.spoken.chunk(toneOf(300));
    service.asked[1]?.spoken.end();
    expect(story(session.replies)).toBe('100');
    first?.spoken.chunk(toneOf(150));
    first?.spoken.end();
    expect(story(session.replies)).toBe('100 150 @2:250 220 300 @4:770 220');
    service.asked[2]?.spoken.chunk(toneOf(100));
    service.asked[2]?.spoken.end();
    expect(story(session.replies)).toMatch(/100 @6:1090 220 end$/);
  });

  test('of 10 000 characters is asked for as it is heard, and a cancelled one is not paid for to its end', () => {
    const { clock, service, engine, session } = engineOf(scriptedSpeakingService({}, answered(5_000)));
    session.received({ kind: 'say', id: 1, text: '这一句话有十个字整哦。'.repeat(910), voice });
    expect(service.asked).toHaveLength(2);
    clock.tick(20_000);
    expect(service.asked.length).toBeGreaterThan(4);
    expect(service.asked.length).toBeLessThan(8);
    session.received({ kind: 'cancel', id: 1 });
    const before = session.replies.length;
    clock.tick(60_000);
    expect(session.replies).toHaveLength(before);
    expect(engine.meter().characters).toBe(service.asked.length * 11);
    expect(clock.pendingTimers).toBe(0);
  });

  test('that is empty or has no words ends without asking', () => {
    const { service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '', voice });
    session.received({ kind: 'say', id: 2, text: '……！', voice });
    expect(story(session.replies, 1)).toBe('end');
    expect(story(session.replies, 2)).toBe('@3:0 220 end');
    expect(service.asked).toEqual([]);
  });

  test('of a quiet service is brought to the level of all voices', () => {
    const { session } = engineOf(scriptedSpeakingService({}, ({ spoken }) => spoken.chunk(toneOf(400, -28))));
    session.received({ kind: 'say', id: 1, text: '好', voice });
    const [chunk] = session.replies;
    expect(chunk?.kind === 'chunk' && levelDbfs(chunk.samples)).toBeCloseTo(-16, 0);
  });
});

describe('the wish for a voice', () => {
  test('goes to the service as far as it can do it', () => {
    const { service, session } = engineOf(scriptedSpeakingService({ emotions: [], pitch: false }));
    session.received({
      kind: 'say',
      id: 1,
      text: '好',
      voice: { name: 'x', language: 'cmn', emotion: 'warm', speed: 1.2, pitch: 1.3 },
    });
    expect(service.asked[0]?.voice).toEqual({ name: 'x', language: 'cmn', emotion: 'neutral', speed: 1.2, pitch: 1 });
  });

  test('for a language it does not speak fails at once, so that another synthesiser says it', () => {
    const { service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '你好', voice: { ...voice, language: 'yue' } });
    expect(story(session.replies)).toBe('failed scripted: does not speak Cantonese');
    expect(service.asked).toEqual([]);
  });
});

describe('when the service falters', () => {
  test('a try that broke off before any sound is repeated once, and the customer hears nothing of it', () => {
    const { clock, service, engine, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '好', voice });
    service.asked[0]?.spoken.failed('the connection broke off', false);
    expect(service.asked).toHaveLength(1);
    clock.tick(100);
    expect(service.asked).toHaveLength(2);
    service.asked[0]?.spoken.chunk(toneOf(900));
    answered(200)(service.asked[1]!);
    expect(story(session.replies)).toBe('200 @1:200 220 end');
    expect(engine.meter()).toEqual({ characters: 2, requests: 2, failures: 1 });
  });

  test('twice in a row, or for good, it fails with the service’s reason', () => {
    const { clock, service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '好', voice });
    service.asked[0]?.spoken.failed('busy', false);
    clock.tick(100);
    service.asked[1]?.spoken.failed('busy still', false);
    session.received({ kind: 'say', id: 2, text: '好', voice });
    service.asked[2]?.spoken.failed('the key is refused', true);
    clock.tick(10_000);
    expect(story(session.replies, 1)).toBe('failed scripted: busy still');
    expect(story(session.replies, 2)).toBe('failed scripted: the key is refused');
    expect(service.asked).toHaveLength(3);
  });

  test('in mid-sentence it is not repeated: what was said is not said twice', () => {
    const { clock, service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '好', voice });
    service.asked[0]?.spoken.chunk(toneOf(100));
    service.asked[0]?.spoken.failed('the connection broke off', false);
    clock.tick(10_000);
    expect(story(session.replies)).toBe('100 failed scripted: the connection broke off');
    expect(service.asked).toHaveLength(1);
  });

  test('a sentence made ahead that fails is told when its turn comes, after the one before it was said whole', () => {
    const { service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '一。二。', voice });
    service.asked[0]?.spoken.chunk(toneOf(100));
    service.asked[1]?.spoken.failed('no such voice', true);
    service.asked[0]?.spoken.chunk(toneOf(100));
    service.asked[0]?.spoken.end();
    expect(story(session.replies)).toBe('100 100 @2:200 220 failed scripted: no such voice');
  });

  test('no sound within 3 s fails, a second try included, and the request is abandoned', () => {
    const { clock, service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '好', voice });
    clock.tick(1_500);
    service.asked[0]?.spoken.failed('busy', false);
    clock.tick(1_499);
    expect(story(session.replies)).toBe('');
    clock.tick(1);
    expect(story(session.replies)).toBe('failed scripted: no sound within 3000 ms');
    expect(service.asked.map(({ abandoned }) => abandoned)).toEqual([false, true]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('sound that stands still for 3 s in mid-sentence fails', () => {
    const { clock, service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '好', voice });
    service.asked[0]?.spoken.chunk(toneOf(100));
    clock.tick(2_999);
    service.asked[0]?.spoken.chunk(toneOf(100));
    clock.tick(3_000);
    expect(story(session.replies)).toBe('100 100 failed scripted: its sound stood still for 3000 ms in mid-sentence');
  });

  test('an end without sound is a failure, not a silence', () => {
    const { clock, service, session } = engineOf();
    session.received({ kind: 'say', id: 1, text: '好', voice });
    service.asked[0]?.spoken.end();
    clock.tick(100);
    service.asked[1]?.spoken.end();
    expect(story(session.replies)).toBe('failed scripted: ended without any sound');
  });
});

describe('many calls', () => {
  test('more texts than the account allows wait, and one that waits too long goes to another synthesiser', () => {
    const { clock, service, session } = engineOf(scriptedSpeakingService(), { atOnce: 1, perSecond: 100 });
    session.received({ kind: 'say', id: 1, text: '一', voice });
    session.received({ kind: 'say', id: 2, text: '二', voice });
    service.asked[0]?.spoken.chunk(toneOf(100));
    clock.tick(1_000);
    answered(100)(service.asked[0]!);
    expect(service.asked.map(({ text }) => text)).toEqual(['一', '二']);
    session.received({ kind: 'say', id: 3, text: '三', voice });
    service.asked[1]?.spoken.chunk(toneOf(100));
    clock.tick(2_000);
    service.asked[1]?.spoken.chunk(toneOf(100));
    clock.tick(1_000);
    expect(story(session.replies, 3)).toBe(
      'failed scripted: no request was free within 3000 ms: its limit of requests is reached',
    );
    expect(service.asked).toHaveLength(2);
  });

  test('a worker that goes takes its texts with it, and only those', () => {
    const { clock, engine, service, session } = engineOf();
    const other = engineSession(engine);
    session.received({ kind: 'say', id: 1, text: '一', voice });
    other.received({ kind: 'say', id: 1, text: '二', voice });
    session.closed();
    for (const asked of service.asked) answered(100)(asked);
    clock.tick(5_000);
    expect(service.asked.map(({ abandoned }) => abandoned)).toEqual([true, false]);
    expect(session.replies).toEqual([]);
    expect(story(other.replies)).toBe('100 @1:100 220 end');
  });
});
