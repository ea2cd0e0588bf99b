import { spokenByHeader } from '../../src/contract/speech-table.ts';
import { refusal } from './api.ts';

/** A sound that was asked for, and who made it. */
export interface HeardSound {
  readonly wav: Blob;
  readonly spokenBy: string;
}

/** Asks `/api/v1` for a sound. Rejects with `ApiError`, as `ask` does. */
export async function askSound(path: string, body: unknown): Promise<HeardSound> {
  const response = await fetch(`/api/v1${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw await refusal(response);
  return {
    wav: await response.blob(),
    spokenBy: decodeURIComponent(response.headers.get(spokenByHeader) ?? ''),
  };
}
