import type { Condition, ScriptDocument, Variable } from '../contract/script-document.ts';
import type { Random } from '../foundation/random.ts';

/** How often a variable that may be left empty is. */
const leftEmpty = 0.4;

/**
 * Somebody a list might have: a value for each variable that has no default, the one its description gives as an example, one of
 * its type, or one that a condition of the script asks for.
 */
export function imaginedLead(document: ScriptDocument, random: Random): Readonly<Record<string, string>> {
  const compared = comparedValues(document);
  const lead = Object.entries(document.variables).flatMap(([name, variable]) => {
    const asked = compared.get(name) ?? [];
    if ((variable.default ?? '') !== '' && asked.length === 0) return [];
    if (!variable.required && random.next() < leftEmpty) return [];
    const values = [...asked, ...examplesOf(variable)];
    const value = values[random.int(values.length)];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(lead);
}

function examplesOf({ type, values, description }: Variable): readonly string[] {
  const example = /如[“"「]?([^”"」，。；]+)/u.exec(description)?.[1];
  if (type === 'choice') return values;
  if (example !== undefined) return [example];
  switch (type) {
    case 'text':
      return [];
    case 'number':
      return ['3'];
    case 'amount':
      return ['1280.50'];
    case 'date':
      return ['2026-03-06'];
    case 'phone':
      return ['13800138000'];
  }
}

/** What conditions compare variables with; of a least value it and less. */
function comparedValues(document: ScriptDocument): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const look = (condition: Condition | undefined): void => {
    if (condition === undefined) return;
    if ('all' in condition) return condition.all.forEach(look);
    if ('any' in condition) return condition.any.forEach(look);
    if ('not' in condition) return look(condition.not);
    if (!('variable' in condition)) return;
    const { variable, is, atLeast } = condition;
    const values = [
      ...(is === undefined || is === '' ? [] : [is]),
      ...(atLeast === undefined ? [] : [String(atLeast), '0']),
    ];
    found.set(variable, [...(found.get(variable) ?? []), ...values]);
  };
  for (const { nodes } of Object.values(document.flows))
    for (const { branches } of Object.values(nodes)) for (const { when } of branches) look(when);
  for (const { when } of document.grades) look(when);
  return found;
}
