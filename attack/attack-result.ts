/** What came of one attack. */
export interface AttackResult {
  readonly attack: string;
  /** The program stood. */
  readonly holds: boolean;
  /** How long after it was raised the attack's alert was kept, in ms; null: none was. */
  readonly alertedAfterMs: number | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
