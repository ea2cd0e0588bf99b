import { report, type Findings } from './problem.ts';

/** What is extracted after the call is nothing that the flow asks for, and each of its values is named once. */
export function checkExtract(findings: Findings): void {
  const { slots, extract } = findings.document;
  for (const [name, field] of Object.entries(extract)) {
    const where = (...keys: readonly string[]) => ({ path: ['extract', name, ...keys] });
    if (Object.hasOwn(slots, name))
      report(findings, 'duplicate', where(), `'${name}' to extract is a slot already, which the flow fills`);
    const values = field.type === 'choice' ? field.values : [];
    const twice = values.find((value, index) => values.indexOf(value) < index);
    if (twice !== undefined)
      report(findings, 'duplicate', where('values'), `'${name}' to extract has the value '${twice}' twice`);
  }
}
