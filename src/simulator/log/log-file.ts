import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** JSON lines, each in the file when `write` returns: a reader after a crash finds all that happened before it. */
export interface LogFile {
  write(line: object): void;
  close(): void;
}

export const noLogFile: LogFile = { write: () => undefined, close: () => undefined };

/** Appends to `<folder>/carrier.jsonl`; the folder is made where it is missing. */
export function openLogFile(folder: string): LogFile {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, 'carrier.jsonl'), 'a');
  return {
    write: (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => closeSync(file),
  };
}
