import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A shop's services on this machine. `/profile` is busy when it is first asked; `/stock` never answers; `/orders` makes an order of each
 * idempotency key, and its first reply is lost.
 */
export class ShopServer {
  /** `POST /orders KEY`, in order. */
  readonly asked: string[] = [];
  /** Number of the order ← idempotency key. */
  readonly orders = new Map<string, string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async open(): Promise<ShopServer> {
    const shop = new ShopServer();
    await new Promise<void>((resolve) => {
      shop.#server.listen(0, '127.0.0.1', resolve);
    });
    return shop;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const { method = '', url = '', headers } = request;
    const key = String(headers['idempotency-key']);
    const before = this.asked.filter((line) => line.includes(url)).length;
    this.asked.push([method, url, key, body].join(' ').trim());
    const reply = (status: number, json: unknown): unknown => response.writeHead(status).end(JSON.stringify(json));
    if (url.startsWith('/profile')) {
      if (before === 0) return void reply(503, { error: 'busy' });
      return void reply(200, { data: { level: '金卡', visits: [{ city: '深圳' }] } });
    }
    if (!url.startsWith('/orders')) return;
    const number = this.orders.get(key) ?? `A${this.orders.size + 1}`;
    this.orders.set(key, number);
    if (before === 0) request.socket.destroy();
    else reply(201, { order: { number } });
  }
}
