import type { IvrCondition, IvrNode } from '../../../contract/ivr-document.ts';
import { secretNames } from '../secret-names.ts';
import { givenNames, namesIn } from '../template.ts';
import { report, type Findings, type Where } from './problem.ts';
import { textsOf } from './texts.ts';

/** Every name that is used is declared, and no secret is said, shown or written into an address. */
export function checkNames(findings: Findings): void {
  const secrets = secretNames(findings.document);
  for (const [name, node] of Object.entries(findings.document.nodes)) {
    const at = (...keys: readonly (string | number)[]): Where => ({ node: name, path: ['nodes', name, ...keys] });
    for (const { text, key, hides } of textsOf(node)) {
      for (const variable of namesIn(text)) {
        checkVariable(findings, variable, at(key), `{${variable}} in "${text}"`);
        if (secrets.has(variable) && !hides)
          report(findings, 'secret-shown', at(key), `"${text}" would give away '${variable}', which is secret`);
      }
    }
    for (const { variable, key } of variablesOf(node)) checkVariable(findings, variable, at(key), `'${variable}'`);
    if (node.kind === 'set') checkSet(findings, node.values, secrets, at('values'));
    if (node.kind === 'queue')
      for (const shown of node.show.filter((one) => secrets.has(one)))
        report(findings, 'secret-shown', at('show'), `agents would see '${shown}', which is secret`);
    if (node.kind === 'condition')
      node.cases.forEach(({ when }, index) => checkCondition(findings, when, at('cases', index, 'when')));
    checkOthers(findings, node, at);
  }
}

function checkVariable(findings: Findings, name: string, where: Where, what: string): void {
  if (!Object.hasOwn(findings.document.variables, name) && !givenNames.includes(name))
    report(findings, 'unknown-variable', where, `${what} is no variable of the flow`);
}

/** A secret that is copied must go into a secret. */
function checkSet(
  findings: Findings,
  values: Readonly<Record<string, string>>,
  secrets: ReadonlySet<string>,
  where: Where,
): void {
  for (const [into, text] of Object.entries(values)) {
    const copied = namesIn(text).find((name) => secrets.has(name));
    if (copied !== undefined && !secrets.has(into))
      report(findings, 'secret-shown', where, `'${copied}' is secret, and '${into}' is not`);
  }
}

/** Variables that a node names outside a text. */
function variablesOf(node: IvrNode): readonly { readonly variable: string; readonly key: string }[] {
  switch (node.kind) {
    case 'collect':
      return [{ variable: node.into, key: 'into' }];
    case 'http':
      return Object.keys(node.result).map((variable) => ({ variable, key: 'result' }));
    case 'set':
      return Object.keys(node.values).map((variable) => ({ variable, key: 'values' }));
    case 'queue':
      return node.show.map((variable) => ({ variable, key: 'show' }));
    case 'callback':
      return node.number === undefined ? [] : [{ variable: node.number, key: 'number' }];
    default:
      return [];
  }
}

function checkCondition(findings: Findings, condition: IvrCondition, where: Where): void {
  if ('all' in condition) for (const part of condition.all) checkCondition(findings, part, where);
  else if ('any' in condition) for (const part of condition.any) checkCondition(findings, part, where);
  else if ('not' in condition) checkCondition(findings, condition.not, where);
  else if ('variable' in condition) checkVariable(findings, condition.variable, where, `'${condition.variable}'`);
  else {
    if (findings.around.calendars?.includes(condition.calendar) === false)
      report(findings, 'unknown-calendar', where, `there is no calendar '${condition.calendar}'`);
  }
}

/** Queues, extensions, trunks and flows that are named exist, where it is known which do. */
function checkOthers(findings: Findings, node: IvrNode, at: (key: string) => Where): void {
  const { around } = findings;
  const check = (known: readonly string[] | undefined, name: string | undefined, key: string, what: string): void => {
    if (known !== undefined && name !== undefined && !known.includes(name))
      report(findings, 'unknown-name', at(key), `there is no ${what} '${name}'`);
  };
  if (node.kind === 'queue' || node.kind === 'callback') check(around.queues, node.queue, 'queue', 'queue');
  if (node.kind === 'extension' && !node.extension.startsWith('{'))
    check(around.extensions, node.extension, 'extension', 'extension');
  if (node.kind === 'voicemail') check(around.extensions, node.box, 'box', 'extension');
  if (node.kind === 'number') check(around.trunks, node.trunk, 'trunk', 'trunk');
  if (node.kind === 'goto') {
    const flows = (around.flows ?? [findings.document]).map(({ name }) => name);
    check(flows, node.flow, 'flow', 'flow');
  }
}
