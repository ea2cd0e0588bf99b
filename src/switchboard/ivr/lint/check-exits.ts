import { exitsOf, mayEnd, wantedExits } from './exits.ts';
import { report, type Findings } from './problem.ts';

/** Every way out leads somewhere, none that is needed is missing, and every node has a way to an end. */
export function checkExits(findings: Findings): void {
  const { document } = findings;
  const { nodes, start } = document;
  if (!Object.hasOwn(nodes, start))
    report(findings, 'leads-nowhere', { path: ['start'] }, `starts at '${start}', which does not exist`);
  for (const [name, node] of Object.entries(nodes)) {
    const exits = exitsOf(name, node);
    for (const { to, what, path } of exits) {
      if (!Object.hasOwn(nodes, to))
        report(findings, 'leads-nowhere', { node: name, path }, `${what} leads to '${to}', which does not exist`);
    }
    for (const [exit, why] of Object.entries(wantedExits[node.kind])) {
      if (!exits.some(({ what }) => what === `'${exit}'`))
        report(findings, 'no-way-on', { node: name, path: ['nodes', name] }, `needs '${exit}' ${why}`);
    }
  }
  checkWayOut(findings);
}

/** Going backwards from the ends: what is not come by keeps its callers for ever. */
function checkWayOut(findings: Findings): void {
  const nodes = Object.entries(findings.document.nodes);
  const ending = new Set(nodes.flatMap(([name, node]) => (mayEnd(node) ? [name] : [])));
  for (let before = -1; before !== ending.size;) {
    before = ending.size;
    for (const [name, node] of nodes) if (exitsOf(name, node).some(({ to }) => ending.has(to))) ending.add(name);
  }
  for (const [name, node] of nodes) {
    if (ending.has(name)) continue;
    const what = node.kind === 'menu' ? 'a menu without a way out' : 'there is no way out from here';
    report(
      findings,
      'no-way-out',
      { node: name, path: ['nodes', name] },
      `${what}: whatever the caller does, no hang-up, transfer or other flow is ever come to`,
    );
  }
}
