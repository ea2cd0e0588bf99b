import { join } from 'node:path';
import { planRetryWhenCallEnds } from '../campaign/index.ts';
import { suppressWhenCallEnds } from '../compliance/index.ts';
import { countVariantsWhenCallEnds } from '../experiments/index.ts';
import { fileSmsProvider, sendSmsWhenQueued } from '../integrations/index.ts';
import { noteLeadWhenCallEnds } from '../leads/index.ts';
import { findRecord } from '../records/index.ts';
import { freeSeatsWhenCallEnds } from '../seats/index.ts';
import type { Reaction } from '../storage/index.ts';
import { gatherWhenCallEnds } from '../tuning/index.ts';
import { smtpMailer } from '../voicemail/index.ts';
import { experimentShelf } from './experiments.ts';
import { mailVoicemail } from './mail-voicemail.ts';
import type { Office } from './open-office.ts';

/** What follows when facts become known, each once, in its own room. */
export function reactionsOf(office: Office, dialerWake: () => void): Reaction[] {
  return [
    suppressWhenCallEnds(office.gate, findRecord),
    planRetryWhenCallEnds(findRecord),
    countVariantsWhenCallEnds(findRecord, experimentShelf(office)),
    freeSeatsWhenCallEnds,
    sendSmsWhenQueued(fileSmsProvider(join(office.config.dataFolder, 'sms', 'sent.jsonl'))),
    noteLeadWhenCallEnds(findRecord),
    gatherWhenCallEnds,
    ...(office.config.mail ? [mailVoicemail(office, smtpMailer(office.config.mail))] : []),
    { name: 'wake-dialer-when-call-ends', on: 'call-ended', react: async () => dialerWake() },
  ];
}
