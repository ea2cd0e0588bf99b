import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `sun_path` holds 107 bytes and its end; a longer path is fatal. */
const longestSocketPath = 107;

export interface SocketFolder {
  pathOf(name: string): string;
  remove(): void;
}

/** A folder for sockets that only we may enter: in the data folder, or in the system's temporary one where that path is too long. */
export function makeSocketFolder(dataFolder: string, longestName: number): SocketFolder {
  const wanted = join(dataFolder, 'speech');
  const fits = Buffer.byteLength(wanted) + 1 + longestName <= longestSocketPath;
  const folder = fits ? wanted : mkdtempSync(join(tmpdir(), 'waihu-'));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  return { pathOf: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
