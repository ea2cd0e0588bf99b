const known = new Map<string, RegExp>();
const mostKnown = 10_000;

/** Whether a number is of a pattern's family (`dialPatternSchema`). A pattern matches whole numbers only. */
export function matchesPattern(pattern: string, number: string): boolean {
  return compiled(pattern).test(number);
}

/** The first of the patterns that the number is of. */
export function firstMatch(patterns: readonly string[], number: string): string | undefined {
  return patterns.find((pattern) => matchesPattern(pattern, number));
}

function compiled(pattern: string): RegExp {
  const before = known.get(pattern);
  if (before) return before;
  const open = pattern.endsWith('...');
  const body = (open ? pattern.slice(0, -3) : pattern).replaceAll(/[+*]/g, String.raw`\$&`).replaceAll('x', '[0-9]');
  const made = new RegExp(`^${body}${open ? '.*' : ''}$`);
  if (known.size >= mostKnown) known.clear();
  known.set(pattern, made);
  return made;
}
