import type { TenantId } from '../contract/ids.ts';
import type {
  VoicemailBoxRow,
  VoicemailFilter,
  VoicemailId,
  VoicemailMark,
  VoicemailRow,
} from '../contract/voicemail.ts';

/** What the API may ask about voicemail. */
export interface VoicemailDoors {
  /** Every box that somebody has, and others that still hold messages. */
  boxes(tenantId: TenantId): Promise<readonly VoicemailBoxRow[]>;
  list(
    tenantId: TenantId,
    filter: VoicemailFilter,
  ): Promise<{ readonly voicemails: readonly VoicemailRow[]; readonly next: string | null }>;
  /** The wav of a message; null where there is none. */
  sound(tenantId: TenantId, voicemailId: VoicemailId): Promise<Uint8Array | null>;
  /** False where there is no such message. */
  mark(tenantId: TenantId, voicemailId: VoicemailId, as: VoicemailMark): Promise<boolean>;
}
