import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { leftMessageSchema } from '../../contract/voicemail.ts';

/**
 * What is known of a message beside its sound, until the business half has it. `open`: the caller still speaks or chooses;
 * `kept`: to be handed over.
 */
const messageSlipSchema = leftMessageSchema.extend({ state: z.enum(['open', 'kept']) });
export type MessageSlip = z.infer<typeof messageSlipSchema>;

/** Where slips wait; no call's folder is called so. */
const slipFolder = 'voicemail-waiting';

/**
 * Slips of messages on disk: what makes a message survive a kill and a database that is away. One small file a message,
 * written before its first sound and removed when it is in its box; each is with the operating system when `write` returns.
 */
export interface MessageSlips {
  /** Replaces the slip of the same key at once. */
  write(slip: MessageSlip): void;
  remove(slip: Pick<MessageSlip, 'key'>): void;
  /** All that wait; what cannot be read is left where it is. */
  read(): MessageSlip[];
}

export function folderSlips(recordingsFolder: string): MessageSlips {
  const folder = join(recordingsFolder, slipFolder);
  const pathOf = ({ key }: Pick<MessageSlip, 'key'>): string => join(folder, `${key.replaceAll('/', '.')}.json`);
  return {
    write(slip) {
      const path = pathOf(slip);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.draft`, JSON.stringify(slip), { mode: 0o600 });
      renameSync(`${path}.draft`, path);
    },
    remove: (slip) => rmSync(pathOf(slip), { force: true }),
    read: () =>
      namesIn(folder).flatMap((name) => {
        const slip = messageSlipSchema.safeParse(jsonIn(join(folder, name)));
        return slip.success ? [slip.data] : [];
      }),
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    // Nobody has left a message here yet.
    return [];
  }
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
