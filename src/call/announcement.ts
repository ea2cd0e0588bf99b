import type { CallOutcome } from '../contract/call-outcome.ts';

/** What Chinese networks say instead of ringing, by the words that tell the cause; the first that fits wins. */
const announcements: readonly (readonly [RegExp, CallOutcome])[] = [
  [/空号|号码不存在|号码有误|号码错误|查证后再拨|does not exist/iu, 'vacant'],
  [/欠费/u, 'arrears'],
  [/停机|暂停服务|out of service/iu, 'suspended'],
  [/关机|powered? off/iu, 'powered-off'],
  [/来电提醒|短信.{0,6}通知|短信.{0,4}提醒/u, 'missed-call-notice'],
  [/呼入限制|限制呼入|不能接听|barred/iu, 'incoming-barred'],
  [/正在通话|通话中|占线|正忙|is busy|on the phone/iu, 'busy'],
  [/呼叫转移|正在转接|转移/u, 'forwarded'],
  [/不在服务区|无法接通|暂时不能接通|not reachable|cannot be connected/iu, 'out-of-reach'],
  [/无人接听|no answer/iu, 'no-answer'],
  [/网络忙|network.{0,4}busy|稍后再拨/iu, 'network-busy'],
];

/** The cause an announcement in early media tells, or null while its words tell none yet. */
export function announcementCause(words: string): CallOutcome | null {
  const plain = words.replaceAll(/[\s,，。.!！?？]/gu, '');
  return announcements.find(([pattern]) => pattern.test(words) || pattern.test(plain))?.[1] ?? null;
}

/** The cause a call-progress tone tells (GB 3380, ITU-T E.180): ringback tells none. */
export function toneCause(tone: string): CallOutcome | null {
  if (tone === 'busy') return 'busy';
  if (tone === 'congestion') return 'network-busy';
  if (tone === 'sit') return 'vacant';
  return null;
}
