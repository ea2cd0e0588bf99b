import type { Via } from './via.ts';

/** One header field; `name` is long and lower-case (`via`, never `v` or `Via`), `value` unfolded and trimmed. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly HeaderField[];
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reasonPhrase: string;
  readonly headers: readonly HeaderField[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** What every layer asks of a received message, parsed once at the door. */
export interface Envelope {
  /** The topmost Via. */
  readonly via: Via;
  readonly callId: string;
  readonly fromTag: string | null;
  readonly toTag: string | null;
  readonly sequence: number;
  /** The method of CSeq: for a response, that of its request. */
  readonly method: string;
}

export interface IncomingRequest extends SipRequest {
  readonly envelope: Envelope;
}

export interface IncomingResponse extends SipResponse {
  readonly envelope: Envelope;
}

/** The first header of that (lower-case) name. */
export function header(message: SipMessage, name: string): string | undefined {
  for (const field of message.headers) if (field.name === name) return field.value;
  return undefined;
}

export function headersNamed(message: SipMessage, name: string): string[] {
  const values: string[] = [];
  for (const field of message.headers) if (field.name === name) values.push(field.value);
  return values;
}

/** Whether a list header (Require, Supported …) holds `token`, in any case. */
export function lists(message: SipMessage, name: string, token: string): boolean {
  return message.headers.some((field) => field.name === name && field.value.toLowerCase() === token);
}

export function headerMap(message: SipMessage): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const { name, value } of message.headers) {
    const values = map.get(name);
    if (values) values.push(value);
    else map.set(name, [value]);
  }
  return map;
}
