import type { Branch, ScriptDocument } from '../contract/script-document.ts';
import { labelOf, type CompiledScript, type Place } from '../dialogue/index.ts';
import type { ConversationCase } from './case-file.ts';
import { runCase, type CaseRun } from './run-cases.ts';

/** A branch of a script that may be taken away without any case noticing. */
export interface Survivor {
  readonly node: string;
  /** Its place among the branches of its node. */
  readonly index: number;
  /** How people call it: `positive → ask-amount`. */
  readonly branch: string;
  readonly path: readonly (string | number)[];
}

export interface Mutations {
  readonly branches: number;
  readonly survivors: readonly Survivor[];
}

/** A case, the script in the variants it names, and how it went. */
interface HeldCase {
  readonly one: ConversationCase;
  readonly script: CompiledScript;
  readonly run: CaseRun;
}

/**
 * Takes away each branch in turn and holds the cases again that go through its node: what no case notices is not covered by any.
 * Only cases that pass as they stand say anything.
 */
export function dropEachBranch(document: ScriptDocument, held: readonly HeldCase[]): Mutations {
  const passing = held.flatMap(({ run, ...rest }) =>
    run.differences.length === 0 ? [{ ...rest, ...wayOf(run) }] : [],
  );
  const branches = branchesOf(document);
  const survivors = branches.filter(({ place, index, branch }) => {
    const key = `${place.flow}/${place.node}`;
    const mutants = new Map<CompiledScript, CompiledScript>();
    const mutantOf = (script: CompiledScript): CompiledScript => {
      const mutant = mutants.get(script) ?? withoutBranch(script, place, index);
      mutants.set(script, mutant);
      return mutant;
    };
    const through = passing.filter(({ places }) => places.has(key));
    // Cases that seem to take the branch are the likeliest to notice: they go first.
    const step = `${key} ${branch.to.includes('/') ? branch.to : `${place.flow}/${branch.to}`}`;
    const takers = through.filter(({ steps }) => steps.has(step));
    const others = through.filter(({ steps }) => !steps.has(step));
    return [...takers, ...others].every(({ one, script }) => runCase(mutantOf(script), one).differences.length === 0);
  });
  return {
    branches: branches.length,
    survivors: survivors.map(({ place, index, branch }) => ({
      node: labelOf(document, place),
      index,
      branch: describeBranch(branch),
      path: ['flows', place.flow, 'nodes', place.node, 'branches', index],
    })),
  };
}

interface PlacedBranch {
  readonly place: Place;
  readonly index: number;
  readonly branch: Branch;
}

export function branchesOf(document: ScriptDocument): readonly PlacedBranch[] {
  return Object.entries(document.flows).flatMap(([flow, { nodes }]) =>
    Object.entries(nodes).flatMap(([node, { branches }]) =>
      branches.map((branch, index) => ({ place: { flow, node }, index, branch })),
    ),
  );
}

export function describeBranch({ on, intent, digits, when, to }: Branch): string {
  const heard = intent ?? (digits === undefined ? on : `key ${digits}`);
  return `${heard}${when === undefined || on === 'condition' ? '' : ' (when …)'} → ${to}`;
}

/** The nodes a conversation came to, and from which to which it went. */
function wayOf({ conversation }: CaseRun): {
  readonly places: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
} {
  const places = conversation.facts.flatMap((fact) =>
    fact.kind === 'node-entered' ? [`${fact.flow}/${fact.node}`] : [],
  );
  return {
    places: new Set(places),
    steps: new Set(places.slice(1).map((place, index) => `${places[index]} ${place}`)),
  };
}

/** The same script but for one branch; what its words mean is not prepared anew. */
function withoutBranch(script: CompiledScript, { flow, node }: Place, index: number): CompiledScript {
  const { document } = script;
  const old = document.flows[flow];
  const changed = old?.nodes[node];
  if (old === undefined || changed === undefined) return script;
  const branches = changed.branches.filter((_, other) => other !== index);
  const nodes = { ...old.nodes, [node]: { ...changed, branches } };
  const others = new Map(script.others);
  const mutant = {
    ...script,
    document: { ...document, flows: { ...document.flows, [flow]: { ...old, nodes } } },
    others,
  };
  others.set(document.id, mutant);
  return mutant;
}
