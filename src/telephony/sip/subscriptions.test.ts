import { beforeEach, describe, expect, it } from 'vitest';
import type {
  EventStates,
  MessageSummary,
  RequestVerdict,
  SipEndpoint,
  SubscriptionAsked,
  WatchedDialog,
} from './sip-endpoint.ts';
import { CallPair, headerIn } from './testing/call-pair.ts';

let pair: CallPair;
let server: SipEndpoint;
let states: States;
let heard: string[];
let send: (text: string) => void;

/** States that a test changes. */
class States implements EventStates {
  readonly asked: SubscriptionAsked[] = [];
  readonly watchers = new Set<() => void>();
  verdict: RequestVerdict | Error = { status: 200 };
  calls: WatchedDialog[] = [];
  mailbox: MessageSummary = { newVoice: 0, oldVoice: 0 };

  permit(asked: SubscriptionAsked): Promise<RequestVerdict> {
    this.asked.push(asked);
    return this.verdict instanceof Error ? Promise.reject(this.verdict) : Promise.resolve(this.verdict);
  }

  dialogs(): readonly WatchedDialog[] {
    return this.calls;
  }

  messages(): MessageSummary {
    return this.mailbox;
  }

  watch(_event: string, _resource: string, changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  change(): void {
    for (const changed of this.watchers) changed();
  }
}

const tick = (durationMs = 10): Promise<void> => pair.clock.tickAsync(durationMs);

/** A phone at 10.0.0.9 that answers each NOTIFY with `notifyAnswer`. */
let notifyAnswer: string;

beforeEach(async () => {
  pair = new CallPair();
  server = await pair.open('10.0.0.2');
  states = new States();
  server.serveEvents(states);
  heard = [];
  notifyAnswer = '200 OK';
  const to = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
  const write = await pair.network.attach('10.0.0.9', 5060, (text) => {
    heard.push(text);
    if (text.startsWith('NOTIFY') && notifyAnswer !== '') send(answerTo(text, notifyAnswer));
  });
  send = (text) => write(text, to);
});

const notes = (): string[] => heard.filter((text) => text.startsWith('NOTIFY'));
const answers = (): (string | undefined)[] =>
  heard.filter((text) => text.startsWith('SIP/2.0')).map((text) => text.split('\r\n')[0]?.slice(8));
const told = (): (string | undefined)[] => notes().map((text) => headerIn(text, 'Subscription-State'));
/** The tag of our side, for requests inside the subscription. */
const serverTag = (): string => /;tag=(\w+)/.exec(headerIn(heard[0], 'To') ?? '')?.[1] ?? '';

describe('a subscription to the calls of an address', () => {
  it('is told the state at once and at every change, with versions that count up', async () => {
    send(subscribe());
    await tick();
    expect(answers()).toEqual(['200 OK']);
    expect(headerIn(heard[0], 'Expires')).toBe('600');
    states.calls = [
      {
        id: 'a1',
        state: 'confirmed',
        direction: 'recipient',
        callId: 'c"1',
        localTag: 'l',
        remoteTag: 'r',
        localUri: 'sip:bob@h',
        remoteUri: 'sip:<x>&y@h',
      },
    ];
    states.change();
    await tick();
    expect(told()).toEqual(['active;expires=600', 'active;expires=600']);
    const [first, second] = notes();
    expect(headerIn(first, 'Event')).toBe('dialog;id=7');
    expect(headerIn(first, 'Content-Type')).toBe('application/dialog-info+xml');
    expect(first?.split('\r\n\r\n')[1]).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:bob@10.0.0.2">\r\n</dialog-info>\r\n',
    );
    expect(second).toContain('version="1"');
    expect(second).toContain(
      '<dialog id="a1" call-id="c&quot;1" local-tag="l" remote-tag="r" direction="recipient"><state>confirmed</state><local><identity>sip:bob@h</identity><target uri="sip:bob@h"/></local><remote><identity>sip:&lt;x&gt;&amp;y@h</identity><target uri="sip:&lt;x&gt;&amp;y@h"/></remote></dialog>',
    );
    expect(states.asked[0]).toMatchObject({ event: 'dialog', resource: 'sip:bob@10.0.0.2' });
  });

  it('tells what changed while a NOTIFY was under way once, with the next', async () => {
    notifyAnswer = '';
    send(subscribe());
    await tick();
    for (let change = 0; change < 20; change++) states.change();
    await tick();
    expect(new Set(notes().map((text) => headerIn(text, 'CSeq'))).size).toBe(1);
    send(answerTo(notes()[0] ?? '', '200 OK'));
    await tick();
    expect(new Set(notes().map((text) => headerIn(text, 'CSeq'))).size).toBe(2);
  });

  it('is refreshed, and ends with Expires: 0', async () => {
    send(subscribe());
    await tick();
    pair.clock.tick(500_000);
    send(subscribe({ sequence: 2, toTag: serverTag(), expires: 300 }));
    await tick();
    pair.clock.tick(200_000);
    states.change();
    await tick();
    expect(told()).toEqual(['active;expires=600', 'active;expires=300', 'active;expires=100']);
    send(subscribe({ sequence: 3, toTag: serverTag(), expires: 0 }));
    await tick();
    expect(told().at(-1)).toBe('terminated;reason=timeout');
    expect(states.watchers.size).toBe(0);
    send(subscribe({ sequence: 4, toTag: serverTag() }));
    await tick();
    expect(answers()).toEqual(['200 OK', '200 OK', '200 OK', '481 Call/Transaction Does Not Exist']);
  });

  it('that nobody refreshes ends when its time is over', async () => {
    send(subscribe());
    await tick();
    pair.clock.tick(600_001);
    await tick();
    expect(told()).toEqual(['active;expires=600', 'terminated;reason=timeout']);
    expect(states.watchers.size).toBe(0);
  });

  it.each(['481 Gone', ''])('ends when its NOTIFY is answered %j', async (answer) => {
    notifyAnswer = answer;
    send(subscribe());
    await tick();
    pair.clock.tick(33_000);
    await tick();
    expect(states.watchers.size).toBe(0);
    states.change();
    await tick();
    expect(new Set(notes().map((text) => headerIn(text, 'CSeq'))).size).toBe(1);
  });

  it('ends with the endpoint', async () => {
    send(subscribe());
    await tick();
    await server.close();
    expect(states.watchers.size).toBe(0);
  });
});

describe('a mailbox', () => {
  it('is fetched once with Expires: 0', async () => {
    states.mailbox = { newVoice: 2, oldVoice: 8, oldUrgent: 1 };
    send(subscribe({ event: 'message-summary', expires: 0, accept: 'application/simple-message-summary' }));
    await tick();
    expect(told()).toEqual(['terminated;reason=timeout']);
    expect(notes()[0]?.split('\r\n\r\n')[1]).toBe(
      'Messages-Waiting: yes\r\nMessage-Account: sip:bob@10.0.0.2\r\nVoice-Message: 2/8 (0/1)\r\n',
    );
    expect(states.watchers.size).toBe(0);
  });
});

describe('a SUBSCRIBE', () => {
  it.each([
    [{ event: 'presence' }, '489 Bad Event', 'Allow-Events: dialog, message-summary'],
    [{ event: '' }, '400 Bad Request', ''],
    [{ accept: 'application/pidf+xml' }, '406 Not Acceptable', 'Accept: application/dialog-info+xml'],
    [{ expires: 30 }, '423 Interval Too Brief', 'Min-Expires: 60'],
    [{ expires: 99_999 }, '200 OK', 'Expires: 3600'],
    [{ accept: '*/*' }, '200 OK', 'Expires: 600'],
    [{ toTag: 'gone' }, '481 Call/Transaction Does Not Exist', ''],
  ])('%j is answered %s', async (change, line, contains) => {
    send(subscribe(change));
    await tick();
    expect(answers()).toEqual([line]);
    expect(heard[0]).toContain(contains);
  });

  it('is refused as the owner of the states says, challenge and all, also when it comes again', async () => {
    states.verdict = { status: 401, headers: { 'WWW-Authenticate': ['Digest realm="a"', 'Digest realm="b"'] } };
    send(subscribe());
    await tick();
    expect(answers()).toEqual(['401 Unauthorized']);
    expect(heard[0]?.match(/WWW-Authenticate/g)?.length).toBe(2);
    states.verdict = new Error('database away');
    send(subscribe({ sequence: 2 }));
    await tick();
    expect(answers()[1]).toBe('500 Server Internal Error');
  });

  it('inside a subscription other requests are not allowed, and old ones are out of order', async () => {
    send(subscribe());
    await tick();
    send(subscribe({ method: 'INFO', sequence: 2, toTag: serverTag() }));
    send(subscribe({ sequence: 1, toTag: serverTag(), branch: 'z9hG4bKold' }));
    send(subscribe({ sequence: 3, toTag: serverTag(), event: 'message-summary' }));
    await tick();
    expect(new Set(answers().slice(1))).toEqual(
      new Set(['405 Method Not Allowed', '481 Call/Transaction Does Not Exist', '500 CSeq out of order']),
    );
  });

  it('gets 489 where nobody serves events', async () => {
    const other = await pair.open('10.0.0.3');
    const write = await pair.network.attach('10.0.0.8', 5060, (text) => heard.push(text));
    write(subscribe().replaceAll('10.0.0.9', '10.0.0.8'), { host: '10.0.0.3', port: 5060, transport: 'udp' });
    await tick();
    expect(answers()).toEqual(['489 Bad Event']);
    await other.close();
  });
});

interface Change {
  readonly method?: string;
  readonly event?: string;
  readonly expires?: number;
  readonly accept?: string;
  readonly toTag?: string;
  readonly sequence?: number;
  readonly branch?: string;
}

function subscribe({
  method = 'SUBSCRIBE',
  event = 'dialog;id=7',
  expires = 600,
  accept,
  toTag,
  sequence = 1,
  branch,
}: Change = {}): string {
  const head = [
    `${method} sip:bob@10.0.0.2 SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.9:5060;branch=${branch ?? `z9hG4bK${method}${sequence}`}`,
    'From: <sip:phone@10.0.0.9>;tag=phone',
    `To: <sip:bob@10.0.0.2>${toTag ? `;tag=${toTag}` : ''}`,
    'Call-ID: watching',
    `CSeq: ${sequence} ${method}`,
    'Contact: <sip:phone@10.0.0.9>',
    ...(event ? [`Event: ${event}`] : []),
    ...(accept ? [`Accept: ${accept}`] : []),
    `Expires: ${expires}`,
    'Content-Length: 0',
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

function answerTo(request: string, line: string): string {
  const kept = request.split('\r\n').filter((one) => /^(Via|From|To|Call-ID|CSeq):/.test(one));
  return `SIP/2.0 ${line}\r\n${kept.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
}
