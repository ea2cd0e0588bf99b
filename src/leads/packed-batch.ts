import type { ImportedConsent, RowProblem } from './imported-row.ts';
import type { LeadBatch } from './prepare-leads.ts';

/** Consent for a number, as a list gave it. */
export interface PhoneConsent extends ImportedConsent {
  readonly phone: string;
}

/**
 * A batch on its way to the database. The rows are one text already, made where the file was read, so that the thread
 * that serves the database only passes it on.
 */
export interface PackedBatch {
  /** `[{line, phone, name, attributes}]` */
  readonly rowsJson: string;
  readonly rowCount: number;
  readonly consents: readonly PhoneConsent[];
  readonly problems: readonly RowProblem[];
  readonly readRows: number;
  readonly doneBytes: number;
}

export async function* packBatches(batches: AsyncIterable<LeadBatch>): AsyncGenerator<PackedBatch> {
  for await (const { rows, problems, readRows, doneBytes } of batches) {
    yield {
      rowsJson: JSON.stringify(rows.map(({ line, phone, name, attributes }) => ({ line, phone, name, attributes }))),
      rowCount: rows.length,
      consents: rows.flatMap(({ phone, consent }) => (consent ? [{ phone, ...consent }] : [])),
      problems,
      readRows,
      doneBytes,
    };
  }
}
