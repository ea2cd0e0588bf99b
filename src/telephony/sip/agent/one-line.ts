import { CodedError } from '../../../foundation/errors.ts';
import { field } from '../message/format-message.ts';
import { isToken } from '../message/header-names.ts';
import type { HeaderField } from '../message/message.ts';
import { formatReason } from '../message/reason-header.ts';
import type { ReasonHeader, SipBody } from '../sip-endpoint.ts';

/** Control characters other than tab: a line end among them would begin a header of its own. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const controls = /[\0-\x08\x0a-\x1f\x7f]+/;
const everyControl = new RegExp(controls, 'g');

export const isOneLine = (value: string): boolean => !controls.test(value);

/** The value as it is; throws `sip-bad-header` where it could not stand in one line of a message. */
export function oneLine(header: string, value: string): string {
  if (isOneLine(value)) return value;
  throw refused(header, 'a value of one line, without control characters');
}

/** What people wrote, for people to read: control characters become spaces. */
export const spaced = (text: string): string => text.replace(everyControl, ' ');

/** A URI that stands between `<` and `>`; throws `sip-bad-header` where it would break out of them. */
export function enclosed(header: string, uri: string): string {
  if (isOneLine(uri) && !/[\s<>"]/.test(uri)) return uri;
  throw refused(header, 'a URI without spaces, quotes and angle brackets');
}

export const typeField = (body: SipBody): HeaderField =>
  field('content-type', oneLine('Content-Type', body.contentType));

export function reasonField({ protocol, cause, text }: ReasonHeader): HeaderField {
  if (!isToken(protocol)) throw refused('Reason', 'a protocol that is a token, such as Q.850');
  return field('reason', formatReason({ protocol, cause, text: spaced(text) }));
}

function refused(header: string, wanted: string): CodedError {
  return new CodedError('sip-bad-header', `SIP header '${header}': wanted ${wanted}`, { header });
}
