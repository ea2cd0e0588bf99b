import type { Database } from '../database.ts';
import type { Fact, FactKind } from './fact.ts';

/** What a room does when a fact becomes known, each once per fact. */
export interface Reaction {
  /** Unique and lasting, as `verb-when-fact`: `plan-retry-when-call-ends`. */
  readonly name: string;
  readonly on: FactKind;
  /**
   * Does the work in one `database.withTenant(fact.tenantId, …)`: the mark that says it was done is written in that same
   * transaction, so the work counts once although it may be started again. Rejecting means: try again later, with growing
   * pauses. What touches the outside world must itself bear being repeated.
   */
  react(fact: Fact, database: Database): Promise<void>;
}
