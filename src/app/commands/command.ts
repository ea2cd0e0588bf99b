import type { z } from 'zod';
import { CodedError } from '../../foundation/errors.ts';
import type { Waihu } from '../start-waihu.ts';
import type { Office } from '../open-office.ts';

/** What a command may tell while it works. */
export interface CommandIo {
  say(line: string): void;
  /** `of` 0: not known. */
  progress(done: number, of: number, what: string): void;
  readonly signal: AbortSignal;
}

/** `json` is one value for programs, `text` the same for people. */
export interface CommandResult {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode?: number;
}

/**
 * One thing the program does when asked by name. It runs inside the program that serves a data folder, when one does,
 * and otherwise in the process that asks: a `program` command then starts one for itself, an `office` command only the database.
 */
export type Command =
  | { readonly needs: 'office'; run(office: Office, args: unknown, io: CommandIo): Promise<CommandResult> }
  | { readonly needs: 'program'; run(program: Waihu, args: unknown, io: CommandIo): Promise<CommandResult> };

function parsed<Schema extends z.ZodType>(schema: Schema, args: unknown): z.output<Schema> {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  throw new CodedError(
    'bad-request',
    result.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`).join('; '),
  );
}

export function officeCommand<Schema extends z.ZodType>(
  schema: Schema,
  run: (office: Office, args: z.output<Schema>, io: CommandIo) => Promise<CommandResult>,
): Command {
  return { needs: 'office', run: async (office, args, io) => run(office, parsed(schema, args), io) };
}

export function programCommand<Schema extends z.ZodType>(
  schema: Schema,
  run: (program: Waihu, args: z.output<Schema>, io: CommandIo) => Promise<CommandResult>,
): Command {
  return { needs: 'program', run: async (program, args, io) => run(program, parsed(schema, args), io) };
}

/** Whether a whole program stands behind an office: then calls in the air can be reached. */
export function programOf(office: Office): Waihu | null {
  return 'live' in office ? (office as Waihu) : null;
}
