import type { TestProgram } from '../../src/app/testing/test-program.ts';

export interface OutsideAttempt {
  readonly trunk: string;
  readonly caller: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly initiator: string;
}

/** The attempts of a test's program, oldest first. */
export function attemptsOf({ waihu }: TestProgram): Promise<readonly OutsideAttempt[]> {
  return waihu.database.withTenant(waihu.tenantId, (db) =>
    db
      .selectFrom('attempts')
      .select(['trunk', 'caller', 'state', 'outcome', 'initiator'])
      .orderBy('reserved_at')
      .execute(),
  );
}

/** By which rule each question of the gate was decided, oldest first. */
export async function verdictsOf({ waihu }: TestProgram): Promise<readonly string[]> {
  const rows = await waihu.database.withTenant(waihu.tenantId, (db) =>
    db.selectFrom('gate_verdicts').select('rule_id').orderBy('at').orderBy('id').execute(),
  );
  return rows.map((row) => row.rule_id);
}
