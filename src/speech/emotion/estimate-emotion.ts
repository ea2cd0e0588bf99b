import type { Emotion, EmotionEstimate, TurnSound } from '../../contract/turn-measure.ts';
import { judgeSound } from './judge-sound.ts';
import { judgeWords, type Sign } from './judge-words.ts';
import type { UsualVoice } from './usual-voice.ts';

/** What speaks for nothing in particular: most turns are neutral. */
const neutralWeight = 0.75;
/** No estimate is surer than this; less where only words or only sound are known. */
const surest = 0.95;
const surestOfOne = 0.8;
/** From few turns the usual voice is a guess. */
const knownAfterTurns = 2;

/**
 * What a turn seems to feel like, from its words and from its sound against the speaker's usual voice. An estimate with
 * its reasons, never a fact: a robot may be kinder for it, nobody may be judged by it.
 */
export function estimateEmotion(words: string, sound: TurnSound | null, usual: UsualVoice): EmotionEstimate {
  const byWords = judgeWords(words);
  const bySound = sound ? judgeSound(sound, usual).map((sign) => trusted(sign, usual)) : [];
  const weights: Record<Emotion, number> = { neutral: neutralWeight, positive: 0, impatient: 0, angry: 0, hesitant: 0 };
  for (const { emotion, weight } of [...byWords, ...bySound]) weights[emotion] += weight;
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const emotion = (Object.keys(weights) as Emotion[]).reduce((best, next) =>
    weights[next] > weights[best] ? next : best,
  );
  const most = sound !== null && usual.turns > 0 && words !== '' ? surest : surestOfOne;
  return {
    emotion,
    confidence: Math.round(Math.min(most, weights[emotion] / total) * 100) / 100,
    reasons: reasonsOf(emotion, [...byWords, ...bySound]),
  };
}

function trusted(sign: Sign, usual: UsualVoice): Sign {
  return { ...sign, weight: sign.weight * Math.min(1, (usual.turns + 1) / (knownAfterTurns + 1)) };
}

function reasonsOf(emotion: Emotion, signs: readonly Sign[]): string[] {
  return [...new Set(signs.filter((sign) => sign.emotion === emotion).map(({ reason }) => reason))];
}
