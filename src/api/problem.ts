import type { Problem } from '../contract/api.ts';
import { CodedError } from '../foundation/errors.ts';

/** HTTP status of each error code that a caller can do something about; the rest are ours: 500. */
const statusOf: ReadonlyMap<string, number> = new Map([
  ['not-signed-in', 401],
  ['wrong-sign-in', 401],
  ['forbidden', 403],
  ['foreign-origin', 403],
  ['not-found', 404],
  ['campaign-not-found', 404],
  ['script-not-found', 404],
  ['script-cannot-change', 409],
  ['draft-changed', 409],
  ['script-invalid', 422],
  ['cases-invalid', 422],
  ['cases-failed', 422],
  ['script-file-unreadable', 422],
  ['script-line-unknown', 422],
  ['meaning-unknown', 422],
  ['meaning-taken', 409],
  ['cases-invalid', 422],
  ['experiment-unknown', 404],
  ['recording-unusable', 422],
  ['campaign-cannot-start', 409],
  ['campaign-numbers-not-owned', 422],
  ['number-not-owned', 404],
  ['campaign-cannot-change', 409],
  ['locked-out', 429],
  ['too-many-requests', 429],
  ['bad-request', 400],
  ['speech-settings-unfit', 422],
  ['idempotency-key-reused', 422],
  ['no-such-call', 404],
  ['no-such-party', 404],
  ['no-such-extension', 404],
  ['no-such-place', 404],
  ['no-such-seat', 404],
  ['not-now', 409],
  ['not-reachable', 409],
  ['not-allowed', 403],
  ['cannot-be-said', 503],
  ['draining', 503],
  ['database-away', 503],
]);

/** An error as RFC 9457 wants it. What we did not expect says no more than that. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CodedError) {
    const status = statusOf.get(error.code) ?? (error.code.startsWith('campaign-') ? 409 : 500);
    return {
      type: 'about:blank',
      title: error.code,
      status,
      code: error.code,
      detail: status === 500 ? 'an error of the program; its log has more' : error.message,
    };
  }
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const detail = status < 500 && error instanceof Error ? error.message : 'an error of the program; its log has more';
  return {
    type: 'about:blank',
    title: status < 500 ? 'bad-request' : 'internal',
    status,
    code: status < 500 ? 'bad-request' : 'internal',
    detail,
  };
}
