import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { header, headersNamed } from './message.ts';
import { parseMessage, type ParseResult } from './parse-message.ts';

const folder = new URL('../../../../fixtures/sip/torture/', import.meta.url);
const filesIn = (kind: string): string[] =>
  readdirSync(new URL(kind, folder))
    .map((name) => name.replace('.sip', ''))
    .sort();
const read = (kind: string, name: string): ParseResult =>
  parseMessage(readFileSync(new URL(`${kind}/${name}.sip`, folder)));

/** How each invalid message is met: answered with a status, or dropped. */
const met: Record<string, number | 'dropped'> = {
  'bad-method': 'dropped',
  'content-length-negative': 400,
  'content-length-too-large': 400,
  'content-length-twice': 400,
  'cseq-method-differs': 400,
  'cseq-too-large': 400,
  'header-name-with-space': 400,
  'header-without-colon': 400,
  'malformed-ack': 'dropped',
  'many-spaces-in-request-line': 400,
  'max-forwards-no-number': 400,
  'missing-call-id': 'dropped',
  'missing-via': 'dropped',
  'no-empty-line': 'dropped',
  'nul-in-header': 400,
  'only-text': 'dropped',
  'open-quote-in-to': 400,
  'response-without-cseq': 'dropped',
  'space-in-uri': 400,
  'status-too-large': 'dropped',
  'to-without-uri': 400,
  'trailing-space-in-request-line': 400,
  'two-cseq': 400,
  'two-from': 400,
  'uri-in-brackets': 400,
  'version-seven': 505,
  'via-port-zero': 'dropped',
  'via-without-host': 'dropped',
};

describe('a message that is wrong', () => {
  it('is one of those listed', () => {
    expect(filesIn('invalid')).toEqual(Object.keys(met));
  });

  it.each(Object.entries(met))('%s is met with %s', (name, wanted) => {
    const result = read('invalid', name);
    expect(result.kind === 'malformed' ? result.status : result.kind).toBe(wanted === 'dropped' ? 'garbage' : wanted);
  });
});

describe('a message that is odd but right', () => {
  it.each(filesIn('valid'))('%s is read', (name) => {
    expect(read('valid', name)).toMatchObject({ kind: 'message' });
  });

  it('is unfolded, its compact and joined headers told apart', () => {
    const result = read('valid', 'folded-and-compact');
    if (result.kind !== 'message') throw new Error(result.reason);
    const { message } = result;
    expect(message.envelope).toMatchObject({
      toTag: '1918181833n',
      fromTag: '98asjd8',
      sequence: 9,
      method: 'INVITE',
      callId: 'wsinv.ndaksdj@192.0.2.1',
      via: { transport: 'UDP', host: '192.0.2.2', port: null },
    });
    expect(headersNamed(message, 'via')).toHaveLength(3);
    expect(header(message, 'newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(header(message, 'unknownheaderwithunusualvalue')).toBe(';;,,;;,;');
    expect(message.body).toBe('hello');
  });

  it('keeps all Vias of a long path and of a joined header', () => {
    const vias = (name: string): number => {
      const result = read('valid', name);
      return result.kind === 'message' ? headersNamed(result.message, 'via').length : 0;
    };
    expect([vias('long-values'), vias('comma-joined-via'), vias('unknown-transports')]).toEqual([34, 2, 3]);
  });

  it('leaves what stands behind the body alone', () => {
    const result = read('valid', 'extra-bytes-after-body');
    expect(result).toMatchObject({ message: { method: 'REGISTER', body: '' } });
  });

  it('keeps a reason phrase in any script', () => {
    expect(read('valid', 'unusual-reason')).toMatchObject({
      message: { reasonPhrase: expect.stringContaining('простое') },
    });
    expect(read('valid', 'no-reason')).toMatchObject({ message: { status: 100, reasonPhrase: '' } });
  });
});
