import { describe, expect, it, vi } from 'vitest';
import type { SimulatorReply, SimulatorRequest } from './messages.ts';
import type { RunningSimulator } from './run-simulator.ts';
import { serveParent } from './serve-parent.ts';

function rig(run: () => Promise<RunningSimulator>) {
  const sent: SimulatorReply[] = [];
  let ask: (request: SimulatorRequest) => void = () => undefined;
  let gone: () => void = () => undefined;
  const leave = vi.fn<() => void>();
  const port = {
    onMessage: (listener: typeof ask) => {
      ask = listener;
    },
    onGone: (listener: () => void) => {
      gone = listener;
    },
    send: (message: SimulatorReply) => {
      sent.push(message);
    },
    leave,
  };
  const served = serveParent(port, { seed: 1, callerNumbers: [] }, run);
  return { sent, leave, served, ask: (request: SimulatorRequest) => ask(request), gone: () => gone() };
}

const running = (close: () => Promise<void> = () => Promise.resolve()): RunningSimulator => ({
  addresses: { udp: '127.0.0.1:1', tcp: '127.0.0.1:1', seats: [] },
  numbers: (count) => {
    if (count > 9) throw new Error('too many');
    return Array.from({ length: count }, () => '+99912345678');
  },
  log: () => [],
  reader: () => '+9991',
  robotSaid: () => undefined,
  seatLog: () => [],
  close,
});

describe('serveParent()', () => {
  it('says that it is ready and answers each question with its id', async () => {
    const { sent, served, ask, leave } = rig(() => Promise.resolve(running()));
    await served;
    ask({ kind: 'numbers', id: 1, count: 2 });
    ask({ kind: 'log', id: 2 });
    ask({ kind: 'seat-log', id: 3 });
    ask({ kind: 'numbers', id: 4, count: 10 });
    ask({ kind: 'close', id: 5 });
    await vi.waitFor(() => expect(leave).toHaveBeenCalledOnce());
    expect(sent).toEqual([
      { kind: 'ready', udp: '127.0.0.1:1', tcp: '127.0.0.1:1', seats: [] },
      { kind: 'numbers', id: 1, numbers: ['+99912345678', '+99912345678'] },
      { kind: 'log', id: 2, calls: [] },
      { kind: 'seat-log', id: 3, calls: [] },
      { kind: 'failed', id: 4, reason: 'too many' },
      { kind: 'closed', id: 5 },
    ]);
  });
  it('says why it failed to start, and leaves', async () => {
    const { sent, served, leave } = rig(() => Promise.reject(new Error('port in use')));
    await served;
    expect(sent).toEqual([{ kind: 'failed', id: null, reason: 'port in use' }]);
    expect(leave).toHaveBeenCalledOnce();
  });
  it('ends with its parent, once', async () => {
    const close = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const { served, gone, leave } = rig(() => Promise.resolve(running(close)));
    await served;
    gone();
    gone();
    await vi.waitFor(() => expect(leave).toHaveBeenCalled());
    expect(close).toHaveBeenCalledOnce();
  });
});
