import { expect, test } from 'vitest';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { LiveLink, retryAfterMs, type WebSocketLike } from './live-link.ts';

class FakeSocket implements WebSocketLike {
  readonly sent: unknown[] = [];
  closed = false;
  readonly #listeners = new Map<string, (told: never) => void>();
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  addEventListener(event: string, listener: (told: never) => void): void {
    this.#listeners.set(event, listener);
  }
  tell(event: string, told?: unknown): void {
    this.#listeners.get(event)?.(told as never);
  }
}

test('the wait before another try doubles up to half a minute, and is spread', () => {
  expect([0, 1, 2, 10].map((tries) => retryAfterMs(tries, 0))).toEqual([250, 500, 1_000, 15_000]);
  expect(retryAfterMs(0, 1)).toBe(500);
  expect(retryAfterMs(50, 1)).toBe(30_000);
});

test('a connection on which nothing is heard is given up, and taken up again where it was', () => {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const links: unknown[] = [];
  const link = new LiveLink({
    url: 'ws://pbx',
    key: 'wk_1',
    parties: ['801'],
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    timers: clock,
    chance: () => 1,
    onMessage: () => undefined,
    onLink: ({ up, final }) => links.push([up, final]),
  });
  sockets[0]!.tell('open');
  expect(sockets[0]!.sent).toEqual([{ kind: 'hello', key: 'wk_1', parties: ['801'] }]);
  sockets[0]!.tell('message', { data: '{"kind":"welcome","feed":"f","seq":4,"heartbeatMs":1000}' });
  clock.tick(2_900);
  sockets[0]!.tell('message', { data: '{"kind":"heartbeat","seq":7}' });
  clock.tick(2_900);
  expect(sockets[0]!.closed).toBe(false);
  clock.tick(200);
  expect([sockets[0]!.closed, links]).toEqual([
    true,
    [
      [true, false],
      [false, false],
    ],
  ]);
  clock.tick(500);
  sockets[1]!.tell('open');
  expect(sockets[1]!.sent).toEqual([{ kind: 'hello', key: 'wk_1', parties: ['801'], since: { feed: 'f', seq: 7 } }]);
  sockets[0]!.tell('message', { data: '{"kind":"heartbeat","seq":99}' });
  link.close();
  sockets[1]!.tell('close', { code: 1000, reason: '' });
  clock.tick(60_000);
  expect([sockets.length, links.at(-1)]).toEqual([2, [false, true]]);
});
