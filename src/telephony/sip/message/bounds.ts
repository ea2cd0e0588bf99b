/**
 * How much of everything a SIP message may have: far above any honest message, far below what would hurt. The one place
 * for these numbers; each stands with what a request beyond it is answered with (a response beyond it is dropped).
 */
export const bounds = {
  /** A datagram, or what the stream framer collects: beyond it 513 Message Too Large (RFC 3261 §21.5.7). */
  messageBytes: 65_535,
  /** Start line and headers: 513. */
  headBytes: 32_768,
  /** One line, unfolded: 513. */
  lineLength: 8_192,
  /** Header lines: 513. */
  headerCount: 256,
  /** Values of one header that is a list, such as Via, Route and Contact; a path has at most 70 hops: 513. */
  valueCount: 128,
  /** What follows the headers: 413 Request Entity Too Large (RFC 3261 §21.4.11). */
  bodyBytes: 32_768,
  /** Request-URI: 414 Request-URI Too Long (RFC 3261 §21.4.12). Any other URI: 400. */
  uriLength: 2_048,
  /** Parameters of one value or URI: 400. */
  parameterCount: 64,
  /** Call-ID, tags and branch, which tables keep as keys: 400. */
  identifierLength: 1_024,
  /** Method: 400. */
  methodLength: 64,
} as const;
