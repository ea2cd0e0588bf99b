/**
 * What callers left in the boxes of extensions: kept once, found again, mailed to the box's owner, and counted for the
 * lamps of telephones. It records and plays nothing: the sound is a wav below the recordings folder that others wrote.
 */
export { mailMessageWhenLeft } from './mail-message-when-left.ts';
export type { Mail } from './message-mail.ts';
export { smtpMailer, type SmtpSettings } from './smtp-mailer.ts';
export { openVoicemailBoxes, type BoxSummary, type VoicemailBoxes } from './voicemail-boxes.ts';
export type { StoredVoicemail, VoicemailFilter } from './voicemail-store.ts';
export {
  countBoxes,
  findVoicemail,
  keepVoicemail,
  listVoicemails,
  markVoicemail,
  voicemailsOfBox,
} from './voicemails.ts';
