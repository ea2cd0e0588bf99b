import type { z } from 'zod';
import { problemSchema } from '../../src/contract/api.ts';

/** An answer of the API that is no success: its problem document, or what stood in its place. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The error that an answer stands for. */
export async function refusal(response: Response): Promise<ApiError> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return new ApiError(response.status, parsed.data.code, parsed.data.detail);
  return new ApiError(response.status, 'http', `${response.status} ${response.statusText}`);
}

/** What an answer is called that this console cannot read: the program is newer than it, or older. */
export const notUnderstood = 'not-understood';

/** Asks `/api/v1` and checks the answer against the contract. */
export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  init: { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<z.output<Schema>> {
  const response = await fetch(`/api/v1${path}`, {
    method: init.method ?? 'GET',
    ...(init.signal ? { signal: init.signal } : {}),
    ...(init.body === undefined
      ? {}
      : { body: JSON.stringify(init.body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw await refusal(response);
  const answer = schema.safeParse(response.status === 204 ? null : await response.json());
  if (answer.success) return answer.data;
  const [issue] = answer.error.issues;
  throw new ApiError(response.status, notUnderstood, `${path} ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
