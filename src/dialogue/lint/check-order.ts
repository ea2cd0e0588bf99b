import type { Branch, ScriptNode } from '../../contract/script-document.ts';
import { needsAnswer } from '../turn/branches.ts';
import { report, type Findings } from './problem.ts';
import { nodesOf } from './targets.ts';

/** Of branches that could be taken at the same moment the first is: what stands behind one that asks for nothing more is never taken. */
export function checkOrder(findings: Findings): void {
  for (const { place, node, path } of nodesOf(findings.document)) {
    const shadows = besideAny(node);
    node.branches.forEach((branch, index) => {
      const where = { ...place, path: [...path, 'branches', index] };
      const name = `branch '${nameOf(branch)}'`;
      const before = node.branches.slice(0, index).find((other) => takesAll(other, branch, shadows));
      if (before !== undefined)
        report(
          findings,
          'branch-never-taken',
          where,
          `${name} is never taken: '${nameOf(before)}' before it takes everything; put it first`,
        );
      else if (branch.on === 'condition' && node.kind === 'speak' && needsAnswer(node))
        report(
          findings,
          'branch-never-taken',
          where,
          `${name} is never taken: the node waits for an answer; put 'when' into the branch of that answer`,
        );
    });
  }
}

const nameOf = ({ on, intent, digits }: Branch): string => [on, intent ?? digits ?? ''].join(' ').trim();

/** Every case of `branch` is one of `other`. The same branch twice is a duplicate. */
function takesAll(other: Branch, branch: Branch, besides: readonly Branch['on'][]): boolean {
  if (other.when !== undefined) return false;
  if (nameOf(other) === nameOf(branch)) return branch.when !== undefined;
  return other.on === 'any' && besides.includes(branch.on);
}

/** What an `any` that stands before them takes from other branches. */
function besideAny(node: ScriptNode): readonly Branch['on'][] {
  switch (node.kind) {
    case 'function':
    case 'recommend':
    case 'converse':
      return ['ok', 'failed'];
    case 'slot':
    case 'digits':
      return ['ok'];
    case 'transfer':
    case 'handoff':
      return ['failed'];
    case 'speak':
    case 'condition':
      return needsAnswer(node) ? [] : ['condition'];
    case 'jump':
    case 'end':
      return [];
  }
}
