import { escapeMarkup } from '../../../foundation/escape-markup.ts';
import type { SipBody, WatchedDialog } from '../sip-endpoint.ts';

export const dialogInfoType = 'application/dialog-info+xml';

/** The whole state of one watched address (RFC 4235 §4); `version` counts up by one from NOTIFY to NOTIFY. */
export function dialogInfo(entity: string, version: number, dialogs: readonly WatchedDialog[]): SipBody {
  const head = `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="${escaped(entity)}">`;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', head, ...dialogs.map(dialogElement), '</dialog-info>'];
  return { contentType: dialogInfoType, content: `${lines.join('\r\n')}\r\n` };
}

function dialogElement(dialog: WatchedDialog): string {
  const { id, callId, localTag, remoteTag, direction, state, localUri, remoteUri } = dialog;
  const attributes = Object.entries({
    id,
    'call-id': callId,
    'local-tag': localTag,
    'remote-tag': remoteTag,
    direction,
  }).flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escaped(value)}"`));
  return `<dialog${attributes.join('')}><state>${state}</state>${party('local', localUri)}${party('remote', remoteUri)}</dialog>`;
}

function party(side: 'local' | 'remote', uri: string | undefined): string {
  if (uri === undefined) return '';
  return `<${side}><identity>${escaped(uri)}</identity><target uri="${escaped(uri)}"/></${side}>`;
}

/** XML 1.0 has no way to write most control characters: they are left out. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding them is the point
  return escapeMarkup(text.replace(/[\0-\x1f\x7f\ufffe\uffff]/g, ''));
}
