import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../foundation/logger.ts';
import { knownRecording } from '../../speech/index.ts';
import type { MediaEvent } from './media-messages.ts';
import { WorkerMedia, type ToWorker } from './start-media-worker.ts';

class FakeThread extends EventEmitter {
  readonly posted: ToWorker[] = [];
  terminated = false;

  postMessage(message: ToWorker): void {
    this.posted.push(message);
    if (message.kind === 'stop') queueMicrotask(() => this.emit('message', { kind: 'stopped' }));
  }

  terminate(): Promise<number> {
    this.terminated = true;
    return Promise.resolve(0);
  }
}

function started() {
  const threads: FakeThread[] = [];
  const media = new WorkerMedia(() => {
    const thread = new FakeThread();
    threads.push(thread);
    return thread as never;
  }, silentLogger);
  const events: MediaEvent[] = [];
  const unsubscribe = media.subscribe((event) => events.push(event));
  return { media, threads, events, unsubscribe };
}

const openLeg = (legId: string, callId: string) =>
  ({ kind: 'open-leg', callId, legId, role: 'customer', bindAddress: '127.0.0.1', text: false }) as const;

describe('the port over a thread', () => {
  it('carries commands in and events out, to all who listen', () => {
    const { media, threads, events, unsubscribe } = started();
    media.send(openLeg('a', 'c'));
    expect(threads[0]!.posted).toEqual([{ kind: 'command', command: openLeg('a', 'c') }]);
    const opened = { kind: 'leg-opened', legId: 'a', port: 1, textPort: null } as const;
    threads[0]!.emit('message', { kind: 'event', event: opened });
    unsubscribe();
    threads[0]!.emit('message', { kind: 'event', event: opened });
    expect(events).toEqual([opened]);
  });

  it('fails the legs and closes the calls of a thread that died, and starts another', () => {
    const { media, threads, events } = started();
    media.send(openLeg('a', 'one'));
    media.send(openLeg('b', 'two'));
    media.send({ kind: 'close-leg', legId: 'b' });
    const closed = { callId: 'two', tracks: [], maskedSpans: [], recordingComplete: true, legs: [], used: [] };
    threads[0]!.emit('message', { kind: 'event', event: { kind: 'call-closed', ...closed } });
    events.length = 0;
    threads[0]!.emit('error', new Error('out of memory'));
    threads[0]!.emit('exit', 1);
    expect(events.map(({ kind }) => kind)).toEqual(['leg-failed', 'call-closed']);
    expect(events[1]).toMatchObject({ callId: 'one', recordingComplete: false });
    media.send(openLeg('c', 'three'));
    expect(threads[1]!.posted).toHaveLength(1);
  });

  it('tells a thread that is started again which recordings are known', () => {
    const { media, threads } = started();
    const [first, last] = [[], [knownRecording('busy/one', { cause: 'busy' }, new Int16Array(8_000))]] as const;
    for (const recordings of [first, last]) media.send({ kind: 'use-recordings', recordings });
    threads[0]!.emit('exit', 1);
    expect(threads[1]!.posted).toEqual([{ kind: 'command', command: { kind: 'use-recordings', recordings: last } }]);
  });

  it('waits for the thread to close its calls before it ends it', async () => {
    const { media, threads } = started();
    await media.close();
    expect(threads[0]!.posted).toEqual([{ kind: 'stop' }]);
    expect(threads[0]!.terminated).toBe(true);
    threads[0]!.emit('exit', 0);
    expect(threads).toHaveLength(1);
  });
});
