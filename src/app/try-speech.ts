import { formatWav, joined } from '../audio/index.ts';
import type { TrySpeech } from '../contract/speech-table.ts';
import { every, type Clock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import { connectSpeechLink, type SpeechEngines } from '../speech/index.ts';

type Sockets = SpeechEngines['sockets'];

/** The rhythm of a media worker. */
const tickMs = 20;
const patienceMs = 20_000;
const sampleRateHz = 8_000;
/** Who listens must not take the engines from calls. */
const mostAtOnce = 2;

/** Lets people hear a sentence as a call would speak it: the same engines, in the same order. */
export function speechTrial(
  sockets: Sockets,
  clock: Clock,
): (wanted: TrySpeech) => Promise<{ readonly wav: Uint8Array; readonly spokenBy: string }> {
  let underWay = 0;
  return async (wanted) => {
    if (underWay >= mostAtOnce)
      throw new CodedError('too-many-requests', 'others are listening just now: try again in a moment');
    underWay++;
    try {
      return await sayOnce(sockets, clock, wanted);
    } finally {
      underWay--;
    }
  };
}

async function sayOnce(sockets: Sockets, clock: Clock, { text, voice }: TrySpeech) {
  const link = connectSpeechLink(sockets, { clock });
  const stopTicks = every(clock, tickMs, () => link.flush());
  const chunks: Int16Array[] = [];
  let stopWaiting = (): void => undefined;
  try {
    const spokenBy = await new Promise<string>((resolve, reject) => {
      const failed = (reason: string): void => reject(new CodedError('cannot-be-said', reason));
      stopWaiting = clock.after(patienceMs, () => failed(`no whole sentence within ${patienceMs / 1000} s`));
      link.synthesize({ text, voice }, { chunk: (samples) => void chunks.push(samples.slice()), end: resolve, failed });
    });
    return { wav: formatWav({ samples: joined(chunks), sampleRateHz, channels: 1 }), spokenBy };
  } finally {
    stopWaiting();
    stopTicks();
    await link.close();
  }
}
