import type { Voice } from '../../contract/script-document.ts';

export type VoicemailLanguage = 'zh-CN' | 'en';

export function voiceOf(language: VoicemailLanguage): Voice {
  return { language: language === 'en' ? 'en' : 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
}

/** What a box says to those who leave a message. */
export type CallerSentence = 'greeting' | 'choices' | 'nothing-heard' | 'kept';

export const callerSentences: Readonly<Record<VoicemailLanguage, Readonly<Record<CallerSentence, string>>>> = {
  'zh-CN': {
    greeting: '您好，您拨打的用户暂时无法接听，请在提示音后留言，留言结束请按井号键。',
    choices: '保存留言请按1，重听请按2，重新录音请按3。',
    'nothing-heard': '没有听到您的留言，请在提示音后再说一次。',
    kept: '您的留言已保存，再见。',
  },
  en: {
    greeting:
      'The person you are calling is not available. Please leave a message after the tone, and press pound when you are done.',
    choices: 'To keep your message, press 1. To listen to it, press 2. To record it again, press 3.',
    'nothing-heard': 'We did not hear a message. Please speak after the tone.',
    kept: 'Your message has been saved. Goodbye.',
  },
};

/** What a box says to its owner. */
export type OwnerSentence = 'choices' | 'deleted' | 'restored' | 'kept-as-new' | 'no-more' | 'bye' | 'away';

export const ownerSentences: Readonly<Record<VoicemailLanguage, Readonly<Record<OwnerSentence, string>>>> = {
  'zh-CN': {
    choices: '重听请按1，下一条请按2，删除请按3，保留为新留言请按9，结束请按井号键。',
    deleted: '已删除，恢复请再按3，下一条请按2。',
    restored: '已恢复。',
    'kept-as-new': '已保留为新留言。',
    'no-more': '没有更多留言了，再见。',
    bye: '再见。',
    away: '暂时无法收听留言，请稍后再拨。',
  },
  en: {
    choices:
      'To hear it again, press 1. For the next message, press 2. To delete it, press 3. To keep it as new, press 9. To finish, press pound.',
    deleted: 'Deleted. To restore it, press 3 again. For the next message, press 2.',
    restored: 'Restored.',
    'kept-as-new': 'Kept as new.',
    'no-more': 'There are no more messages. Goodbye.',
    bye: 'Goodbye.',
    away: 'Your messages cannot be played now. Please call again later.',
  },
};

/** How many messages stand in a box. */
export function countsInWords(
  counts: { readonly fresh: number; readonly heard: number },
  language: VoicemailLanguage,
): string {
  const { fresh, heard } = counts;
  if (language === 'en') {
    const messages = (count: number, kind: string): string => `${count} ${kind} message${count === 1 ? '' : 's'}`;
    if (fresh + heard === 0) return 'You have no messages.';
    const said = [...(fresh > 0 ? [messages(fresh, 'new')] : []), ...(heard > 0 ? [messages(heard, 'old')] : [])];
    return `You have ${said.join(' and ')}.`;
  }
  if (fresh + heard === 0) return '您没有留言。';
  return `您有${[...(fresh > 0 ? [`${fresh}条新留言`] : []), ...(heard > 0 ? [`${heard}条旧留言`] : [])].join('，')}。`;
}

const dayMs = 86_400_000;

/** Who left a message and when, as it is read out before the message. Times are wall time; `utcOffsetMinutes` says whose. */
export function headInWords(
  message: { readonly caller: string; readonly leftAtMs: number; readonly heard: boolean },
  now: { readonly atMs: number; readonly utcOffsetMinutes: number },
  language: VoicemailLanguage,
): string {
  const offsetMs = now.utcOffsetMinutes * 60_000;
  const [left, today] = [new Date(message.leftAtMs + offsetMs), now.atMs + offsetMs];
  const daysAgo = Math.floor(today / dayMs) - Math.floor(left.getTime() / dayMs);
  const time = left.toISOString().slice(11, 16);
  if (language === 'en') {
    const caller = message.caller === '' ? 'a withheld number' : Array.from(message.caller.replace('+', '')).join(' ');
    const month = englishMonths[left.getUTCMonth()] ?? '';
    const day = ['today', 'yesterday'][daysAgo] ?? `on ${month} ${left.getUTCDate()}`;
    return `${message.heard ? 'Message' : 'New message'} from ${caller}, ${day} at ${time}.`;
  }
  const caller = message.caller === '' ? '匿名号码' : `电话${message.caller.replace(/^\+86/, '').replace('+', '')}`;
  const day = ['今天', '昨天'][daysAgo] ?? `${left.getUTCMonth() + 1}月${left.getUTCDate()}日`;
  return `${message.heard ? '' : '新留言，'}${caller}，${day}${time}。`;
}

const englishMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
