import { faultsOfRules, type ScriptExperiment } from '../../contract/script/experiment.ts';
import { mainFlowOf, nodeAt, placeOf } from '../place.ts';
import { flowsOfVariants, settleExperiment } from '../settle-experiments.ts';
import { checkUtterances } from './check-names.ts';
import { report, type Findings, type ScriptProblem, type Where } from './problem.ts';
import { destinationOf, nodesOf, targetsOfNode, targetsOfPatterns } from './targets.ts';

/** Every experiment can be held: what varies is there, everybody meets some variant, and no two experiments vary the same words. */
export function checkExperiments(findings: Findings): void {
  const subjects = new Map<string, string>();
  for (const [name, experiment] of Object.entries(findings.document.experiments)) {
    const where = { path: ['experiments', name] };
    for (const fault of faultsOfRules(experiment))
      report(findings, 'experiment-broken', where, `experiment '${name}' ${fault}`);
    if (experiment.kind === 'words') checkWords(findings, name, experiment);
    else checkFlows(findings, name, experiment);
    for (const subject of subjectsOf(findings, experiment)) {
      const other = subjects.get(subject);
      if (other !== undefined && other !== name)
        report(findings, 'experiment-shared', where, `experiments '${other}' and '${name}' both vary '${subject}'`);
      subjects.set(subject, name);
    }
  }
  checkEntries(findings);
}

/** Every node whose words it varies. */
function subjectsOf({ document }: Findings, experiment: ScriptExperiment): readonly string[] {
  if (experiment.kind === 'words') {
    const { flow, node } = placeOf(experiment.node, mainFlowOf(document));
    return [`${flow}/${node}`];
  }
  const flows = new Set([experiment.flow, ...Object.values(experiment.variants).map(({ flow }) => flow)]);
  return [...flows].flatMap((flow) => Object.keys(document.flows[flow]?.nodes ?? {}).map((node) => `${flow}/${node}`));
}

function checkWords(
  findings: Findings,
  name: string,
  { node: target, variants }: Extract<ScriptExperiment, { kind: 'words' }>,
): void {
  const { document } = findings;
  const where: Where = { path: ['experiments', name, 'node'] };
  const node = nodeAt(document, placeOf(target, mainFlowOf(document)));
  if (node === undefined)
    report(findings, 'leads-nowhere', where, `experiment '${name}' varies node '${target}', which does not exist`);
  else if (!('say' in node) || node.say === undefined)
    report(findings, 'experiment-broken', where, `experiment '${name}' varies node '${target}', which says nothing`);
  for (const [variant, { say, rephrase }] of Object.entries(variants)) {
    const path = ['experiments', name, 'variants', variant];
    checkUtterances(findings, say, { path: [...path, 'say'] });
    checkUtterances(findings, rephrase ?? [], { path: [...path, 'rephrase'] });
    const own = node !== undefined && 'say' in node ? JSON.stringify(node.say) : null;
    if (JSON.stringify(say) === own)
      report(findings, 'duplicate', { path }, `variant '${variant}' of '${name}' says what node '${target}' says`);
  }
}

function checkFlows(
  findings: Findings,
  name: string,
  { flow: usual, variants }: Extract<ScriptExperiment, { kind: 'flow' }>,
): void {
  const { flows } = findings.document;
  const unknown = (flow: string): boolean => !Object.hasOwn(flows, flow);
  if (unknown(usual))
    report(
      findings,
      'leads-nowhere',
      { path: ['experiments', name, 'flow'] },
      `experiment '${name}' varies flow '${usual}', which does not exist`,
    );
  for (const [variant, { flow }] of Object.entries(variants)) {
    const where = { path: ['experiments', name, 'variants', variant, 'flow'] };
    if (unknown(flow))
      report(findings, 'leads-nowhere', where, `variant '${variant}' of '${name}' is flow '${flow}': there is none`);
    else if (flow === usual)
      report(findings, 'duplicate', where, `variant '${variant}' of '${name}' is the flow that the control is`);
  }
}

/** A flow that stands for another is entered in its place alone: else it would be there for everybody, and gone for the others. */
function checkEntries(findings: Findings): void {
  const { document } = findings;
  const variants = new Set(flowsOfVariants(document));
  const targets = [...nodesOf(document).flatMap(targetsOfNode), ...targetsOfPatterns(document)];
  for (const target of targets) {
    const flow = destinationOf(target)?.flow;
    if (flow === undefined || !variants.has(flow) || target.flow === flow) continue;
    report(
      findings,
      'experiment-broken',
      target.where,
      `${target.what} leads into flow '${flow}', which is a variant: name the flow whose place it takes`,
    );
  }
  for (const [flow, { kind }] of Object.entries(document.flows)) {
    if (kind !== 'branch' && variants.has(flow))
      report(
        findings,
        'experiment-broken',
        { flow, path: ['flows', flow, 'kind'] },
        `is a variant and of kind '${kind}': wanted 'branch', for it is entered only where it takes another's place`,
      );
  }
}

/** With each variant of a flow the script must run as it does without: what `errorsOf` says of it then. */
export function checkVariants(
  findings: Findings,
  errorsOf: (document: Findings['document']) => readonly ScriptProblem[],
): void {
  const { document, problems } = findings;
  if (problems.some(({ severity }) => severity === 'error')) return;
  for (const [name, experiment] of Object.entries(document.experiments)) {
    if (experiment.kind !== 'flow') continue;
    for (const variant of Object.keys(experiment.variants)) {
      const [first] = errorsOf(settleExperiment(document, name, variant));
      if (first === undefined) continue;
      const where = { path: ['experiments', name, 'variants', variant] };
      report(findings, 'experiment-broken', where, `with variant '${variant}' of '${name}': ${first.message}`);
    }
  }
}
