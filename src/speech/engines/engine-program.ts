import { messageOf } from '../../foundation/errors.ts';
import { serveEngine, type Engine } from './engine-server.ts';

/** What a child tells its supervisor over the IPC channel. */
export type EngineNews =
  | { readonly kind: 'ready'; readonly name: string }
  /** It cannot run here, and trying again would not help. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The process, as an engine's program uses it. */
export interface EngineProcess {
  send(news: EngineNews): void;
  onParentGone(task: () => void): void;
  exit(code: number): void;
}

export interface LoadedEngine {
  readonly name: string;
  readonly engine: Engine;
  /** What makes it fast: done while it serves already, before it is called ready. */
  readonly warmUp?: () => Promise<void>;
}

/**
 * The life of an engine's process: load, listen, warm up, say so, and end with the program that started it. A load that throws is
 * told as a refusal; one that kills the process is for the supervisor to see.
 */
export async function runEngine(
  program: {
    /** What it takes to serve. */
    readonly load: () => Promise<LoadedEngine>;
    readonly eager: boolean;
  },
  socketPath: string,
  me: EngineProcess,
): Promise<void> {
  me.onParentGone(() => me.exit(0));
  try {
    const { name, engine, warmUp } = await program.load();
    await serveEngine(engine, socketPath, { eager: program.eager });
    await warmUp?.();
    me.send({ kind: 'ready', name });
  } catch (error) {
    me.send({ kind: 'refused', reason: messageOf(error) });
    me.exit(3);
  }
}

/** This process. A signal meant for the whole terminal (Ctrl-C) is the parent's to answer: it closes us in order. */
export function thisProcess(): EngineProcess {
  process.on('SIGINT', () => undefined);
  return {
    send: (news) => void process.send?.(news),
    onParentGone: (task) => void process.on('disconnect', task),
    exit: (code) => {
      process.exitCode = code;
      if (process.connected) process.disconnect();
      setImmediate(() => process.exit(code));
    },
  };
}
