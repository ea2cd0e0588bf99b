import type { Voice } from '../../contract/script-document.ts';
import { chineseCount, englishCount } from './spoken-count.ts';

interface Place {
  /** From 1; null: not said. */
  readonly position: number | null;
  readonly estimatedWaitMs: number | null;
}

interface QueuePrompts {
  position(ahead: number): string;
  wait(minutes: number): string;
  readonly waitShort: string;
  readonly waitLong: string;
  readonly offerCallBack: string;
  readonly callBackTaken: string;
  readonly callBackRefused: string;
}

/** Beyond this no number of minutes is worth much. */
const longestSaidMinutes = 60;

const chinese: QueuePrompts = {
  position: (ahead) => (ahead === 0 ? '您是下一位。' : `您前面还有${chineseCount(ahead)}位。`),
  wait: (minutes) => `预计还要等${chineseCount(minutes)}分钟左右。`,
  waitShort: '预计等待不到一分钟。',
  waitLong: '预计等待时间在一小时以上。',
  offerCallBack: '不想继续等，请按一。您可以挂机，轮到您时我们给您回电。',
  callBackTaken: '好的，已经为您保留位置，轮到您时我们给您回电。再见。',
  callBackRefused: '抱歉，现在不能为您安排回电，请您继续等候。',
};

const english: QueuePrompts = {
  position: (ahead) =>
    ahead === 0
      ? 'You are next.'
      : `There ${ahead === 1 ? 'is' : 'are'} ${englishCount(ahead, 'caller', 'callers')} before you.`,
  wait: (minutes) => `We expect to answer in about ${englishCount(minutes, 'minute', 'minutes')}.`,
  waitShort: 'We expect to answer in less than a minute.',
  waitLong: 'We expect the wait to be more than an hour.',
  offerCallBack: 'If you would rather not wait, press 1 and hang up: we keep your place and call you back.',
  callBackTaken: 'Thank you. We keep your place and call you back when it is your turn. Goodbye.',
  callBackRefused: 'Sorry, we cannot arrange a call back now. Please stay on the line.',
};

/** What queues say, in the language of the voice that says it. */
export function queuePrompts({ language }: Pick<Voice, 'language'>): QueuePrompts {
  return language === 'en' ? english : chinese;
}

/** Where a caller stands, in words; empty where nothing is to be said. */
export function placeInWords({ position, estimatedWaitMs }: Place, voice: Pick<Voice, 'language'>): string {
  const prompts = queuePrompts(voice);
  const where = position === null ? '' : prompts.position(Math.max(0, position - 1));
  if (estimatedWaitMs === null) return where;
  const minutes = Math.round(estimatedWaitMs / 60_000);
  const wait =
    minutes < 1 ? prompts.waitShort : minutes > longestSaidMinutes ? prompts.waitLong : prompts.wait(minutes);
  return [where, wait].filter((part) => part !== '').join(voice.language === 'en' ? ' ' : '');
}
