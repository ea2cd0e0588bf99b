import { messageOf } from '../../../foundation/errors.ts';
import { maskSecrets } from '../ws/mask-secrets.ts';
import { isPermanentStatus } from './status.ts';

export interface ServicePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData;
  /** None of them stands in any reason told. */
  readonly secrets: readonly string[];
}

/** What comes back. After `end` or `failed` nothing more comes. */
export interface PostAnswer {
  /** An answer that says it is text is a failure where sound is wanted; one that says nothing of itself is taken. */
  readonly wants: 'sound' | 'text';
  /** Bytes of an answer of status 2xx, in order, as they come. */
  chunk(bytes: Uint8Array): void;
  end(): void;
  /** `permanent` as in `HearingService` and `SpeakingService`. */
  failed(reason: string, permanent: boolean): void;
}

const textTypes = /^(text\/|application\/(\w+\+)?(json|xml))/i;
const longestErrorBytes = 4_096;
/** Said by services that answer 429 for "no money" as well as for "too many": the first does not pass by waiting. */
const noMoney = /insufficient_quota|exceeded your current quota|insufficient balance|余额不足/i;

/**
 * Posts to a speech service and gives its answer as it streams in. Returns at once and never throws; the returned function abandons it.
 * It waits without end: time-outs are the caller's. Redirects are failures, since a key would follow them.
 */
export function postToService(post: ServicePost, answer: PostAnswer): () => void {
  const abandoned = new AbortController();
  void exchange(post, answer, abandoned.signal);
  return () => abandoned.abort();
}

async function exchange(post: ServicePost, answer: PostAnswer, signal: AbortSignal): Promise<void> {
  const failed = (reason: string, permanent: boolean): void => {
    if (!signal.aborted) answer.failed(maskSecrets(reason, post.secrets), permanent);
  };
  let headers: Headers;
  try {
    headers = new Headers(post.headers);
  } catch (error) {
    return failed(messageOf(error), true);
  }
  try {
    const response = await fetch(post.url, { method: 'POST', headers, body: post.body, signal, redirect: 'error' });
    if (!response.ok) return await tellRefusal(response, failed);
    const type = response.headers.get('content-type') ?? '';
    if (answer.wants === 'sound' && textTypes.test(type)) {
      const said = await beginningOf(response);
      return failed(`the service answered with ${type} where sound was wanted: ${said}`, false);
    }
    for await (const bytes of response.body ?? []) if (!signal.aborted) answer.chunk(bytes);
  } catch (error) {
    return failed(causeOf(error), false);
  }
  if (!signal.aborted) answer.end();
}

async function tellRefusal(response: Response, failed: (reason: string, permanent: boolean) => void): Promise<void> {
  const said = (await beginningOf(response)) || response.statusText;
  const permanent = isPermanentStatus(response.status) || noMoney.test(said);
  failed(`the service answered with status ${response.status}: ${said}`, permanent);
}

/** The first bytes of an answer; the rest is not waited for. */
async function beginningOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of response.body ?? []) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= longestErrorBytes) break;
    }
  } catch {
    // The status alone says enough when its body breaks off.
  }
  return Buffer.concat(parts).toString('utf8', 0, longestErrorBytes).trim();
}

/** `fetch` hides what happened behind "fetch failed" and "terminated". */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(error instanceof Error) || error.name !== 'TypeError') return messageOf(error);
  if (error.message === 'terminated') return `the connection broke off: ${messageOf(cause ?? error)}`;
  return `the service cannot be reached: ${messageOf(cause ?? error)}`;
}
