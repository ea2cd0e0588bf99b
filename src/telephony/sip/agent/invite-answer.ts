import { redirectTargets } from '../dialog/redirect-targets.ts';
import { header, headerMap, type IncomingResponse } from '../message/message.ts';
import { reasonOf } from '../message/reason-header.ts';
import { reasonPhrase } from '../message/reason-phrase.ts';
import { bodyOf } from '../message/sip-body.ts';
import type { InviteAnswer } from '../sip-endpoint.ts';

export function inviteAnswer(response: IncomingResponse): InviteAnswer {
  const retryAfter = /^\s*(\d{1,9})/.exec(header(response, 'retry-after') ?? '');
  return {
    status: response.status,
    reasonPhrase: response.reasonPhrase,
    toTag: response.envelope.toTag,
    body: bodyOf(response),
    reason: reasonOf(response),
    retryAfterSec: retryAfter ? Number(retryAfter[1]) : null,
    ...(response.status >= 300 && response.status < 400 ? { redirects: redirectTargets(response) } : {}),
    // Made when asked for: few look at them.
    get headers() {
      return headerMap(response);
    },
  };
}

/** What stands for an answer that never came. */
export function answerWithout(status: number): InviteAnswer {
  return {
    status,
    reasonPhrase: reasonPhrase(status),
    toTag: null,
    body: null,
    reason: null,
    retryAfterSec: null,
    headers: new Map(),
  };
}
