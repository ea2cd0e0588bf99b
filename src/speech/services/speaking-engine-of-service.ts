import type { Voice } from '../../contract/script-document.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Engine, EngineSession } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import { RequestBudget, type SpeakingLimits } from './request-budget.ts';
import type { RequestParts, SpeakingMeter } from './sentence-request.ts';
import type { SpeakingService } from './speaking-service.ts';
import { TextSpeaker } from './text-speaker.ts';
import { VoiceLoudness } from './voice-loudness.ts';
import { voicePlan } from './voice-plan.ts';

export interface SpeakingEngine extends Engine {
  /** What was asked of the service since it was made. */
  meter(): Readonly<SpeakingMeter>;
}

/** What a new account has with most vendors: ten voices at a time, twenty requests a second. */
const usualLimits: SpeakingLimits = { atOnce: 10, perSecond: 20 };
/** Voices whose loudness is remembered. */
const mostVoices = 200;

/**
 * A synthesiser behind a speaking service somewhere else. What it cannot say (a language it lacks, a service that gives
 * no sound in time) fails with a reason that begins with the service's name, so that another synthesiser may say it.
 */
export function speakingEngineOfService(
  service: SpeakingService,
  clock: Clock,
  limits: SpeakingLimits = usualLimits,
): SpeakingEngine {
  const meter: SpeakingMeter = { characters: 0, requests: 0, failures: 0 };
  const parts: RequestParts = { service, clock, meter, budget: new RequestBudget(limits, clock) };
  const loudnessOf = rememberedLoudness();
  return {
    meter: () => ({ ...meter }),
    connected: (reply) => speakingSession(parts, loudnessOf, reply),
  };
}

function speakingSession(
  parts: RequestParts,
  loudnessOf: (voice: Voice) => VoiceLoudness,
  reply: (reply: EngineReply) => void,
): EngineSession {
  const { service } = parts;
  const speakers = new Map<number, TextSpeaker>();
  const say = (id: number, text: string, wish: Voice): void => {
    const { voice, limits } = voicePlan(wish, service.abilities);
    const finished = (last: EngineReply): void => {
      speakers.delete(id);
      reply(last);
    };
    const failed = (reason: string): void => finished({ kind: 'failed', id, reason: `${service.name}: ${reason}` });
    if (!voice) return failed(limits.map((limit) => limit.en).join(', '));
    const speaker = new TextSpeaker(parts, text, voice, loudnessOf(voice), {
      chunk: (samples) => reply({ kind: 'chunk', id, samples }),
      mark: (textLength, atSample) => reply({ kind: 'mark', id, textLength, atSample }),
      end: () => finished({ kind: 'end', id, provider: service.name }),
      failed,
    });
    speakers.set(id, speaker);
    speaker.begin();
  };
  return {
    received(request) {
      if (request.kind === 'say') say(request.id, request.text, request.voice);
      if (request.kind !== 'cancel') return;
      speakers.get(request.id)?.cancel();
      speakers.delete(request.id);
    },
    closed() {
      for (const speaker of speakers.values()) speaker.cancel();
      speakers.clear();
    },
  };
}

/** One memory for each voice as it sounds; the one unused for longest is forgotten. */
function rememberedLoudness(): (voice: Voice) => VoiceLoudness {
  const known = new Map<string, VoiceLoudness>();
  return ({ name = '', language, emotion }) => {
    const key = `${language} ${emotion} ${name}`;
    const loudness = known.get(key) ?? new VoiceLoudness();
    known.delete(key);
    known.set(key, loudness);
    const [oldest] = known.keys();
    if (known.size > mostVoices && oldest !== undefined) known.delete(oldest);
    return loudness;
  };
}
