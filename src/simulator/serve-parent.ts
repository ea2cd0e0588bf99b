import { messageOf } from '../foundation/errors.ts';
import type { SimulatorOptions, SimulatorQuestion, SimulatorReply, SimulatorRequest } from './messages.ts';
import type { RunningSimulator } from './run-simulator.ts';

/** The parent's end of the IPC channel, as the child sees it. */
export interface ParentPort {
  onMessage(listener: (message: SimulatorRequest) => void): void;
  /** The parent is gone. */
  onGone(listener: () => void): void;
  send(message: SimulatorReply): void;
  /** Ends this process once what was sent is out. */
  leave(): void;
}

/** Runs a simulator for a parent process: says `ready`, answers its questions, ends with it. */
export async function serveParent(
  port: ParentPort,
  options: SimulatorOptions,
  run: (options: SimulatorOptions) => Promise<RunningSimulator>,
): Promise<void> {
  let simulator: RunningSimulator;
  try {
    simulator = await run(options);
  } catch (error) {
    port.send({ kind: 'failed', id: null, reason: messageOf(error) });
    port.leave();
    return;
  }
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    await simulator.close();
  };
  const reply = async (request: SimulatorQuestion): Promise<void> => {
    try {
      const message = await answer(simulator, request, close);
      port.send(message);
      if (message.kind === 'closed') port.leave();
    } catch (error) {
      port.send({ kind: 'failed', id: request.id, reason: messageOf(error) });
    }
  };
  port.onGone(() => void close().finally(() => port.leave()));
  port.onMessage((request) => {
    if (request.kind === 'robot-said') return simulator.robotSaid(request.sipCallId, request.text);
    void reply(request);
  });
  port.send({ kind: 'ready', ...simulator.addresses });
}

async function answer(
  simulator: RunningSimulator,
  request: SimulatorQuestion,
  close: () => Promise<void>,
): Promise<SimulatorReply> {
  const { id } = request;
  switch (request.kind) {
    case 'numbers':
      return { kind: 'numbers', id, numbers: simulator.numbers(request.count) };
    case 'reader':
      return { kind: 'numbers', id, numbers: [simulator.reader(request.says)] };
    case 'log':
      return { kind: 'log', id, calls: simulator.log() };
    case 'seat-log':
      return { kind: 'seat-log', id, calls: simulator.seatLog() };
    case 'close':
      await close();
      return { kind: 'closed', id };
  }
}
