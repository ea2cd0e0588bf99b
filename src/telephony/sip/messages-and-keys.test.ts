import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../foundation/errors.ts';
import type { KeyPress } from './in-dialog.ts';
import type { IncomingMessage, RequestVerdict, SipBody, SipEndpoint } from './sip-endpoint.ts';
import { CallPair, audio, headerIn, orderTo } from './testing/call-pair.ts';
import { recordOutgoing, sdp } from './testing/call-recorders.ts';

let pair: CallPair;
let caller: SipEndpoint;
let callee: SipEndpoint;

beforeEach(async () => {
  pair = new CallPair();
  caller = await pair.open('10.0.0.1');
  callee = await pair.open('10.0.0.2');
});

const tick = (durationMs = 10): Promise<void> => pair.clock.tickAsync(durationMs);
const text = (content: string): SipBody => ({ contentType: 'text/plain;charset=utf-8', content });
const order = {
  requestUri: 'sip:bob@10.0.0.2',
  from: 'sip:alice@10.0.0.1',
  to: 'sip:bob@10.0.0.2',
  body: text('你好'),
};

describe('a text', () => {
  it('goes out and comes in, with its headers, and is answered as the taker says', async () => {
    const taken: IncomingMessage[] = [];
    callee.onMessage((message) => {
      taken.push(message);
      return { status: 202 };
    });
    const sent = caller.message({ ...order, headers: { 'X-Order': '7' } });
    await tick();
    expect((await sent).status).toBe(202);
    expect(taken[0]).toMatchObject({ requestUri: 'sip:bob@10.0.0.2', body: text('你好'), to: '<sip:bob@10.0.0.2>' });
    expect(taken[0]?.headers.get('x-order')).toEqual(['7']);
    expect(taken[0]?.source.host).toBe('10.0.0.1');
  });

  it('is sent again with credentials where it is challenged', async () => {
    const verdicts: RequestVerdict[] = [
      { status: 401, headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } },
      { status: 200 },
    ];
    callee.onMessage(() => verdicts.shift() ?? { status: 500 });
    const sent = caller.message({ ...order, credentials: () => Promise.resolve({ username: 'u', password: 'p' }) });
    await tick();
    expect((await sent).status).toBe(200);
    expect(headerIn(pair.sent('MESSAGE')[1], 'Authorization')).toContain('username="u"');
    expect(pair.sent('MESSAGE').map((one) => headerIn(one, 'CSeq'))).toEqual(['1 MESSAGE', '2 MESSAGE']);
  });

  it('is 405 where nobody takes any, 500 where the taker fails, 408 where nobody is', async () => {
    const refused = caller.message(order);
    await tick();
    expect((await refused).status).toBe(405);
    callee.onMessage(() => Promise.reject(new Error('full')));
    const failed = caller.message(order);
    await tick();
    expect((await failed).status).toBe(500);
    const alone = caller.message({ ...order, requestUri: 'sip:x@10.9.9.9' });
    await tick(33_000);
    expect((await alone).status).toBe(408);
  });
});

describe('a key told by INFO', () => {
  it('is one press, though its INFO comes twice, and any other INFO stays what it is', async () => {
    const presses: KeyPress[] = [];
    const { call, heard } = await pair.establish(caller, callee, {
      callee: { pressed: (press) => presses.push(press) },
    });
    let copies = 0;
    pair.network.drop = ({ text: sent }) => sent.startsWith('SIP/2.0 200') && copies++ < 2;
    const sent = call.info({ contentType: 'application/dtmf-relay', content: 'Signal=5\r\nDuration=160' });
    await tick(2_000);
    expect(await sent).toBe(200);
    expect(pair.sent('INFO').length).toBe(3);
    expect(presses).toEqual([{ key: '5', durationMs: 160 }]);
    void call.info(text('note'));
    await tick();
    expect(heard.events).toEqual(['info note']);
  });

  it('is an INFO like any other to a listener that takes no keys', async () => {
    const { call, heard } = await pair.establish(caller, callee);
    void call.info({ contentType: 'application/dtmf', content: '5' });
    await tick();
    expect(heard.events).toEqual(['info 5']);
  });
});

describe('a redirection', () => {
  it('is reported with its targets, the best first, and not followed', async () => {
    callee.onInvite((call) =>
      call.reject(302, {
        headers: {
          Contact: [
            '<sip:low@10.0.0.4>;q=0.1',
            '"Carol" <sip:carol@10.0.0.3?Route=x>;q=0.7',
            '<mailto:x@y>',
            'tel:+8610;q=nonsense',
          ],
        },
      }),
    );
    const listener = recordOutgoing();
    caller.invite(orderTo('10.0.0.2'), listener);
    await tick(50);
    expect(listener.failures[0]?.redirects).toEqual([
      { uri: 'tel:+8610', displayName: null, preference: 1 },
      { uri: 'sip:carol@10.0.0.3', displayName: 'Carol', preference: 0.7 },
      { uri: 'sip:low@10.0.0.4', displayName: null, preference: 0.1 },
    ]);
    expect(pair.sent('INVITE').length).toBe(1);
  });
});

describe('nothing that is given from above', () => {
  /** Everything that a caller may fill in, with a line end somewhere in it. */
  const nasty = fc
    .tuple(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('\r\n', '\n', '\r', '\0', '>\r\nX-Evil: 1\r\n', '\u0001'),
      fc.string({ maxLength: 8 }),
    )
    .map((parts) => parts.join(''));

  it('makes a header of its own: it is refused, or becomes part of a quoted text', async () => {
    callee.onInvite((call) => call.reject(486));
    await fc.assert(
      fc.asyncProperty(nasty, fc.nat(8), async (evil, place) => {
        pair.network.sent.length = 0;
        const spoiled = (at: number, otherwise: string): string => (place === at ? `${otherwise}${evil}` : otherwise);
        const refusal = refusalOf(() =>
          caller.invite(
            {
              requestUri: spoiled(0, 'sip:bob@10.0.0.2'),
              from: { uri: spoiled(1, 'sip:alice@10.0.0.1'), displayName: spoiled(2, 'A') },
              to: spoiled(3, 'sip:bob@10.0.0.2'),
              headers: { [spoiled(4, 'X-Name')]: spoiled(5, 'value') },
              offer: { contentType: spoiled(6, 'application/sdp'), content: 'v=0' },
              ...(place === 7 ? { replaces: { callId: evil, toTag: 'a', fromTag: 'b' } } : {}),
            },
            recordOutgoing(),
          ),
        );
        expect(refusal).toMatch(/^(none|sip-bad-header|sip-bad-uri)$/);
        const [sent = ''] = pair.sent('INVITE');
        const [head = ''] = sent.split('\r\n\r\n');
        for (const line of head.split('\r\n').slice(1)) expect(line).toMatch(/^[\w!%*+`'~.-]+: /);
        // oxlint-disable-next-line no-control-regex -- finding them is the point
        expect(head.replaceAll('\r\n', '')).not.toMatch(/[\0-\x08\x0a-\x1f\x7f]/);
        await tick(3);
      }),
      { numRuns: 200 },
    );
  });

  it('does so in answers and in the call', async () => {
    const evil = 'x\r\nX-Evil: 1';
    const errors: unknown[] = [];
    const attempt = (work: () => unknown): void => {
      try {
        void Promise.resolve(work()).catch((error: unknown) => errors.push(error));
      } catch (error) {
        errors.push(error);
      }
    };
    const { call, incoming } = await pair.establish(caller, callee);
    attempt(() => call.info({ contentType: evil, content: '' }));
    attempt(() => call.reinvite({ contentType: evil, content: '' }));
    attempt(() => call.refer({ target: `sip:${evil}` }));
    attempt(() => call.refer({ target: 'sip:a@b', replaces: { callId: evil, toTag: 'x', fromTag: 'y' } }));
    attempt(() => caller.message({ ...order, body: { contentType: evil, content: '' } }));
    attempt(() => caller.message({ ...order, from: `sip:${evil}` }));
    attempt(() => incoming.bye({ protocol: 'Q.850', cause: 16, text: evil }));
    callee.onInvite((one) => {
      attempt(() => one.progress(180, { headers: { A: evil } }));
      attempt(() => one.progress(183, { body: { contentType: evil, content: 'x' } }));
      attempt(() => one.progress(180, { toTag: evil }));
      one.reject(486, { reasonPhrase: evil, reason: { protocol: 'SIP', cause: 1, text: evil } });
    });
    caller.invite(orderTo('10.0.0.2', { offer: sdp(audio()) }), recordOutgoing());
    await tick(40);
    expect(errors.length).toBe(9);
    for (const { text: sent } of pair.network.sent) expect(sent).not.toContain('\r\nX-Evil');
  });
});

/** The code of what `work` throws, `none` where it does not. */
function refusalOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof CodedError ? error.code : String(error);
  }
}
