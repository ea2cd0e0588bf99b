import type { Branch, ScriptNode } from '../../contract/script-document.ts';
import { needsAnswer } from '../turn/branches.ts';
import { report, type Findings } from './problem.ts';
import {
  destinationOf,
  exists,
  nodesOf,
  targetsOfNode,
  targetsOfPatterns,
  type NamedTarget,
  type PlacedNode,
} from './targets.ts';

const answers: readonly Branch['on'][] = [
  'positive',
  'negative',
  'refuse',
  'silence',
  'unrecognised',
  'any',
  'intent',
  'digits',
  'condition',
];
/** Which branches a node of each kind ever takes. */
const taken: Readonly<Record<ScriptNode['kind'], readonly Branch['on'][]>> = {
  speak: [...answers, 'ok'],
  jump: [],
  condition: ['condition', 'any'],
  slot: [...answers, 'ok', 'failed', 'skipped'],
  recommend: [...answers, 'ok', 'failed'],
  digits: [...answers, 'ok', 'failed', 'skipped'],
  function: ['ok', 'failed', 'condition', 'any'],
  transfer: ['failed', 'any'],
  converse: ['positive', 'negative', 'refuse', 'silence', 'intent', 'ok', 'failed', 'condition', 'any'],
  handoff: ['failed', 'any'],
  end: [],
};

/** Branches lead somewhere, are complete, are of a kind their node takes, and leave no node without a way on. */
export function checkBranches(findings: Findings): void {
  const { document } = findings;
  const mains = Object.entries(document.flows).filter(([, { kind }]) => kind === 'main');
  if (mains.length !== 1) {
    const found = mains.length === 0 ? 'none is' : `${mains.map(([name]) => `'${name}'`).join(' and ')} are`;
    report(
      findings,
      'no-main-flow',
      { path: ['flows'] },
      `one flow must be of kind 'main', where the call begins; ${found}`,
    );
  }
  for (const [name, flow] of Object.entries(document.flows)) {
    if (!Object.hasOwn(flow.nodes, flow.start))
      report(
        findings,
        'leads-nowhere',
        { flow: name, path: ['flows', name, 'start'] },
        `starts at '${flow.start}', which does not exist`,
      );
  }
  for (const placed of nodesOf(document)) {
    for (const target of targetsOfNode(placed)) checkTarget(findings, target);
    placed.node.branches.forEach((branch, index) => checkBranch(findings, placed, branch, index));
    checkWayOn(findings, placed);
  }
  for (const target of targetsOfPatterns(document)) checkTarget(findings, target);
}

function checkTarget(findings: Findings, named: NamedTarget): void {
  const { target, flow, where, what } = named;
  const place = destinationOf(named);
  if (place !== null) {
    if (!exists(findings.document, place))
      report(findings, 'leads-nowhere', where, `${what} leads to '${target}', which does not exist`);
    return;
  }
  const inNode = where.node !== undefined;
  if (inNode && target === 'return' && findings.document.flows[flow]?.kind !== 'global')
    report(
      findings,
      'return-from-nowhere',
      where,
      `${what} returns, but only a global flow is entered from somewhere to return to`,
    );
}

function checkBranch(findings: Findings, { place, node, path }: PlacedNode, branch: Branch, index: number): void {
  const where = { ...place, path: [...path, 'branches', index] };
  const missing =
    branch.on === 'intent' && branch.intent === undefined
      ? 'intent'
      : branch.on === 'digits' && branch.digits === undefined
        ? 'digits'
        : branch.on === 'condition' && branch.when === undefined
          ? 'when'
          : null;
  if (missing !== null) report(findings, 'branch-incomplete', where, `branch '${branch.on}' needs '${missing}'`);
  if (!taken[node.kind].includes(branch.on)) {
    const kinds =
      taken[node.kind].length === 0 ? 'no branches' : `only ${taken[node.kind].map((kind) => `'${kind}'`).join(', ')}`;
    report(
      findings,
      'branch-never-taken',
      where,
      `branch '${branch.on}' is never taken: a node of kind '${node.kind}' has ${kinds}`,
    );
  }
}

function checkWayOn(findings: Findings, { place, node, path }: PlacedNode): void {
  const missing = missingWayOn(node);
  if (missing !== null) report(findings, 'no-way-on', { ...place, path }, missing);
}

const noConditionHolds = "needs an 'any' branch for when none of its conditions holds";

/** What a node lacks to go on in every case, or null. */
function missingWayOn(node: ScriptNode): string | null {
  const free = (...kinds: readonly Branch['on'][]): boolean =>
    node.branches.some(({ on, when }) => kinds.includes(on) && when === undefined);
  if (node.kind === 'speak' && node.branches.length === 0)
    return 'has no branch: the conversation ends there in silence';
  if (node.kind === 'condition' || (node.kind === 'speak' && !needsAnswer(node)))
    return free('any') ? null : noConditionHolds;
  if (node.kind === 'slot' || node.kind === 'digits')
    return free('ok', 'any') ? null : "needs an 'ok' branch for when the answer is there";
  if (node.kind === 'recommend' && !(free('failed', 'any') && (needsAnswer(node) || free('ok', 'any'))))
    return "needs a branch 'failed' for when nothing fits, and 'ok' or answers for when something does";
  if (node.kind === 'function' && !(free('ok', 'any') && free('failed', 'any')))
    return "needs branches 'ok' and 'failed': the function may do either";
  if (node.kind === 'converse' && !(free('ok', 'any') && free('failed', 'any')))
    return "needs branches 'ok' and 'failed': the language model may do either, or be away";
  return null;
}
