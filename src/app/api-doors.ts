import type { ApiDoors } from '../api/index.ts';
import type { LiveSwitch } from '../call/index.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { alertDoors } from './doors/alert-doors.ts';
import { callDoors } from './doors/call-doors.ts';
import { campaignDoors } from './doors/campaign-doors.ts';
import { numberDoors } from './doors/number-doors.ts';
import { ctiDoors } from './doors/cti-doors.ts';
import { queueDoors } from './doors/queue-doors.ts';
import { scriptDoors } from './doors/script-doors.ts';
import { sessionDoors } from './doors/session-doors.ts';
import { speechDoors } from './doors/speech-doors.ts';
import { speechEngineDoors, type SpeechEngineParts } from './doors/speech-engine-doors.ts';
import { tuningDoors } from './doors/tuning-doors.ts';
import { voicemailDoors } from './doors/voicemail-doors.ts';
import type { QueueDesk } from '../switchboard/index.ts';
import type { Office } from './open-office.ts';
import { speechHere } from './speech-of-tenants.ts';

export interface ApiDoorParts {
  readonly office: Office;
  readonly live: LiveSwitch;
  readonly desk: QueueDesk;
  readonly canHearSpeech: boolean;
  readonly engines: SpeechEngineParts;
  readonly recordingsFolder: string;
}

/** The API's doors onto this program. */
export function apiDoors({ office, live, desk, canHearSpeech, engines, recordingsFolder }: ApiDoorParts): ApiDoors {
  return {
    ...sessionDoors(office),
    ...campaignDoors(office, live, canHearSpeech),
    ...numberDoors(office),
    ...callDoors(office, live, recordingsFolder),
    ...alertDoors(office),
    cti: ctiDoors(office, live),
    speechEngines: speechEngineDoors(office, engines),
    voicemails: voicemailDoors(office, recordingsFolder),
    scripts: scriptDoors(office, recordingsFolder),
    tuning: tuningDoors(office),
    speech: speechDoors(office, speechHere(engines.speech.capabilities)),
    ...queueDoors(office, desk),
    maskPhone: maskPhoneNumber,
  };
}
