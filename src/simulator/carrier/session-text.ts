/** One m-line of a session description (RFC 8866) with what calls need of its attributes. */
export interface MediaText {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly payloadTypes: readonly number[];
  /** Encoding in lower case and clock rate by payload type, static ones (RFC 3551 §6) included. */
  readonly encodings: ReadonlyMap<number, string>;
  readonly address: string;
  readonly direction: Direction;
}
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const staticEncodings: ReadonlyMap<number, string> = new Map([
  [0, 'pcmu/8000'],
  [8, 'pcma/8000'],
]);
const directionLine = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/mu;
const addressLine = /^c=IN IP[46] ([^\s/]+)/mu;

/**
 * Reads a session description: written apart from the product's own reader, so that the judge does not share its
 * mistakes. Null where it is none.
 */
export function readSession(text: string): readonly MediaText[] | null {
  const lines = text.replaceAll('\r\n', '\n');
  if (!lines.startsWith('v=0\n')) return null;
  const [session = '', ...sections] = lines.split(/^(?=m=)/mu);
  const address = addressLine.exec(session)?.[1];
  const direction = directionLine.exec(session)?.[1] as Direction | undefined;
  const media = sections.map((section) => readMedia(section, address, direction ?? 'sendrecv'));
  return media.every((one) => one !== null) ? media : null;
}

function readMedia(section: string, sessionAddress: string | undefined, sessionDirection: Direction): MediaText | null {
  const head = /^m=(\S+) (\d+)(?:\/\d+)? (\S+) ([^\n]*)/u.exec(section);
  const address = addressLine.exec(section)?.[1] ?? sessionAddress;
  if (!head || address === undefined) return null;
  const [, kind = '', port = '', protocol = '', formats = ''] = head;
  const payloadTypes = formats.trim().split(/\s+/u).map(Number);
  const maps = [...section.matchAll(/^a=rtpmap:(\d+) (\S+)/gmu)];
  return {
    kind,
    port: Number(port),
    protocol,
    payloadTypes,
    encodings: new Map([
      ...staticEncodings,
      ...maps.map(([, type, encoding]): [number, string] => [Number(type), (encoding ?? '').toLowerCase()]),
    ]),
    address,
    direction: (directionLine.exec(section)?.[1] as Direction | undefined) ?? sessionDirection,
  };
}

/** The first payload type of `media`, in its own order, whose encoding begins with one of `encodings`. */
export function payloadTypeOf(media: MediaText, encodings: readonly string[]): number | null {
  return (
    media.payloadTypes.find((type) => encodings.some((wanted) => media.encodings.get(type)?.startsWith(wanted))) ?? null
  );
}

/** What a direction is called at the other end. */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}
