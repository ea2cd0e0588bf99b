import type { WebFunction } from '../contract/script-document.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { AskWebService } from '../foundation/ask-web-service.ts';
import { mayFareBetter, requestOf, valuesIn, type FillText, type WebAnswer } from '../foundation/web-look-up.ts';
import { refused } from './script-function.ts';

const place = /\{([^{}]*)\}/g;

/**
 * Asks a web service that the script declares. What may fare better is sent again, as often as the declaration says, with the same
 * idempotency key. Fulfils in every case; a refusal names the status, or why there was no answer.
 */
export async function callWebFunction(
  askWeb: AskWebService,
  web: WebFunction,
  asked: { readonly args: Readonly<Record<string, string>>; readonly key: string; readonly signal: AbortSignal },
): Promise<FunctionResult> {
  const missing = web.args.find((name) => (asked.args[name] ?? '') === '');
  if (missing !== undefined) return refused(`argument-missing-${missing}`);
  const request = requestOf(web, fillFrom(asked.args));
  if (request === null) return refused('the URL is none once its arguments stand in it');
  const limits = { timeoutMs: web.timeoutMs, idempotencyKey: asked.key, signal: asked.signal };
  let answer: WebAnswer = { failure: 'unreachable' };
  for (let tried = 0; tried <= web.retries && !asked.signal.aborted; tried++) {
    answer = await askWeb(request, limits);
    if (!mayFareBetter(answer)) break;
  }
  const values = valuesIn(web.result, answer);
  return typeof values === 'string' ? refused(values) : { ok: true, values: Object.fromEntries(values) };
}

function fillFrom(args: Readonly<Record<string, string>>): FillText {
  const valueOf = (name: string): string => (Object.hasOwn(args, name) ? (args[name] ?? '') : '');
  return (text, written = (value) => value) =>
    text.replaceAll(place, (_, name: string) => written(valueOf(name.trim())));
}
