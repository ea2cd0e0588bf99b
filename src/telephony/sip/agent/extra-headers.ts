import { CodedError } from '../../../foundation/errors.ts';
import { headerName } from '../message/header-names.ts';
import type { HeaderField } from '../message/message.ts';
import { isOneLine } from './one-line.ts';

/** Headers that others may not set: the stack's own. */
const reserved = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'content-length', 'max-forwards', 'contact']);

/** Headers given from above, checked: a line end in a value would smuggle in a header of its own. */
export function extraHeaders(
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  allowed?: 'contact',
): HeaderField[] {
  return Object.entries(headers).flatMap(([written, values]) =>
    [values].flat().map((value) => checkedHeader(written, value, allowed)),
  );
}

function checkedHeader(written: string, value: string, allowed: 'contact' | undefined): HeaderField {
  const name = headerName(written);
  if (name === null || (reserved.has(name) && name !== allowed) || !isOneLine(value))
    throw new CodedError('sip-bad-header', `SIP header '${written}': wanted a free name and a value of one line`, {
      header: written,
    });
  return { name, value };
}
