import type { IvrNodeOf } from '../../../contract/ivr-document.ts';
import type { LookUpAnswer } from '../ivr-input.ts';
import type { IvrRequest } from '../ivr-move.ts';
import { textAt } from '../json-path.ts';
import { fill, fillJson } from '../template.ts';
import { nextTicket, setVariable, state, type IvrTurn } from './ivr-turn.ts';

const longestBody = 262_144;

/** Sends the look-up of a node for the first time. `failed`: it cannot be sent at all. */
export function lookUp(turn: IvrTurn, node: IvrNodeOf<'http'>): 'sent' | 'failed' {
  turn.draft.lookUps += 1;
  turn.draft.phase = 'fetching';
  return send(turn, node);
}

function send(turn: IvrTurn, node: IvrNodeOf<'http'>): 'sent' | 'failed' {
  const { draft } = turn;
  const request = requestOf(node, draft.variables);
  draft.tries += 1;
  if (request === null) {
    tell(turn, false, 'the URL is none once its variables stand in it');
    return 'failed';
  }
  turn.moves.push({
    kind: 'fetch',
    ticket: nextTicket(turn),
    node: draft.node,
    idempotencyKey: `look-up-${draft.lookUps}`,
    request,
    timeoutMs: node.timeoutMs,
  });
  return 'sent';
}

/** Takes an answer: tries again where that may help, else keeps the values wanted and tells where to go on. */
export function takeAnswer(turn: IvrTurn, node: IvrNodeOf<'http'>, answer: LookUpAnswer): string | undefined {
  const failure = 'failure' in answer ? answer.failure : answer.status >= 500 ? `status ${answer.status}` : null;
  if (failure !== null) {
    tell(turn, false, failure);
    if (turn.draft.tries <= node.retries && send(turn, node) === 'sent') return undefined;
    return node.failed ?? '';
  }
  const values = 'failure' in answer ? 'no answer' : valuesOf(node, answer);
  if (typeof values === 'string') {
    tell(turn, false, values);
    return node.failed ?? '';
  }
  tell(turn, true, '');
  for (const [name, value] of values) setVariable(turn, name, value);
  return node.ok ?? '';
}

function tell(turn: IvrTurn, ok: boolean, reason: string): void {
  const { node, tries } = turn.draft;
  state(turn, { kind: 'looked-up', node, attempt: tries, ok, reason });
}

/** What the result wants of the body, or why it is not there. */
function valuesOf(
  node: IvrNodeOf<'http'>,
  { status, body }: Extract<LookUpAnswer, { readonly status: number }>,
): readonly (readonly [string, string])[] | string {
  if (status < 200 || status > 299) return `status ${status}`;
  const wanted = Object.entries(node.result);
  if (wanted.length === 0) return [];
  if (body.length > longestBody) return 'too-large';
  const json = parsed(body);
  if (json === undefined) return 'the body is no JSON';
  const values: (readonly [string, string])[] = [];
  for (const [name, path] of wanted) {
    const value = textAt(json, path);
    if (value === undefined && !path.endsWith('?')) return `there is nothing at ${path}`;
    if (value !== undefined) values.push([name, value]);
  }
  return values;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function requestOf(node: IvrNodeOf<'http'>, variables: Readonly<Record<string, string>>): IvrRequest | null {
  const url = urlOf(fill(node.url, variables, percentEncoded));
  if (url === null) return null;
  for (const [name, text] of Object.entries(node.query)) url.searchParams.append(name, fill(text, variables));
  const headers = Object.entries(node.headers).map(
    ([name, value]) => [name, typeof value === 'string' ? headerValue(fill(value, variables)) : value] as const,
  );
  return {
    method: node.method,
    url: url.href,
    headers: Object.fromEntries(headers),
    body: node.body === undefined ? null : JSON.stringify(fillJson(node.body, variables)),
  };
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** Half a surrogate pair is no character and cannot be encoded. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\u{FFFD}'));
}

/** A value ends no header: what is not printable ASCII is percent-encoded. */
function headerValue(text: string): string {
  return text.replaceAll(/[^\u0020-\u007E]/gu, percentEncoded);
}
