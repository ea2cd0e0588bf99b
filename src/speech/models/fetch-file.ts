import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';

export interface FetchFileOptions {
  readonly url: string;
  /** Where it goes; what lies there already is gone on from. */
  readonly target: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** A connection that gives nothing for so long is given up. */
  readonly stallMs?: number;
  onProgress(receivedBytes: number, totalBytes: number | null): void;
}

/** Downloads a file, going on where an earlier try stopped (RFC 9110 section 14). Throws with the address and the reason. */
export async function fetchFile(options: FetchFileOptions): Promise<void> {
  const { url, target, signal } = options;
  const have = await stat(target).then(
    (found) => found.size,
    () => 0,
  );
  const stall = new AbortController();
  const watch = stallWatch(options.clock, options.stallMs ?? 30_000, stall);
  try {
    const response = await options.fetch(url, {
      signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
    });
    if (response.status === 416 && have > 0) {
      await response.body?.cancel();
      // All of it is here already, or the file there is another: its checksum tells.
      return options.onProgress(have, have);
    }
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    await append(response, response.status === 206 ? have : 0, options, () => watch.alive());
  } catch (error) {
    signal?.throwIfAborted();
    const reason = stall.signal.aborted ? 'nothing came for too long' : reasonOf(error);
    throw new CodedError('model-file-unreachable', `${url}: ${reason}`, { url, reason }, error);
  } finally {
    watch.end();
  }
}

async function append(response: Response, from: number, options: FetchFileOptions, alive: () => void): Promise<void> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isNaN(length) ? null : from + length;
  if (from === 0) await rm(options.target, { force: true });
  const file = createWriteStream(options.target, { flags: from === 0 ? 'w' : 'a' });
  let received = from;
  try {
    for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
      alive();
      received += bytes.length;
      if (!file.write(bytes)) await once(file, 'drain');
      options.onProgress(received, total);
    }
  } finally {
    file.end();
    await once(file, 'close');
  }
  if (total !== null && received !== total) throw new Error(`ended after ${received} of ${total} bytes`);
}

function stallWatch(clock: Clock, stallMs: number, stall: AbortController): { alive(): void; end(): void } {
  let cancel = clock.after(stallMs, () => stall.abort());
  return {
    alive() {
      cancel();
      cancel = clock.after(stallMs, () => stall.abort());
    },
    end: () => cancel(),
  };
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join(', ');
  return cause === undefined ? messageOf(error) : messageOf(cause);
}
