import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import type { Voice } from '../../contract/script-document.ts';
import { systemClock } from '../../foundation/clock.ts';
import type { EngineSession } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import { dashscopeSpeaking } from './dashscope/speak.ts';
import { dashscopeVoiceServer } from './dashscope/testing/dashscope-voice-server.ts';
import { speakingEngineOfService, type SpeakingEngine } from './speaking-engine-of-service.ts';
import type { VoiceScript, VoiceServer } from './testing/scripted-mouth.ts';

const key = 'sk-0123456789abcdef';
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
const servers: VoiceServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface Bench {
  readonly server: VoiceServer;
  readonly engine: SpeakingEngine;
  readonly session: EngineSession;
  readonly replies: EngineReply[];
  /** Fulfils with the first reply of a kind, also one that came already. */
  readonly replied: (kind: EngineReply['kind']) => Promise<EngineReply>;
}

/** An engine over CosyVoice as a local server speaks it, on a real socket and by the real clock. */
async function open(script: VoiceScript): Promise<Bench> {
  const server = await dashscopeVoiceServer(key, script);
  servers.push(server);
  const parts = { clock: systemClock, uuid: randomUUID };
  const engine = speakingEngineOfService(
    dashscopeSpeaking({ name: 'cosyvoice', url: server.url, key }, parts),
    systemClock,
  );
  const replies: EngineReply[] = [];
  const waiting: (() => void)[] = [];
  const session = engine.connected((reply) => {
    replies.push(reply);
    for (const look of waiting.splice(0)) look();
  });
  const replied = (kind: EngineReply['kind']): Promise<EngineReply> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = replies.find((reply) => reply.kind === kind);
        if (found) resolve(found);
        else waiting.push(look);
      };
      look();
    });
  return { server, engine, session, replies, replied };
}

test('a text is spoken sentence by sentence, whole, marked, and at one level', async () => {
  const { server, engine, session, replies, replied } = await open({});
  session.received({ kind: 'say', id: 1, text: '保额50万元。您看可以吗？', voice });
  expect(await replied('end')).toEqual({ kind: 'end', id: 1, provider: 'cosyvoice' });
  expect(server.asked.map(({ text }) => text)).toEqual(['保额五十万元。', '您看可以吗？']);
  expect(server.violations).toEqual([]);
  const sound = replies.flatMap((reply) => (reply.kind === 'chunk' ? [...reply.samples] : []));
  const [first = 0, second = 0] = replies.flatMap((reply) => (reply.kind === 'mark' ? [reply.atSample] : []));
  expect([first, second]).toEqual([7 * 800, 7 * 800 + 1_760 + 6 * 800]);
  expect(sound).toHaveLength(second + 1_760);
  expect(levelDbfs(Int16Array.from(sound.slice(0, first)))).toBeCloseTo(-16, 0);
  expect(engine.meter()).toEqual({ characters: 13, requests: 2, failures: 0 });
});

test('a service that is full is asked twice, then another synthesiser is to say it; no key in the reason', async () => {
  const { engine, session, replied } = await open({ refusal: { status: 429, body: `too many requests of ${key}` } });
  session.received({ kind: 'say', id: 1, text: '您好', voice });
  expect(await replied('failed')).toEqual({
    kind: 'failed',
    id: 1,
    reason: 'cosyvoice: the service answered with status 429: too many requests of ***',
  });
  expect(engine.meter()).toEqual({ characters: 4, requests: 2, failures: 2 });
});

test('a key refused is asked once', async () => {
  const { engine, session, replied } = await open({ refusal: { status: 401, body: 'Invalid API-key' } });
  session.received({ kind: 'say', id: 1, text: '您好', voice });
  await replied('failed');
  expect(engine.meter()).toEqual({ characters: 2, requests: 1, failures: 1 });
});

test('a connection cut in mid-sentence fails after what was said, once', async () => {
  const { engine, session, replies, replied } = await open({ fault: 'cut' });
  session.received({ kind: 'say', id: 1, text: '您好', voice });
  await replied('failed');
  expect(replies[0]?.kind).toBe('chunk');
  expect(replies.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
  expect(engine.meter()).toMatchObject({ requests: 1, failures: 1 });
});

test('a long text that is cancelled hangs up, and its other sentences are never asked for', async () => {
  const { server, session, replied } = await open({ fault: 'hang' });
  session.received({ kind: 'say', id: 1, text: '这一句话有十个字整哦。'.repeat(910), voice });
  await replied('chunk');
  const gone = server.hungUp();
  session.received({ kind: 'cancel', id: 1 });
  await gone;
  expect(server.asked.length).toBeLessThanOrEqual(2);
});
