import type { CallId } from '../../contract/ids.ts';
import type { WatchedDialog } from '../../telephony/index.ts';
import type { ExtensionDialogs } from '../presence/extension-dialogs.ts';
import type { HouseCall } from './house-call.ts';
import type { Switchboard } from './switchboard.ts';

interface Shown {
  readonly addressOfRecord: string;
  readonly dialog: WatchedDialog;
}

/** Tells lamps (BLF) what the calls of each extension are. */
export function showLamps(switchboard: Switchboard, dialogs: ExtensionDialogs): () => void {
  const shown = new Map<CallId, ReadonlyMap<string, Shown>>();
  return switchboard.onChange((call) => {
    const before = shown.get(call.callId);
    const now = call.isOver ? new Map<string, Shown>() : dialogsOf(call);
    for (const [leg, { addressOfRecord, dialog }] of before ?? [])
      if (!now.has(leg)) dialogs.tell(addressOfRecord, { ...dialog, state: 'terminated' });
    for (const { addressOfRecord, dialog } of now.values()) dialogs.tell(addressOfRecord, dialog);
    if (now.size > 0) shown.set(call.callId, now);
    else shown.delete(call.callId);
  });
}

function dialogsOf(call: HouseCall): ReadonlyMap<string, Shown> {
  const { domain, lines } = call.order.house;
  const shown = [...call.legs()].flatMap(({ leg, isUp }): [string, Shown][] => {
    if (!lines.extensions.some(({ name }) => name === leg.party)) return [];
    const identity = leg.identity();
    const first = leg === call.first;
    const dialog: WatchedDialog = {
      id: leg.id.replaceAll('/', '-'),
      state: isUp ? 'confirmed' : first ? 'proceeding' : 'early',
      direction: first ? 'initiator' : 'recipient',
      ...(identity && {
        callId: identity.callId,
        ...(identity.remoteTag === null ? {} : { localTag: identity.remoteTag }),
        remoteTag: identity.localTag,
      }),
    };
    return [[leg.id, { addressOfRecord: `${leg.party}@${domain}`, dialog }]];
  });
  return new Map(shown);
}
