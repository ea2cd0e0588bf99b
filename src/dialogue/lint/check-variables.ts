import { faultOf } from '../variable-types.ts';
import { report, type Findings } from './problem.ts';

/** Variables have the values that their type wants. */
export function checkVariables(findings: Findings): void {
  for (const [name, variable] of Object.entries(findings.document.variables)) {
    const { type, values, default: usual } = variable;
    const where = (key: string) => ({ path: ['variables', name, key] });
    if (type === 'choice' && values.length === 0)
      report(findings, 'variable-unfit', where('values'), `variable '${name}' is a choice and needs 'values'`);
    if (type !== 'choice' && values.length > 0)
      report(findings, 'variable-unfit', where('values'), `variable '${name}' has 'values' and is no choice: ${type}`);
    const fault = usual === undefined || usual === '' ? null : faultOf(variable, usual);
    if (fault !== null)
      report(findings, 'variable-unfit', where('default'), `variable '${name}': its default ${fault}`);
  }
}
