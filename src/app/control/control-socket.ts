import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A unix socket's path may have 107 bytes (sun_path); a longer data folder gets one in the system's own place. */
const longestPath = 107;

/** Where the program that serves `dataFolder` takes commands. Who may open the folder may command it. */
export function controlSocketOf(dataFolder: string): string {
  const inFolder = join(dataFolder, 'control.sock');
  if (Buffer.byteLength(inFolder) <= longestPath) return inFolder;
  return join(tmpdir(), `waihu-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)}.sock`);
}

/** One line of JSON each way. */
export interface ControlRequest {
  readonly command: string;
  readonly args: unknown;
}

export type ControlReply =
  | { readonly kind: 'say'; readonly line: string }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number; readonly what: string }
  | { readonly kind: 'result'; readonly json: unknown; readonly text: string; readonly exitCode: number }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };
