import type { IvrDocument } from '../../contract/ivr-document.ts';

/** Variables that are secret by their declaration, or because secret keys are collected into them. */
export function secretNames(document: IvrDocument): ReadonlySet<string> {
  const declared = Object.entries(document.variables).flatMap(([name, { secret }]) => (secret ? [name] : []));
  const collected = Object.values(document.nodes).flatMap((node) =>
    node.kind === 'collect' && node.secret ? [node.into] : [],
  );
  return new Set([...declared, ...collected]);
}
