import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounds } from './bounds.ts';
import { field, formatMessage } from './format-message.ts';
import { displayName, headerName } from './header-names.ts';
import { header, headerMap, lists, type SipMessage, type SipRequest } from './message.ts';
import { parseNameAddress } from './name-address.ts';
import { formatParameters, parseParameters, quoted, splitOutside, unquoted } from './parameters.ts';
import { parseMessage } from './parse-message.ts';
import { formatReason, parseReason, reasonOf } from './reason-header.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { responseTo } from './response-to.ts';
import { bodyOf, isSdp } from './sip-body.ts';
import { addressOf, formatSipUri, isServedUri, parseSipUri } from './sip-uri.ts';
import { answerPort, parseVia, receivedVia, sentBy } from './via.ts';

const base = [
  field('via', 'SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1'),
  field('from', '"A" <sip:a@192.0.2.1>;tag=f'),
  field('to', '<sip:b@192.0.2.2>'),
  field('call-id', 'c1'),
];

const request = (extra = [field('cseq', '1 INVITE')], body = ''): SipRequest => ({
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:b@192.0.2.2',
  headers: [...base, ...extra],
  body,
});

const parsed = (message: SipMessage | string): SipMessage => {
  const result = parseMessage(Buffer.from(typeof message === 'string' ? message : formatMessage(message)));
  if (result.kind !== 'message') throw new Error(result.reason);
  return result.message;
};

describe('parseMessage()', () => {
  it('reads what formatMessage() writes', () => {
    const token = fc
      .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
      .filter((name) => !['l', 'i', 'f', 't', 'v'].includes(name.toLowerCase()));
    const value = fc.stringMatching(/^[!-~一-龥]([ -~一-龥]{0,30}[!-~一-龥])?$/u).filter((text) => !text.includes(','));
    const extras = fc.uniqueArray(fc.record({ name: token.map((name) => `x-${name.toLowerCase()}`), value }), {
      maxLength: 6,
      selector: ({ name }) => name,
    });
    const body = fc.string({ unit: 'grapheme' });
    const message = fc.oneof(
      fc
        .record({ extras, body })
        .map((one): SipMessage => ({ ...request([field('cseq', '7 INVITE'), ...one.extras]), body: one.body })),
      fc.record({ extras, body, status: fc.integer({ min: 100, max: 699 }) }).map((one): SipMessage => ({
        kind: 'response',
        status: one.status,
        reasonPhrase: reasonPhrase(one.status),
        headers: [...base, field('cseq', '7 INVITE'), ...one.extras],
        body: one.body,
      })),
    );
    fc.assert(
      fc.property(message, (written) => {
        const read = parsed(written);
        expect({
          ...read,
          headers: read.headers.filter(({ name }) => name !== 'content-length'),
          envelope: undefined,
        }).toEqual({ ...written, envelope: undefined });
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    const kinds = new Set(['message', 'malformed', 'garbage']);
    const broken = fc
      .record({ at: fc.nat(400), with: fc.uint8Array({ maxLength: 8 }), cut: fc.nat(20) })
      .map((change) => {
        const bytes = Buffer.from(formatMessage(request([field('cseq', '1 INVITE')], 'body')));
        return Buffer.concat([bytes.subarray(0, change.at), change.with, bytes.subarray(change.at + change.cut)]);
      });
    const anything = fc.oneof(
      broken,
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    expect(fc.check(fc.property(anything, (bytes) => kinds.has(parseMessage(bytes).kind)))).toMatchObject({
      failed: false,
    });
  });

  const many = (count: number, line: string): string => Array.from({ length: count }, () => line).join('\r\n');
  const parameters = (count: number): string => Array.from({ length: count }, (_, index) => `;p${index}`).join('');

  it.each([
    ['a head', 513, many(40, `X: ${'x'.repeat(1_000)}`)],
    ['a line', 513, `X: ${'x'.repeat(bounds.lineLength)}`],
    ['a folded line', 513, `X: ${many(9, ` ${'x'.repeat(1_000)}`)}`],
    ['a number of headers', 513, many(bounds.headerCount + 1, 'X: y')],
    ['a number of Vias', 513, many(bounds.valueCount, 'v: SIP/2.0/UDP a')],
    ['a number of Routes in one line', 513, `Route: ${'<sip:a>,'.repeat(bounds.valueCount)}<sip:a>`],
    ['a number of Contacts', 513, `Contact: ${'<sip:a>,'.repeat(bounds.valueCount)}<sip:a>`],
    ['a URI', 400, `Contact: <sip:${'a'.repeat(bounds.uriLength)}@b>`],
    ['a number of parameters', 400, `Contact: <sip:a@b>${parameters(bounds.parameterCount + 1)}`],
  ])('refuses %s beyond the bound with %i', (_, status, extra) => {
    const text = formatMessage(request()).replace('\r\n\r\n', `\r\n${extra}\r\n\r\n`);
    expect(parseMessage(Buffer.from(text))).toMatchObject({ kind: 'malformed', status });
  });

  const long = (length: number): string => 'x'.repeat(length);
  it.each<[string, number, (text: string) => string]>([
    ['a Request-URI', 414, (text) => text.replace('sip:b@192.0.2.2', `sip:${long(bounds.uriLength)}@b`)],
    ['a Request-URI longer than a line', 414, (text) => text.replace('sip:b@', `sip:${long(bounds.lineLength)}@`)],
    ['a method', 400, (text) => text.replaceAll('INVITE', long(bounds.methodLength + 1))],
    ['a body', 413, (text) => text.replace('Length: 0\r\n\r\n', `Length: 40000\r\n\r\n${long(40_000)}`)],
    ['a body that is promised', 413, (text) => text.replace('Content-Length: 0', 'Content-Length: 999999')],
    ['a Call-ID', 400, (text) => text.replace('Call-ID: c1', `Call-ID: ${long(bounds.identifierLength + 1)}`)],
    ['a tag', 400, (text) => text.replace('tag=f', `tag=${long(bounds.identifierLength + 1)}`)],
    ['a branch', 400, (text) => text.replace('z9hG4bK1', long(bounds.identifierLength + 1))],
  ])('refuses %s beyond the bound with %i', (_, status, change) => {
    expect(parseMessage(Buffer.from(change(formatMessage(request()))))).toMatchObject({ kind: 'malformed', status });
  });

  it('takes each of them at its bound', () => {
    const room = bounds.lineLength - 'x: '.length;
    const text = formatMessage(request())
      .replace('tag=f', `tag=${long(bounds.identifierLength)}`)
      .replace('sip:b@192.0.2.2', `sip:${long(bounds.uriLength - 'sip:@b'.length)}@b`)
      .replace('Call-ID: c1', `Call-ID: ${long(bounds.identifierLength)}\r\nX: ${long(room)}\r\nContact: <sip:a>`)
      .replace('Contact: <sip:a>', `Contact: <sip:a>${parameters(bounds.parameterCount)}`)
      .replace('Length: 0\r\n\r\n', `Length: ${bounds.bodyBytes}\r\n\r\n${long(bounds.bodyBytes)}`);
    expect(parseMessage(Buffer.from(text))).toMatchObject({ kind: 'message' });
  });

  it('drops a response beyond any bound: nobody answers an answer', () => {
    const response = { ...responseTo(request(), 200), reasonPhrase: long(bounds.lineLength) };
    expect(parseMessage(Buffer.from(formatMessage(response))).kind).toBe('garbage');
  });

  it('takes control characters in quoted pairs alone, and no line end that is not CRLF', () => {
    const withSubject = (value: string): string =>
      parseMessage(Buffer.from(formatMessage(request([field('cseq', '1 INVITE'), field('subject', value)])))).kind;
    expect(['"\\\0"', 'a\tb', 'a\0b', 'a\nVia: b', 'a\rb', '"\\\r"'].map(withSubject)).toEqual([
      'message',
      'message',
      'malformed',
      'malformed',
      'malformed',
      'malformed',
    ]);
  });

  it('reads what is left of a broken Via, to send the refusal by', () => {
    const viaOf = (via: string): unknown => {
      const text = formatMessage(request()).replace(/Via: .*/, `Via: ${via}`);
      const result = parseMessage(Buffer.from(text));
      return result.kind === 'malformed'
        ? [result.via.host, result.via.port, result.via.parameters.has('rport')]
        : null;
    };
    expect(viaOf('SIP/2.0/UDP 192.0.2.15:5070;;branch=;rport')).toEqual(['192.0.2.15', 5_070, true]);
    expect(viaOf('SIP/7.0/TCP [::1]:5070;;')).toEqual(['::1', 5_070, false]);
    expect(viaOf('SIP/2.0/UDP a:0;branch=z9hG4bKx')).toBeNull();
    expect(viaOf('nonsense')).toBeNull();
  });

  it('takes a datagram without Content-Length to its end', () => {
    const text = formatMessage(request([field('cseq', '1 INVITE')], 'all of it')).replace(
      /Content-Length: \d+\r\n/,
      '',
    );
    expect(parsed(text).body).toBe('all of it');
  });
});

describe('header names', () => {
  it('may be words that every object knows', () => {
    expect(['constructor', '__proto__', 'toString', 'C'].map(headerName)).toEqual([
      'constructor',
      '__proto__',
      'tostring',
      'content-type',
    ]);
  });

  it('are long and lower-case inside and spelled as usual outside', () => {
    expect(['v', 'V', 'Call-ID', 'CALL-id', 'x-thing', 'To '].map(headerName)).toEqual([
      'via',
      'via',
      'call-id',
      'call-id',
      'x-thing',
      'to',
    ]);
    expect(['via', 'call-id', 'cseq', 'www-authenticate', 'x-thing'].map(displayName)).toEqual([
      'Via',
      'Call-ID',
      'CSeq',
      'WWW-Authenticate',
      'X-Thing',
    ]);
    expect(headerName('a b')).toBeNull();
  });

  it('are found, listed and collected', () => {
    const message = request([field('require', 'foo'), field('require', '100REL')]);
    expect(header(message, 'call-id')).toBe('c1');
    expect([lists(message, 'require', '100rel'), lists(message, 'require', 'bar')]).toEqual([true, false]);
    expect(headerMap(message).get('require')).toEqual(['foo', '100REL']);
  });
});

describe('parameters', () => {
  it('are read and written, quoted where they must be', () => {
    const read = parseParameters(' ; tag = a ;lr; text="x; \\"y\\"" ');
    expect([...(read ?? [])]).toEqual([
      ['tag', 'a'],
      ['lr', null],
      ['text', 'x; "y"'],
    ]);
    expect(formatParameters(read ?? new Map())).toBe(';tag=a;lr;text="x; \\"y\\""');
  });

  it.each(['tag=a', ';=x', ';a b=c', ';a="x', ';;'])('refuses %s', (text) => {
    expect(parseParameters(text)).toBeNull();
  });

  it('are split outside quotes and brackets', () => {
    expect(splitOutside('"a,b" <sip:c,d>, e', ',')).toEqual(['"a,b" <sip:c,d>', ' e']);
    expect(splitOutside('"a\\",b', ',')).toBeNull();
  });

  it('quoted() and unquoted() are inverse', () => {
    expect(fc.check(fc.property(fc.string(), (text) => unquoted(quoted(text)) === text))).toMatchObject({
      failed: false,
    });
  });
});

describe('SIP URIs', () => {
  it.each([
    'sip:a@b',
    'sips:a:pw@b.example:5061;transport=tcp;lr?subject=x',
    'sip:[2001:db8::1]:5070',
    'sip:h.example',
    'sip:%61;x=1@h;a',
  ])('%s is read and written the same', (text) => {
    const uri = parseSipUri(text);
    expect(uri && formatSipUri(uri)).toBe(text);
  });

  it.each([
    'http://a',
    'sip:',
    'sip:@b',
    'sip:a@b:0',
    'sip:a@b:70000',
    'sip:a b@c',
    'sip:a@b;=',
    `sip:${'a'.repeat(3_000)}@b`,
  ])('%s is none', (text) => {
    expect(parseSipUri(text)).toBeNull();
  });

  it('are written with their parameters as they were, never in quotes', () => {
    for (const text of ['sip:a@b;x=(1),2', 'sip:a@[::1]:5070;y=;z', "sip:a@b;q='!*~?h=1"])
      expect(formatSipUri(parseSipUri(text) ?? fail())).toBe(text);
  });

  it('say where requests go', () => {
    const to = (text: string): unknown => addressOf(parseSipUri(text) ?? fail(), 'udp');
    expect(to('sip:a@b')).toEqual({ host: 'b', port: 5_060, transport: 'udp' });
    expect(to('sip:a@b:5070;transport=TCP;maddr=c')).toEqual({ host: 'c', port: 5_070, transport: 'tcp' });
    expect(to('sip:a@b;transport=tls')).toEqual({ host: 'b', port: 5_061, transport: 'tls' });
    expect([to('sips:a@b'), to('sips:a@b;transport=tcp')]).toEqual([to('sip:a@b;transport=tls'), to('sips:a@b')]);
    expect(to('sip:a@b;transport=ws')).toEqual({ host: 'b', port: 80, transport: 'ws' });
    expect(to('sips:a@b;transport=ws')).toEqual({ host: 'b', port: 443, transport: 'wss' });
    const nowhere = ['sips:a@b;transport=udp', 'sip:a@b;transport=sctp', 'sip:a@b;transport=constructor'];
    expect(nowhere.map(to)).toEqual([null, null, null]);
    expect(['sip:a@b', 'tel:+861088888888', 'mailto:a@b'].map(isServedUri)).toEqual([true, true, false]);
    expect(['tel:7042;phone-context=example.com', 'sip:a@b?Route=c'].map(isServedUri)).toEqual([true, false]);
  });
});

function fail(): never {
  throw new Error('not a URI');
}

describe('name-addr', () => {
  it.each([
    ['"A \\"B\\"" <sip:a@b;x=1>;tag=t', 'A "B"', 'sip:a@b;x=1', 't'],
    ['A B <sip:a@b>', 'A B', 'sip:a@b', undefined],
    ['caller<sip:a@b>;tag=t', 'caller', 'sip:a@b', 't'],
    ['sip:a@b;tag=t', null, 'sip:a@b', 't'],
    ['<tel:+86100>', null, 'tel:+86100', undefined],
  ])('%s', (text, name, uri, tag) => {
    const read = parseNameAddress(text);
    expect([read?.displayName, read?.uri, read?.parameters.get('tag')]).toEqual([name, uri, tag]);
  });

  it.each(['', '<>', '"A <sip:a@b>', '<sip:a@b', '<no uri>', 'word', '<sip:a@b> x'])('refuses %s', (text) => {
    expect(parseNameAddress(text)).toBeNull();
  });
});

describe('Via', () => {
  const note = (text: string): string => {
    const via = parseVia(text);
    return via ? receivedVia(text, via, { host: '10.0.0.9', port: 1_234 }) : '';
  };

  it('notes where a request came from (RFC 3261 §18.2.1, RFC 3581)', () => {
    expect(note('SIP/2.0/UDP 10.0.0.9;branch=x')).toBe('SIP/2.0/UDP 10.0.0.9;branch=x');
    expect(note('SIP/2.0/UDP a.example;branch=x')).toBe('SIP/2.0/UDP a.example;branch=x;received=10.0.0.9');
    expect(note('SIP/2.0/UDP 10.0.0.9;rport;branch=x')).toBe(
      'SIP/2.0/UDP 10.0.0.9;rport=1234;branch=x;received=10.0.0.9',
    );
  });

  it('says where the answer goes', () => {
    const via = (text: string) => parseVia(text) ?? fail();
    expect(answerPort(via('SIP/2.0/UDP h'), 9)).toBe(5_060);
    expect(answerPort(via('SIP/2.0/UDP h:7'), 9)).toBe(7);
    expect(answerPort(via('SIP/2.0/UDP h:7;rport'), 9)).toBe(9);
    expect(sentBy(via('SIP/2.0/UDP [2001:db8::1]'))).toBe('[2001:db8::1]:5060');
  });
});

describe('Reason', () => {
  it('prefers Q.850 among several', () => {
    const message = request([field('reason', 'SIP;cause=480'), field('reason', 'Q.850;cause=1;text="Unallocated"')]);
    expect(reasonOf(message)).toEqual({ protocol: 'Q.850', cause: 1, text: 'Unallocated' });
  });

  it('is read as written, and absent where malformed', () => {
    const reason = { protocol: 'Q.850', cause: 16, text: 'a "b"' };
    expect(parseReason(formatReason(reason))).toEqual(reason);
    expect([parseReason('Q.850'), parseReason('Q.850;cause=x'), parseReason(';cause=1')]).toEqual([null, null, null]);
    expect(formatReason({ protocol: 'SIP', cause: 200, text: '' })).toBe('SIP;cause=200');
  });
});

describe('responseTo()', () => {
  it('repeats Via, From, To, Call-ID and CSeq, and tags To once', () => {
    const response = responseTo(request(), 180, { toTag: 't', headers: [field('x', 'y')] });
    expect(response.headers.map(({ name, value }) => `${name}=${value}`).slice(1)).toEqual([
      'from="A" <sip:a@192.0.2.1>;tag=f',
      'to=<sip:b@192.0.2.2>;tag=t',
      'call-id=c1',
      'cseq=1 INVITE',
      'x=y',
    ]);
    const tagged = { ...request(), headers: response.headers };
    expect(header(responseTo(tagged, 200, { toTag: 'other' }), 'to')).toBe('<sip:b@192.0.2.2>;tag=t');
  });

  it('has words for every status', () => {
    expect([reasonPhrase(486), reasonPhrase(499), reasonPhrase(799)]).toEqual(['Busy Here', 'Bad Request', 'Unknown']);
  });
});

describe('bodyOf()', () => {
  it('finds the SDP part of a multipart body', () => {
    const parts = [
      '--b',
      'Content-Type: application/isup',
      '',
      'x',
      '--b',
      'Content-Type: application/sdp',
      '',
      'v=0',
      '--b--',
      '',
    ].join('\r\n');
    const message = request([field('cseq', '1 INVITE'), field('content-type', 'multipart/mixed;boundary="b"')], parts);
    expect(bodyOf(message)).toEqual({ contentType: 'application/sdp', content: 'v=0\r\n' });
  });

  it('is what stands there otherwise, SDP where nothing says what', () => {
    expect(bodyOf(request())).toBeNull();
    expect(bodyOf(request([], 'v=0'))).toEqual({ contentType: 'application/sdp', content: 'v=0' });
    const mixed = bodyOf(request([field('content-type', 'multipart/mixed')], 'x'));
    expect([mixed?.contentType, mixed && isSdp(mixed)]).toEqual(['multipart/mixed', false]);
  });
});
