import { join } from 'node:path';
import { planRetryWhenCallEnds } from '../campaign/index.ts';
import { suppressWhenCallEnds } from '../compliance/index.ts';
import { countVariantsWhenCallEnds } from '../experiments/index.ts';
import { fileSmsProvider, sendSmsWhenQueued } from '../integrations/index.ts';
import type { LanguageModel } from '../contract/language-model.ts';
import { noteLeadWhenCallEnds } from '../leads/index.ts';
import { findRecord, summariseWhenCallEnds, type Summariser } from '../records/index.ts';
import { findScript } from '../scripts/index.ts';
import { freeSeatsWhenCallEnds } from '../seats/index.ts';
import type { Reaction } from '../storage/index.ts';
import { gatherWhenCallEnds } from '../tuning/index.ts';
import { smtpMailer } from '../voicemail/index.ts';
import { experimentShelf } from './experiments.ts';
import { mailVoicemail } from './mail-voicemail.ts';
import type { Office } from './open-office.ts';

/** What follows when facts become known, each once, in its own room. */
export function reactionsOf(office: Office, dialerWake: () => void, model: LanguageModel | null): Reaction[] {
  return [
    suppressWhenCallEnds(office.gate, findRecord),
    planRetryWhenCallEnds(findRecord, office.gate),
    countVariantsWhenCallEnds(findRecord, experimentShelf(office)),
    freeSeatsWhenCallEnds,
    sendSmsWhenQueued(fileSmsProvider(join(office.config.dataFolder, 'sms', 'sent.jsonl'))),
    noteLeadWhenCallEnds(findRecord),
    gatherWhenCallEnds,
    summariseWhenCallEnds(summariserOf(office, model)),
    ...(office.config.mail ? [mailVoicemail(office, smtpMailer(office.config.mail))] : []),
    { name: 'wake-dialer-when-call-ends', on: 'call-ended', react: async () => dialerWake() },
  ];
}

function summariserOf({ database, world, config }: Office, model: LanguageModel | null): Summariser {
  return {
    database,
    clock: world.clock,
    model,
    utcOffsetMinutes: config.utcOffsetMinutes,
    async scriptOf(tenantId, scriptId, version) {
      return (await findScript(database, tenantId, scriptId, version))?.document ?? null;
    },
  };
}
