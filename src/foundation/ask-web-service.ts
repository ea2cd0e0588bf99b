import type { AskOutside } from './ask-outside.ts';
import { messageOf } from './errors.ts';
import type { Logger } from './logger.ts';
import type { WebAnswer, WebRequest } from './web-look-up.ts';

export interface WebServiceParts {
  readonly ask: AskOutside;
  /** The secret behind `env:NAME` or `file:/path`; rejects where there is none. */
  readonly secretOf: (reference: string) => Promise<string>;
  readonly logger: Logger;
}

/** Asks a web service; fulfils in every case, and within `timeoutMs`. */
export type AskWebService = (
  request: WebRequest,
  limits: { readonly timeoutMs: number; readonly idempotencyKey: string; readonly signal: AbortSignal },
) => Promise<WebAnswer>;

/** Larger answers are no look-up. */
const maxBytes = 256 * 1_024;

/** Headers that are the transport's, not an author's. */
const notOurs: ReadonlySet<string> = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade']);

/** Look-ups of flows and scripts over HTTP: the same key on every try of one, secrets put in last, and never more of them in the log than a host. */
export function askWebService({ ask, secretOf, logger }: WebServiceParts): AskWebService {
  return async (request, { timeoutMs, idempotencyKey, signal }) => {
    const { method, url, body } = request;
    const headers: Record<string, string> = { accept: 'application/json' };
    try {
      for (const [name, value] of Object.entries(request.headers)) {
        const key = name.toLowerCase();
        if (!notOurs.has(key)) headers[key] = typeof value === 'string' ? value : await secretOf(value.secret);
      }
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'a look-up has a secret that is not there');
      return { failure: 'refused' };
    }
    if (body !== null) headers['content-type'] = 'application/json';
    headers['idempotency-key'] = idempotencyKey;
    const answer = await ask({ method, url, headers, body }, { timeoutMs, maxBytes, signal });
    if (!('failure' in answer)) return answer;
    const host = URL.canParse(url) ? new URL(url).host : null;
    if (!signal.aborted) logger.warn({ host, failure: answer.failure, reason: answer.reason }, 'a look-up failed');
    return { failure: answer.failure };
  };
}
