import { z } from 'zod';
import { maskedSpanSchema, recordingTrackSchema } from '../../contract/call-event.ts';

/** Name of the file beside the tracks that says what they are: written at the start, so that a cut recording opens too. */
export const recordingHeaderFile = 'recording.json';

/** While `complete` is false the tracks' durations and sums are 0 and empty: the files themselves know better. */
export const recordingHeaderSchema = z.object({
  version: z.literal(1),
  callId: z.string(),
  /** Wall time of offset 0, ms since the epoch. */
  startedAtMs: z.number(),
  tracks: z.array(recordingTrackSchema),
  maskedSpans: z.array(maskedSpanSchema),
  complete: z.boolean(),
});
export type RecordingHeader = z.infer<typeof recordingHeaderSchema>;

export function formatRecordingHeader(header: RecordingHeader): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(header, null, 2)}\n`);
}

/** One line of a text track. */
export const textLineSchema = z.object({ offsetMs: z.number(), text: z.string() });

/** Bytes of one millisecond of an audio track. */
export function bytesPerMs(codec: 'PCMA' | 'PCMU' | 'L16', sampleRateHz: number): number {
  return (sampleRateHz * (codec === 'L16' ? 2 : 1)) / 1000;
}
