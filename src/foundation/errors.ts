export type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * An error somebody outside may want to tell from others: a stable `code`, the facts behind it, and its cause.
 * The message says what happened, where, and what was wanted.
 */
export class CodedError extends Error {
  override readonly name: string = 'CodedError';
  readonly code: string;
  readonly facts: Facts;

  constructor(code: string, message: string, facts: Facts = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For the `default` of an exhaustive switch: a value that the types say cannot be. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
