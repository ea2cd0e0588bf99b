/** Every row of a state table as one line, `state input → next: effects`, sorted: a changed, added or lost row shows. */
export function rowsOf(
  table: Readonly<
    Record<string, Readonly<Record<string, { readonly next: string; readonly effects: readonly string[] }>>>
  >,
): string[] {
  return Object.entries(table)
    .flatMap(([state, rows]) =>
      Object.entries(rows).map(([input, { next, effects }]) =>
        `${state} ${input} → ${next}: ${effects.join(' ')}`.trim(),
      ),
    )
    .sort();
}
