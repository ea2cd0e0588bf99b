import { readFileSync } from 'node:fs';

/** One message of RFC 4475. */
export interface TortureMessage {
  /** `3.1.1.1`. */
  readonly section: string;
  /** The RFC's short name, `wsinv`. */
  readonly name: string;
  readonly title: string;
  readonly bytes: Buffer;
}

/** The messages of `fixtures/sip/rfc4475.txt` as they go on the wire. */
export function tortureMessages(): readonly TortureMessage[] {
  const text = readFileSync(new URL('../../../../fixtures/sip/rfc4475.txt', import.meta.url), 'utf8');
  const [, ...parts] = text.split(/^=== /m);
  return parts.map((part) => {
    const lineEnd = part.indexOf('\n');
    const [, section = '', name = '', title = ''] = /^(\S+) (\S+): (.*)$/.exec(part.slice(0, lineEnd)) ?? [];
    const message = part.slice(lineEnd + 1);
    const withoutLast = message.replace(/\n$/, '');
    return { section, name, title, bytes: decoded(withoutLast.includes('\n\n') ? withoutLast : message) };
  });
}

/** RFC 4475 §2: latin1 text inside, one character a byte, so that `<hex>` may stand anywhere. */
function decoded(written: string): Buffer {
  const joined = Buffer.from(written)
    .toString('latin1')
    .replace(/<allOneLine>\n([^]*?)<\/allOneLine>/g, (_, lines: string) => lines.replaceAll('\n', ''))
    .replaceAll('\n', '\r\n')
    .replace(/<repeat count=(\d+)>([^<]*)<\/repeat>/g, (_, count: string, text: string) => text.repeat(Number(count)))
    .replace(/<hex>([^<]*)<\/hex>/g, (_, digits: string) => Buffer.from(digits, 'hex').toString('latin1'));
  return Buffer.from(joined, 'latin1');
}
