import { z } from 'zod';
import { messageOf } from '../../../foundation/errors.ts';
import type { ServiceParts } from '../hearing-service.ts';
import { isPermanentStatus } from '../http/status.ts';
import { maskSecrets } from '../ws/mask-secrets.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { signedAliyunQuery } from './sign.ts';

export interface NlsTokenSettings {
  /** Aliyun's own in Shanghai where absent. */
  readonly tokenUrl?: string | undefined;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface NlsToken {
  readonly kind: 'token';
  readonly id: string;
  /** It was asked for just now, so that one refused does not become better by asking again. */
  readonly fresh: boolean;
}

export interface NoNlsToken {
  readonly kind: 'failed';
  readonly reason: string;
  readonly permanent: boolean;
}

const defaultTokenUrl = 'https://nls-meta.cn-shanghai.aliyuncs.com/';
const timeoutMs = 5_000;
/** A token near its end is not begun with: a call may be long. */
const renewBeforeMs = 600_000;

const createdSchema = z.object({ Token: z.object({ Id: z.string().min(1), ExpireTime: z.number() }) });
const refusedSchema = z.object({ Code: z.string(), Message: z.string().default('') });
/** 4xx that pass: Aliyun answers 400 to too many requests of an account. */
const passingCode = /^Throttling|^ServiceUnavailable/;

/**
 * Tokens of Aliyun's 智能语音交互, which one asks for with an access key and uses for a day (`CreateToken`,
 * https://help.aliyun.com/document_detail/113251.htm). Asked for once for all who want one, since Aliyun throttles who asks often.
 */
export class NlsTokens {
  readonly #settings: NlsTokenSettings;
  readonly #parts: ServiceParts;
  #kept: { readonly id: string; readonly expiresAtMs: number } | null = null;
  #asking: Promise<NlsToken | NoNlsToken> | null = null;
  readonly #closed = new AbortController();

  constructor(settings: NlsTokenSettings, parts: ServiceParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  /** Fulfils in every case, in 5 s at the latest. */
  get(): Promise<NlsToken | NoNlsToken> {
    const kept = this.#kept;
    if (kept && kept.expiresAtMs - renewBeforeMs > this.#parts.clock.now())
      return Promise.resolve({ kind: 'token', id: kept.id, fresh: false });
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** The service refused it: the next who wants a token gets another. */
  forget(id: string): void {
    if (this.#kept?.id === id) this.#kept = null;
  }

  /** Whoever waits for a token gets none. */
  close(): void {
    this.#closed.abort();
  }

  async #ask(): Promise<NlsToken | NoNlsToken> {
    const { accessKeyId, accessKeySecret, tokenUrl = defaultTokenUrl } = this.#settings;
    const query = signedAliyunQuery(this.#parameters(), accessKeySecret);
    const failed = (why: string, permanent: boolean): NoNlsToken => {
      const reason = maskSecrets(`no token of Aliyun: ${why}`, [accessKeySecret, accessKeyId]);
      return { kind: 'failed', reason, permanent };
    };
    const late = new AbortController();
    const stopTimer = this.#parts.clock.after(timeoutMs, () => late.abort());
    try {
      const answer = await fetch(`${tokenUrl}?${query}`, {
        signal: AbortSignal.any([late.signal, this.#closed.signal]),
        redirect: 'error',
      });
      const text = await answer.text();
      const created = answer.ok ? parseFrame(createdSchema, text) : null;
      if (created) return this.#keep(created.Token);
      const refused = parseFrame(refusedSchema, text);
      if (!refused) return failed(`status ${answer.status}`, isPermanentStatus(answer.status));
      const permanent = isPermanentStatus(answer.status) && !passingCode.test(refused.Code);
      return failed(`${refused.Code}: ${refused.Message}`, permanent);
    } catch (error) {
      return failed(late.signal.aborted ? `no answer in ${timeoutMs} ms` : causeOf(error), false);
    } finally {
      stopTimer();
    }
  }

  #keep({ Id: id, ExpireTime: expiresAtS }: z.infer<typeof createdSchema>['Token']): NlsToken {
    this.#kept = { id, expiresAtMs: expiresAtS * 1_000 };
    return { kind: 'token', id, fresh: true };
  }

  #parameters(): Record<string, string> {
    return {
      AccessKeyId: this.#settings.accessKeyId,
      Action: 'CreateToken',
      Format: 'JSON',
      RegionId: 'cn-shanghai',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: this.#parts.uuid(),
      SignatureVersion: '1.0',
      Timestamp: `${new Date(this.#parts.clock.now()).toISOString().slice(0, 19)}Z`,
      Version: '2019-02-28',
    };
  }
}

/** `fetch` hides what happened behind "fetch failed". */
function causeOf(error: unknown): string {
  return messageOf(error instanceof Error ? (error.cause ?? error) : error);
}
