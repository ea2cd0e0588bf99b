import type { ExperimentStatus } from '../contract/experiment-status.ts';
import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument, Voice } from '../contract/script-document.ts';
import type {
  DraftStep,
  ScriptCases,
  HearLine,
  ScriptDiff,
  ScriptImport,
  ScriptPage,
  ScriptRow,
  SavedScript,
  WhichScript,
} from '../contract/script-library.ts';

/** Who does something to a script, and why. */
export interface ScriptActor {
  readonly by: string;
  readonly note?: string | undefined;
  /** Publishes whatever the cases say; the note says why. */
  readonly force?: boolean | undefined;
}

/** What the API may ask about scripts. All reject with `script-not-found` where there is no such script. */
export interface ScriptDoors {
  list(tenantId: TenantId): Promise<readonly ScriptRow[]>;
  page(tenantId: TenantId, scriptId: string): Promise<ScriptPage>;
  document(tenantId: TenantId, scriptId: string, which: WhichScript): Promise<ScriptDocument>;
  diff(tenantId: TenantId, scriptId: string, from?: WhichScript, to?: WhichScript): Promise<ScriptDiff>;
  /** Keeps a draft and says what is wrong with it. Rejects with `draft-changed` where somebody else saved meanwhile, unless it is to be overwritten. */
  save(
    tenantId: TenantId,
    document: ScriptDocument,
    actor: ScriptActor & { readonly from?: number | undefined; readonly overwrite?: boolean },
  ): Promise<SavedScript>;
  /** Rejects with `script-cannot-change` where the draft is not in a state for it, with `script-invalid` where it has errors,
   * and with `cases-failed` where it does not hold the cases that are kept with it. */
  step(tenantId: TenantId, scriptId: string, step: DraftStep, actor: ScriptActor): Promise<void>;
  /** How the experiments of the newest version stand. */
  experiments(tenantId: TenantId, scriptId: string): Promise<readonly ExperimentStatus[]>;
  /** Ends an experiment in the draft with one of its variants. Rejects with `experiment-unknown`. */
  takeWinner(
    tenantId: TenantId,
    scriptId: string,
    winner: { readonly experiment: string; readonly variant: string },
    actor: ScriptActor,
  ): Promise<SavedScript>;
  /** The cases that are kept with a script, or null. */
  cases(tenantId: TenantId, scriptId: string): Promise<ScriptCases | null>;
  /** Rejects with `cases-invalid`, every problem with its line. */
  keepCases(tenantId: TenantId, scriptId: string, cases: ScriptCases): Promise<void>;
  /** The words and the voice of one wording. Rejects with `script-line-unknown`. */
  lineToHear(
    tenantId: TenantId,
    scriptId: string,
    wanted: HearLine,
  ): Promise<{ readonly text: string; readonly voice: Voice }>;
  rollBack(tenantId: TenantId, scriptId: string, version: number, actor: ScriptActor): Promise<void>;
  /** The bytes of a file whose name says the format. */
  takeOut(tenantId: TenantId, scriptId: string, which: WhichScript, file: string): Promise<Uint8Array>;
  bringIn(
    tenantId: TenantId,
    brought: {
      readonly bytes: Uint8Array;
      readonly file: string;
      readonly onto?: string | undefined;
      readonly from?: number | undefined;
      readonly overwrite?: boolean;
    },
    actor: ScriptActor,
  ): Promise<ScriptImport>;
  /** Gives one wording of the draft a recording (a wav file). */
  record(
    tenantId: TenantId,
    scriptId: string,
    line: { readonly place: string; readonly wav: Uint8Array },
    actor: ScriptActor,
  ): Promise<SavedScript>;
}
