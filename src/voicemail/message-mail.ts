import type { StoredVoicemail } from './voicemail-store.ts';

/** A mail with one sound attached. */
export interface Mail {
  /** The same for the same message, so that a mail sent twice is shown once (RFC 5322 §3.6.4). */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment: { readonly name: string; readonly type: 'audio/wav'; readonly bytes: Uint8Array };
}

/** What the owner of a box is sent. */
export interface MailSettings {
  readonly to: string;
  readonly language: 'zh-CN' | 'en';
  /** Of the wall clock that the mail tells, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
}

/** The mail that carries a message to the owner of its box. */
export function messageMail(
  message: StoredVoicemail,
  { to, language, utcOffsetMinutes }: MailSettings,
  sound: Uint8Array,
): Mail {
  const wall = new Date(message.leftAtMs + utcOffsetMinutes * 60_000).toISOString();
  const [date, time] = [wall.slice(0, 10), wall.slice(11, 16)];
  const sec = Math.round(message.durationMs / 1_000);
  const caller = message.caller === '' ? { 'zh-CN': '匿名号码', en: 'a withheld number' }[language] : message.caller;
  const words = {
    'zh-CN': {
      subject: `语音留言：${caller}，${sec} 秒`,
      text: `${caller} 于 ${date} ${time} 给分机 ${message.box} 留言，时长 ${sec} 秒，录音见附件。\n`,
    },
    en: {
      subject: `Voicemail from ${caller}, ${sec} s`,
      text: `${caller} left a message of ${sec} s for extension ${message.box} on ${date} at ${time}. The sound is attached.\n`,
    },
  }[language];
  return {
    messageId: `<voicemail-${message.voicemailId}@waihu>`,
    to,
    ...words,
    attachment: {
      name: `voicemail-${message.box}-${date}-${time.replace(':', '')}.wav`,
      type: 'audio/wav',
      bytes: sound,
    },
  };
}
