import type { Alert, AlertFilter } from '../contract/alert.ts';
import type {
  CallFilter,
  CallPage,
  CallRow,
  CampaignAction,
  CampaignBoard,
  CampaignCopy,
  CampaignRow,
  OwnNumber,
} from '../contract/api.ts';
import type { CampaignSettings } from '../contract/campaign-settings.ts';
import type { StrategyPage } from '../contract/campaign-strategy.ts';
import type { CallEvent } from '../contract/call-event.ts';
import type { CallId, CampaignId, TenantId } from '../contract/ids.ts';
import type { QueueBoard } from '../contract/queue-board.ts';
import type { CtiDoors } from './cti/cti-doors.ts';
import type { ScriptDoors } from './script-doors.ts';
import type { SpeechDoors } from './speech-doors.ts';
import type { SpeechEngineDoors } from './speech-engine-doors.ts';
import type { TuningDoors } from './tuning-doors.ts';
import type { VoicemailDoors } from './voicemail-doors.ts';

/** Who asks, as a session or an API key says. */
export interface SignedIn {
  readonly kind: 'user' | 'api-key';
  readonly tenantId: TenantId;
  readonly tenant: string;
  /** A login, or the key's name. */
  readonly user: string;
  readonly role: string;
  /** Whether they may do something. */
  may(action: ApiAction): boolean;
}

/** What somebody may want to do, in the words of the accounts' policy. */
export type ApiAction =
  | 'campaigns.read'
  | 'campaigns.run'
  | 'calls.read'
  | 'calls.place'
  | 'calls.control'
  | 'calls.monitor'
  | 'calls.end'
  | 'agents.read'
  | 'agents.control'
  | 'alerts.read'
  | 'alerts.acknowledge'
  | 'numbers.reveal'
  | 'recordings.read'
  | 'scripts.read'
  | 'scripts.write'
  | 'scripts.publish'
  | 'settings.write'
  | 'voicemails.write';

/** Seconds of a recording; to its end where `toSec` is absent. */
export interface RecordingPart {
  readonly fromSec: number;
  readonly toSec?: number | undefined;
}

/** Whose alerts are read. */
export interface AlertReader {
  readonly tenantId: TenantId;
  readonly platformToo: boolean;
}

/** What the API may ask of the program. Everything is of one tenant; what another has is as if it were not there. */
export interface ApiDoors {
  /** A new session's token, or null for a wrong name or password (the same answer and time for both), or how long the door stays shut. */
  signIn(names: {
    readonly tenant: string;
    readonly user: string;
    readonly password: string;
  }): Promise<{ readonly token: string; readonly session: SignedIn } | { readonly lockedForMs: number } | null>;
  session(token: string): Promise<SignedIn | null>;
  signOut(token: string): Promise<void>;
  /** Newest first; those that were put away only when they are wanted too. */
  campaigns(tenantId: TenantId, archivedToo: boolean): Promise<readonly CampaignRow[]>;
  /** Makes a draft. */
  createCampaign(tenantId: TenantId, settings: CampaignSettings): Promise<CampaignId>;
  /** Makes a draft of a campaign's settings. Rejects as `act` does. */
  copyCampaign(tenantId: TenantId, campaignId: CampaignId, copy: CampaignCopy): Promise<CampaignId>;
  board(tenantId: TenantId, campaignId: CampaignId): Promise<CampaignBoard | null>;
  /** What the campaign's strategy came to, and its newest choices. */
  strategy(tenantId: TenantId, campaignId: CampaignId): Promise<StrategyPage | null>;
  /** Rejects with a `CodedError` that says why not, e.g. `campaign-cannot-start`. */
  act(tenantId: TenantId, campaignId: CampaignId, action: CampaignAction): Promise<void>;
  /** The tenant's own numbers: how often each was answered of late, and which rest. */
  numbers(tenantId: TenantId): Promise<readonly OwnNumber[]>;
  /** Notes that telephones warn of it; null: no longer. Rejects with `number-not-owned`. */
  markNumber(tenantId: TenantId, number: string, reason: string | null): Promise<void>;
  calls(
    tenantId: TenantId,
    filter: CallFilter,
  ): Promise<{ readonly calls: readonly CallRow[]; readonly next: string | null }>;
  call(tenantId: TenantId, callId: CallId): Promise<CallPage | null>;
  /** A stereo wav of the call, or of some seconds of it, masked spans silent; null where there is none. */
  recording(tenantId: TenantId, callId: CallId, seconds?: RecordingPart): Promise<Uint8Array | null>;
  /** Events of calls as they happen, with the campaign they belong to; the returned function ends it. */
  liveEvents(tenantId: TenantId, listener: (event: CallEvent, campaignId: CampaignId | null) => void): () => void;
  /** Newest first. `platformToo`: the platform's own as well, where the reader's tenant runs it. */
  alerts(reader: AlertReader, filter: AlertFilter): Promise<readonly Alert[]>;
  acknowledgeAlert(reader: AlertReader, id: string, by: string): Promise<Alert | null>;
  /** Alerts as they are raised, each once; the returned function ends it. */
  liveAlerts(reader: AlertReader, listener: (alert: Alert) => void): () => void;
  /** Somebody at this address tries keys that are none, one after the other. */
  keysGuessed(address: string): void;
  readonly cti: CtiDoors;
  readonly speechEngines: SpeechEngineDoors;
  readonly voicemails: VoicemailDoors;
  readonly speech: SpeechDoors;
  readonly scripts: ScriptDoors;
  readonly tuning: TuningDoors;
  /** Queues, who serves them, and who waits to be called back. */
  queues(tenantId: TenantId): Promise<QueueBoard>;
  maskPhone(phone: string): string;
}
