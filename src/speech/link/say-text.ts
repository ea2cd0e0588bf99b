import { joined } from '../../audio/index.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { SpeechLink, SynthesisRequest } from './speech-link.ts';

/** A whole text as sound, 8 kHz, and who spoke: not always who was asked. */
export interface SaidText {
  readonly samples: Int16Array;
  readonly spokenBy: string;
}

/** Says a text to its end. Rejects with `cannot-be-said`, or with the reason of `signal`, which gives it up. */
export function sayText(
  link: Pick<SpeechLink, 'synthesize'>,
  request: SynthesisRequest,
  signal?: AbortSignal,
): Promise<SaidText> {
  return new Promise((resolve, reject) => {
    const chunks: Int16Array[] = [];
    const abandon = link.synthesize(request, {
      chunk: (samples) => void chunks.push(samples.slice()),
      end: (spokenBy) => resolve({ samples: joined(chunks), spokenBy }),
      failed: (reason) => reject(new CodedError('cannot-be-said', `'${request.text}': ${reason}`)),
    });
    signal?.addEventListener('abort', () => {
      abandon();
      reject(signal.reason as Error);
    });
  });
}
