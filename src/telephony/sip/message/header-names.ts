/** Header names: one long, lower-case name inside (`call-id`), whatever was on the wire; the usual spelling outside. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
};

const spellings = `Via From To Call-ID CSeq Contact Max-Forwards Route Record-Route Content-Type
  Content-Length Content-Encoding Content-Disposition Allow Supported Unsupported Require
  Proxy-Require Accept Accept-Encoding Accept-Language Authorization WWW-Authenticate
  Proxy-Authenticate Proxy-Authorization User-Agent Server Reason Retry-After Expires
  Min-Expires RSeq RAck Warning P-Asserted-Identity P-Preferred-Identity Remote-Party-ID
  Privacy Diversion MIME-Version Session-Expires Min-SE Allow-Events Event Date Timestamp Path`.split(/\s+/);

const displayNames = new Map(spellings.map((spelling) => [spelling.toLowerCase(), spelling]));
/** What is usually seen on the wire, so that most names cost one look-up. */
const seen = new Map<string, string>([
  ...spellings.map((spelling): [string, string] => [spelling, spelling.toLowerCase()]),
  ...Object.entries(compactForms),
  ...Object.entries(compactForms).map(([short, long]): [string, string] => [short.toUpperCase(), long]),
]);

const token = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

/** RFC 3261 §25.1 `token`. */
export const isToken = (text: string): boolean => token.test(text);

/** The inner name of what stood before the colon, or null where that is no token. */
export function headerName(written: string): string | null {
  const known = seen.get(written);
  if (known !== undefined) return known;
  const trimmed = written.trimEnd();
  if (!isToken(trimmed)) return null;
  const lower = trimmed.toLowerCase();
  // Its own alone: a header may be called `constructor`.
  return (Object.hasOwn(compactForms, lower) ? compactForms[lower] : undefined) ?? lower;
}

export function displayName(name: string): string {
  const known = displayNames.get(name);
  return known ?? name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** Headers whose comma-joined values mean the same as several headers (RFC 3261 §7.3.1). */
const listHeaders = new Set(
  `via route record-route contact allow supported unsupported require proxy-require
  accept accept-encoding accept-language reason path service-route p-asserted-identity
  p-associated-uri diversion history-info warning alert-info call-info error-info`.split(/\s+/),
);

export const isListHeader = (name: string): boolean => listHeaders.has(name);

/** Headers of which a message has one (RFC 3261 §7.3.1): a second one makes it malformed. */
export const singleHeaders: ReadonlySet<string> = new Set(
  'from to call-id cseq max-forwards content-length content-type expires rseq rack'.split(' '),
);
