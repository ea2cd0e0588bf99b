import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  attemptSent,
  findAttemptOfCall,
  mayCallUnlessAway,
  type Gate,
  setClosed,
  setReleased,
} from '../compliance/index.ts';
import type { RaisedAlert } from '../contract/alert.ts';
import type { CallId } from '../contract/ids.ts';
import type { LiveServices } from '../contract/live-services.ts';
import type { AskWebService } from '../foundation/ask-web-service.ts';
import type { Clock } from '../foundation/clock.ts';
import type { NewId } from '../foundation/ids.ts';
import { callFunction, type CallPerson } from '../integrations/index.ts';
import { selectLeads } from '../leads/index.ts';
import { trunkCredentials, type LinesSnapshots, type SecretSources } from '../lines/index.ts';
import { keepRecord } from '../records/index.ts';
import { releaseSeat, reserveSeat } from '../seats/index.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { keepVoicemail, markVoicemail, voicemailsOfBox } from '../voicemail/index.ts';
import { trunkDomain } from '../call/index.ts';

export interface LiveServicesParts {
  readonly database: Database;
  readonly gate: Gate;
  readonly lines: LinesSnapshots;
  readonly secrets: SecretSources;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly recordingsFolder: string;
  readonly raiseAlert: (alert: RaisedAlert) => void;
  readonly askWeb: AskWebService;
  readonly reach: (point: 'record-not-kept') => void;
}

/** Whom a call talks to: the lead of its attempt. */
async function personOf(db: TenantTransaction, callId: CallId): Promise<CallPerson | null> {
  const leadId = (await findAttemptOfCall(db, callId))?.leadId;
  return (leadId && (await selectLeads(db, [leadId])).get(leadId)) || null;
}

/** What calls ask back, answered by the business half of the same program. */
export function liveServices({
  database,
  gate,
  lines,
  secrets,
  clock,
  newId,
  recordingsFolder,
  raiseAlert,
  askWeb,
  reach,
}: LiveServicesParts): LiveServices {
  return {
    raiseAlert,
    async credentials(tenantId, addressOfRecord) {
      const trunk = (await lines.of(tenantId)).document.trunks.find(
        (one) => `${one.username}@${trunkDomain(one)}` === addressOfRecord,
      );
      return trunk ? trunkCredentials(trunk, secrets) : null;
    },
    dialPermit: (request) => mayCallUnlessAway(gate, request, clock.now()),
    attemptSent: (attemptId, callId) => attemptSent({ database, nowMs: clock.now() }, attemptId, callId),
    attemptOver: ({ attemptId, tenantId, outcome }) =>
      database.withTenant(tenantId, async (db) => {
        if (outcome === null) await setReleased(db, attemptId, clock.now());
        else await setClosed(db, attemptId, outcome, clock.now());
      }),
    reserveSeat: (request) => reserveSeat(database, request, newId),
    releaseSeat: (reservationId, answered) => releaseSeat(database, reservationId, answered),
    callFunction: (request, signal) => callFunction({ database, newId, personOf, askWeb }, request, signal),
    storeVoicemail: (message) => keepVoicemail({ database, newId }, message),
    voicemailsOf: ({ tenantId, box }) => voicemailsOfBox(database, tenantId, box),
    async markVoicemail({ tenantId, ...asked }) {
      const file = await markVoicemail(database, tenantId, asked);
      if (file !== null && asked.as === 'deleted') await rm(join(recordingsFolder, file), { force: true });
    },
    async keepRecord(record) {
      reach('record-not-kept');
      await keepRecord(database, record);
    },
  };
}
