import { CodedError } from '../../../foundation/errors.ts';
import type { ReplacedDialog } from '../in-dialog.ts';
import { parseParameters } from '../message/parameters.ts';
import type { DialogIdentity } from '../sip-endpoint.ts';

/** Call-ID or tag, as it can stand among parameters. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const part = /^[^\s;,<>"?\0-\x1f\x7f]+$/;

/** Reads one `Replaces` (RFC 3891 §6.1); null where it is malformed. */
export function parseReplaces(value: string): ReplacedDialog | null {
  const semicolon = value.indexOf(';');
  if (semicolon < 0) return null;
  const callId = value.slice(0, semicolon).trim();
  const parameters = parseParameters(value.slice(semicolon));
  const toTag = parameters?.get('to-tag') ?? '';
  const fromTag = parameters?.get('from-tag') ?? '';
  if (!parameters || ![callId, toTag, fromTag].every((one) => part.test(one))) return null;
  return { callId, toTag, fromTag, ...(parameters.has('early-only') ? { earlyOnly: true } : {}) };
}

/** Throws `sip-bad-header` for what could not be read again. */
export function formatReplaces({ callId, toTag, fromTag, earlyOnly }: ReplacedDialog): string {
  if (![callId, toTag, fromTag].every((one) => part.test(one)))
    throw new CodedError('sip-bad-header', "SIP header 'Replaces': wanted a Call-ID and two tags", {
      header: 'Replaces',
    });
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly === true ? ';early-only' : ''}`;
}

/** How the peer of this dialog must be told to replace it: `toTag` is the peer's own. Null before the peer has a tag. */
export function replacesOf(identity: DialogIdentity): ReplacedDialog | null {
  const { callId, localTag, remoteTag } = identity;
  return remoteTag === null ? null : { callId, toTag: remoteTag === '' ? '0' : remoteTag, fromTag: localTag };
}

/** Where a dialog that shall be replaced stands; `early-ours`: we placed the call and it is not answered. */
export type ReplaceableState = 'early-ours' | 'early-theirs' | 'established' | 'over';

/** The status an INVITE with Replaces is refused with; null where it may replace (RFC 3891 §3). */
export function refusalOfReplacing(replaced: ReplacedDialog, state: ReplaceableState | null): number | null {
  if (state === null || state === 'early-theirs') return 481;
  if (state === 'over') return 603;
  return state === 'established' && replaced.earlyOnly === true ? 486 : null;
}
