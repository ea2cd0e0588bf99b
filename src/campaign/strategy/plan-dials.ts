/** People who are alike to the strategy, and how many dials they could take in the time that is planned. */
export interface Supply {
  readonly key: string;
  readonly dials: number;
}

/** A stretch of time, and how many dials it has room for. */
export interface Slot {
  readonly key: string;
  readonly dials: number;
}

/** Differences of this share of the mean rate decide nearly alone; smaller ones are shared out. */
const softness = 0.04;
const rounds = 60;

/**
 * Shares dials out over time so that most are answered: how many of each supply to dial in each slot. Transport with an entropy term
 * (Cuturi 2013), in logarithms; what finds no room, and room that finds nobody, is left over.
 */
export function planDials(
  supplies: readonly Supply[],
  slots: readonly Slot[],
  rateOf: (supply: Supply, slot: Slot) => number,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const wanted = total(supplies);
  const room = total(slots);
  if (wanted === 0 || room === 0) return new Map();
  // Rates of nobody, and of no time, are all alike: who is left over is decided by the others.
  const rows = room > wanted ? [...supplies, { key: leftOver, dials: room - wanted }] : supplies;
  const columns = wanted > room ? [...slots, { key: leftOver, dials: wanted - room }] : slots;
  const rates = rows.map((row) =>
    columns.map((column) => (row.key === leftOver || column.key === leftOver ? 0 : rateOf(row, column))),
  );
  const mean = Math.max(1e-6, meanOf(rates.flat()));
  const gains = rates.map((row) => row.map((rate) => rate / (softness * mean)));
  const shares = balanced(gains, rows, columns);
  return new Map(
    supplies.map(({ key }, row) => [key, new Map(slots.map((slot, column) => [slot.key, shares[row]?.[column] ?? 0]))]),
  );
}

const leftOver = '';

/** Sinkhorn's iteration: sums of rows and of columns come right in turn. */
function balanced(
  gains: readonly (readonly number[])[],
  rows: readonly Supply[],
  columns: readonly Slot[],
): readonly (readonly number[])[] {
  const ofRows = rows.map(() => 0);
  const ofColumns = columns.map(() => 0);
  const at = (row: number, column: number): number =>
    (gains[row]?.[column] ?? 0) + (ofRows[row] ?? 0) + (ofColumns[column] ?? 0);
  for (let round = 0; round < rounds; round++) {
    for (const [column, { dials }] of columns.entries())
      ofColumns[column] = (ofColumns[column] ?? 0) + logOf(dials) - logSum(rows.map((_, row) => at(row, column)));
    for (const [row, { dials }] of rows.entries())
      ofRows[row] = (ofRows[row] ?? 0) + logOf(dials) - logSum(columns.map((_, column) => at(row, column)));
  }
  // Rows are right now; a column may still be a little over its room.
  const fits = columns.map(({ dials }, column) => {
    const sum = Math.exp(logSum(rows.map((_, row) => at(row, column))));
    return Math.min(1, dials / Math.max(1e-12, sum));
  });
  return rows.map((_, row) => columns.map((_column, column) => Math.exp(at(row, column)) * (fits[column] ?? 1)));
}

const logOf = (value: number): number => Math.log(Math.max(1e-12, value));

function logSum(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

const total = (parts: readonly { readonly dials: number }[]): number =>
  parts.reduce((sum, { dials }) => sum + dials, 0);
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
