import { lookup as lookUpName } from 'node:dns/promises';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { onAbort } from './abort.ts';
import type { Clock } from './clock.ts';
import { CodedError, messageOf } from './errors.ts';
import { isPublicAddress, judgeOutboundUrl, notPublicReason } from './outbound-url.ts';

export interface OutsideRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface OutsideLimits {
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** `refused`: by us, because of where the URL leads or what the request holds. */
export interface OutsideFailure {
  readonly failure: 'timeout' | 'unreachable' | 'refused' | 'too-large';
  readonly reason: string;
}

export type OutsideAnswer = { readonly status: number; readonly body: string } | OutsideFailure;

export interface OutsideParts {
  readonly clock: Clock;
  /** Hosts that may be asked though they are not public. */
  readonly allowedHosts: ReadonlySet<string>;
  /** All addresses of a name; the system's resolver where absent. */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/** Asks a web service that a user of ours named. Fulfils in every case. */
export type AskOutside = (request: OutsideRequest, limits: OutsideLimits) => Promise<OutsideAnswer>;

/**
 * A client for URLs that are not the operator's own. A name is resolved once, every address judged, and one of those connected to, so
 * that a name which changes between look and use (DNS rebinding) leads nowhere else. Redirects are answers, and never followed.
 */
export function openAskOutside({ clock, allowedHosts, resolve = allAddresses }: OutsideParts): AskOutside {
  return async (asked, limits) => {
    if (!URL.canParse(asked.url)) return { failure: 'refused', reason: 'this is no URL' };
    const url = new URL(asked.url);
    const verdict = judgeOutboundUrl(url, allowedHosts);
    if (verdict.kind === 'refused') return { failure: 'refused', reason: verdict.reason };
    const lookup = lookupFor(resolve, verdict.kind === 'allowed');
    return exchange(clock, url, asked, limits, lookup);
  };
}

const allAddresses = (host: string): ReturnType<NonNullable<OutsideParts['resolve']>> =>
  lookUpName(host, { all: true, verbatim: true });

/** What a socket connects to: only what was judged here. */
function lookupFor(resolve: NonNullable<OutsideParts['resolve']>, anywhere: boolean): LookupFunction {
  return (host, options, answer) => {
    void resolve(host).then(
      (all) => {
        const fit = all.filter(({ address }) => anywhere || isPublicAddress(address));
        const [first] = fit;
        if (!first) return answer(new CodedError('not-public', notPublicReason(host), { host }), '', 0);
        return options.all ? answer(null, fit) : answer(null, first.address, first.family);
      },
      (error: unknown) => answer(error as Error, '', 0),
    );
  };
}

function exchange(
  clock: Clock,
  url: URL,
  { method, headers, body }: OutsideRequest,
  { timeoutMs, maxBytes, signal }: OutsideLimits,
  lookup: LookupFunction,
): Promise<OutsideAnswer> {
  return new Promise((resolve) => {
    let request: ClientRequest | null = null;
    const settle = (answer: OutsideAnswer): void => {
      stopTimer();
      resolve(answer);
      request?.destroy();
    };
    const fail = (failure: OutsideFailure['failure'], reason: string): void => settle({ failure, reason });
    const stopTimer = clock.after(timeoutMs, () => fail('timeout', `no answer in ${timeoutMs} ms`));
    const options: RequestOptions = { method, headers: { ...headers }, lookup, agent: false };
    try {
      request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
    } catch (error) {
      return fail('refused', messageOf(error));
    }
    request.on('error', (error) => {
      const refused = error instanceof CodedError && error.code === 'not-public';
      fail(refused ? 'refused' : 'unreachable', messageOf(error));
    });
    request.on('response', (response) => collect(response, maxBytes, settle));
    request.end(body ?? undefined);
    if (signal) onAbort(signal, () => fail('unreachable', 'nobody waits for the answer any more'));
  });
}

function collect(response: IncomingMessage, maxBytes: number, settle: (answer: OutsideAnswer) => void): void {
  const parts: Buffer[] = [];
  let bytes = 0;
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > maxBytes) settle({ failure: 'too-large', reason: `the answer is more than ${maxBytes} bytes` });
    else parts.push(part);
  });
  response.on('error', (error) => settle({ failure: 'unreachable', reason: messageOf(error) }));
  response.on('aborted', () => settle({ failure: 'unreachable', reason: 'the answer broke off' }));
  response.on('end', () => settle({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }));
}
