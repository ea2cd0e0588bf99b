import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface NlsKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** What it answers next instead of a token. */
export interface TokenTrouble {
  readonly status: number;
  readonly body: string;
}

const wantedParameters = {
  Action: 'CreateToken',
  Version: '2019-02-28',
  Format: 'JSON',
  RegionId: 'cn-shanghai',
  SignatureMethod: 'HMAC-SHA1',
  SignatureVersion: '1.0',
};

/** `CreateToken` of Aliyun's POP interface: recomputes the signature, refuses nonces used before, and gives tokens of a day. */
export class NlsTokenServer {
  readonly given: string[] = [];
  /** Answered once each, in order. */
  readonly troubles: TokenTrouble[] = [];
  readonly #keys: NlsKeys;
  readonly #nowMs: () => number;
  readonly #nonces = new Set<string>();

  constructor(keys: NlsKeys, nowMs: () => number) {
    this.#keys = keys;
    this.#nowMs = nowMs;
  }

  get asked(): number {
    return this.#nonces.size;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const [, query = ''] = (request.url ?? '').split('?');
    const wrong = this.#wrongIn(query);
    const trouble = this.troubles.shift() ?? wrong;
    if (trouble) {
      response.writeHead(trouble.status, { 'content-type': 'application/json' }).end(trouble.body);
      return;
    }
    const id = `token${this.given.length}of${this.#nowMs()}`;
    this.given.push(id);
    const token = { Id: id, ExpireTime: Math.floor(this.#nowMs() / 1_000) + 86_400, UserId: '1234567890' };
    response.end(JSON.stringify({ NlsRequestId: 'aed8', RequestId: '0989F63E', ErrMsg: '', Token: token }));
  }

  #wrongIn(query: string): TokenTrouble | null {
    const parameters = new URLSearchParams(query);
    const unsigned = query.split('&').filter((part) => !part.startsWith('Signature='));
    const toSign = `GET&%2F&${encodeURIComponent(unsigned.toSorted().join('&'))}`;
    const signature = createHmac('sha1', `${this.#keys.accessKeySecret}&`).update(toSign).digest('base64');
    const nonce = parameters.get('SignatureNonce') ?? '';
    const stampMs = Date.parse(parameters.get('Timestamp') ?? '');
    if (this.#nonces.has(nonce))
      return refusal(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
    this.#nonces.add(nonce);
    if (parameters.get('AccessKeyId') !== this.#keys.accessKeyId)
      return refusal(
        404,
        'InvalidAccessKeyId.NotFound',
        `Specified access key is not found: ${parameters.get('AccessKeyId')}`,
      );
    if (parameters.get('Signature') !== signature)
      return refusal(400, 'SignatureDoesNotMatch', `signature does not match. server string to sign is:${toSign}`);
    if (!(Math.abs(stampMs - this.#nowMs()) < 900_000))
      return refusal(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
    const missing = Object.entries(wantedParameters).find(([name, value]) => parameters.get(name) !== value);
    return missing ? refusal(400, 'InvalidParameter', missing[0]) : null;
  }
}

function refusal(status: number, code: string, message: string): TokenTrouble {
  return { status, body: JSON.stringify({ RequestId: '0989F63E', Code: code, Message: message }) };
}
