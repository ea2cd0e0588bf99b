import type { Engine, EngineSession } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';

/** A worker's session with an engine, without a socket: what it replied, in order. */
export function engineSession(engine: Engine): EngineSession & { readonly replies: EngineReply[] } {
  const replies: EngineReply[] = [];
  const session = engine.connected((reply) => replies.push(reply));
  return { replies, received: (request) => session.received(request), closed: () => session.closed() };
}

/** Lets queued work of an engine run: some turns of the event loop. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}
