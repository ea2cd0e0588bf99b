import { formatWav } from '../audio/index.ts';
import { every, type Clock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import {
  connectSpeechLink,
  sayText,
  type SaidText,
  type SpeechSockets,
  type SynthesisRequest,
} from '../speech/index.ts';

/** The rhythm of a media worker. */
const tickMs = 20;
const patienceMs = 20_000;
const sampleRateHz = 8_000;
/** Who listens must not take the engines from calls. */
const mostAtOnce = 2;

/** Lets people hear a sentence as a call would speak it: the same engines, in the same order. */
export function speechTrial(
  sockets: SpeechSockets,
  clock: Clock,
): (wanted: SynthesisRequest) => Promise<{ readonly wav: Uint8Array; readonly spokenBy: string }> {
  let underWay = 0;
  return async (wanted) => {
    if (underWay >= mostAtOnce)
      throw new CodedError('too-many-requests', 'others are listening just now: try again in a moment');
    underWay++;
    try {
      const { samples, spokenBy } = await saySentence(sockets, clock, wanted);
      return { wav: formatWav({ samples, sampleRateHz, channels: 1 }), spokenBy };
    } finally {
      underWay--;
    }
  };
}

/** Says one sentence over a link of its own. Rejects with `cannot-be-said`. */
export async function saySentence(sockets: SpeechSockets, clock: Clock, wanted: SynthesisRequest): Promise<SaidText> {
  const link = connectSpeechLink(sockets, { clock });
  const stopTicks = every(clock, tickMs, () => link.flush());
  const patience = new AbortController();
  const late = new CodedError('cannot-be-said', `no whole sentence within ${patienceMs / 1000} s`);
  const stopWaiting = clock.after(patienceMs, () => patience.abort(late));
  try {
    return await sayText(link, wanted, patience.signal);
  } finally {
    stopWaiting();
    stopTicks();
    await link.close();
  }
}
