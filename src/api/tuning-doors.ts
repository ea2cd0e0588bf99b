import type { TenantId } from '../contract/ids.ts';
import type {
  Assignment,
  DraftEffects,
  EffectsWish,
  Misunderstood,
  MisunderstoodFilter,
  TuningReport,
} from '../contract/tuning.ts';
import type { ScriptActor } from './script-doors.ts';

/** What the API may ask of the daily loop. All reject with `script-not-found` where there is no such script. */
export interface TuningDoors {
  misunderstood(tenantId: TenantId, scriptId: string, filter: MisunderstoodFilter): Promise<Misunderstood>;
  /** Rejects with `meaning-unknown` and `meaning-taken` where the script cannot be taught that. */
  assign(tenantId: TenantId, scriptId: string, assignment: Assignment, actor: ScriptActor): Promise<void>;
  /** Gives how many sentences that changed. */
  ignore(
    tenantId: TenantId,
    scriptId: string,
    wish: { readonly texts: readonly string[]; readonly ignored: boolean },
    actor: ScriptActor,
  ): Promise<number>;
  effects(tenantId: TenantId, scriptId: string, wish: EffectsWish): Promise<DraftEffects>;
  report(
    tenantId: TenantId,
    scriptId: string,
    wish: { readonly version?: number | undefined; readonly leastVisits: number },
  ): Promise<TuningReport>;
  /** The same as one HTML page. */
  reportPage(report: TuningReport): string;
}
