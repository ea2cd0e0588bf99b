/** What the API refused, as its problem document says (RFC 9457). */
export class CtiError extends Error {
  override readonly name = 'CtiError';
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** E.g. `no-such-call`, `not-now`, `forbidden`, `too-many-requests`. */
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}
