import type { CallEvent, MaskedSpan, RecordingTrack } from '../contract/call-event.ts';
import { recordOf } from './call-record.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import type { OpenCall, OpenedJournal } from './journal.ts';
import { keepUntilAcknowledged } from './keep-records.ts';

/** A recording that a crash left open, closed: its tracks as they are on disk. */
export type RecoverRecording = (
  folder: string,
) => Promise<{ readonly tracks: readonly RecordingTrack[]; readonly maskedSpans: readonly MaskedSpan[] }>;

/** The events that an interrupted call lacks: its recording is closed, and it ends where the crash cut it. */
async function missingEvents(
  call: OpenCall,
  recordingsFolder: string,
  recoverRecording: RecoverRecording,
): Promise<CallEvent[]> {
  if (call.events.some(({ kind }) => kind === 'call-ended')) return [];
  const soFar = recordOf(call.events);
  const at = { callId: call.callId, atMs: soFar.endedAtMs };
  const missing: CallEvent[] = [];
  if (soFar.recording && !soFar.recording.complete) {
    const { folder } = soFar.recording;
    const closed = await recoverRecording(`${recordingsFolder}/${folder}`).catch(() => ({
      tracks: [],
      maskedSpans: [],
    }));
    missing.push({
      kind: 'recording-closed',
      ...at,
      folder,
      tracks: [...closed.tracks],
      maskedSpans: [...closed.maskedSpans],
      complete: false,
    });
  }
  const outcome = soFar.inviteSent ? 'interrupted' : 'cancelled';
  missing.push({
    kind: 'call-ended',
    ...at,
    outcome,
    hangUpBy: 'network',
    sipStatus: soFar.sipStatus,
    q850Cause: null,
    reason: 'the program stopped in mid-call',
  });
  return missing;
}

/**
 * Ends what an earlier run left open: its dialogs at the far end, its recordings, and its records, which are handed
 * over until acknowledged. Dialogs come first: people in the air hear the call end.
 */
export async function recoverCalls(
  opened: OpenedJournal,
  around: Pick<CallSurroundings, 'sip' | 'services' | 'journal' | 'clock' | 'logger' | 'recordingsFolder'>,
  recoverRecording: RecoverRecording,
  signal: AbortSignal,
): Promise<number> {
  const dialogs = opened.leftovers.flatMap((call) => call.dialogs);
  await Promise.allSettled(dialogs.map(({ identity, answered }) => around.sip.endOrphan(identity, answered)));
  for (const call of opened.leftovers) {
    const events = [...call.events, ...(await missingEvents(call, around.recordingsFolder, recoverRecording))];
    await keepUntilAcknowledged(recordOf(events, call.dialogue), around, signal);
  }
  around.journal.flush();
  await opened.forgetLeftovers();
  return opened.leftovers.length;
}
