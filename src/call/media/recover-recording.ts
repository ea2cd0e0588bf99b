import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RecordingTrack } from '../../contract/call-event.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { ClosedRecording } from './call-recording.ts';
import type { MediaFiles } from './media-files.ts';
import {
  bytesPerMs,
  formatRecordingHeader,
  recordingHeaderFile,
  recordingHeaderSchema,
  textLineSchema,
  type RecordingHeader,
} from './recording-header.ts';

/**
 * Closes the recording of a call that a dead process left: durations and sums are taken from the files as they stand. A
 * track whose file never came to be is left out. One that was closed is given back as it is.
 * @throws CodedError `recording-unreadable` where the folder has no header.
 */
export async function recoverRecording(
  folder: string,
  files: Pick<MediaFiles, 'read' | 'replace'>,
): Promise<ClosedRecording> {
  const header = await readHeader(folder, files);
  if (header.complete) return header;
  const tracks: RecordingTrack[] = [];
  for (const track of header.tracks) {
    const bytes = await files.read(join(folder, track.file)).catch(() => null);
    if (bytes) tracks.push({ ...track, durationMs: durationOf(track, bytes), sha256: sumOf(bytes) });
  }
  await files.replace(join(folder, recordingHeaderFile), formatRecordingHeader({ ...header, tracks }));
  return { tracks, maskedSpans: header.maskedSpans, complete: false };
}

async function readHeader(folder: string, files: Pick<MediaFiles, 'read' | 'replace'>): Promise<RecordingHeader> {
  try {
    const bytes = await files.read(join(folder, recordingHeaderFile));
    return recordingHeaderSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new CodedError(
      'recording-unreadable',
      `recording '${folder}': ${recordingHeaderFile} cannot be read (${messageOf(error)}); wanted the header that every recording begins with`,
      { folder },
      error,
    );
  }
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function durationOf(track: RecordingTrack, bytes: Uint8Array): number {
  if (track.codec !== 'T140') return bytes.length / bytesPerMs(track.codec, track.sampleRateHz);
  // The last line may have been cut by the kill: the last whole one counts.
  return readTextTrack(bytes).at(-1)?.offsetMs ?? 0;
}

/** The whole lines of a text track. */
export function readTextTrack(bytes: Uint8Array): readonly { readonly offsetMs: number; readonly text: string }[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) => {
      try {
        return [textLineSchema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
}
