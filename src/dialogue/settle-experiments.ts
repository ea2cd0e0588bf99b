import { controlVariant, type ScriptExperiment } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { mainFlowOf, nodeAt, placeOf } from './place.ts';

/** Of a script's experiments, by name: the variant of each. */
export type Variants = Readonly<Record<string, string>>;

/**
 * The script with every experiment decided: what a call with these variants is held with. An experiment that is not named, and a
 * variant that it has not (a later version may have lost it), leaves the control.
 */
export function settleExperiments(document: ScriptDocument, variants: Variants = {}): ScriptDocument {
  return Object.keys(document.experiments).reduce(
    (settled, name) => settleExperiment(settled, name, variants[name] ?? controlVariant),
    document,
  );
}

/** The script as it is once one experiment is over: the variant's words or flow stand in it, and nothing else of the experiment does. */
export function settleExperiment(document: ScriptDocument, name: string, variant: string): ScriptDocument {
  const { [name]: experiment, ...experiments } = document.experiments;
  if (experiment === undefined) return document;
  const rest = { ...document, experiments };
  return experiment.kind === 'words' ? withWords(rest, experiment, variant) : withFlow(rest, experiment, variant);
}

/** The flows that are entered only where they take the place of another. */
export function flowsOfVariants({ experiments }: ScriptDocument): readonly string[] {
  return Object.values(experiments).flatMap((experiment) =>
    experiment.kind === 'flow' ? Object.values(experiment.variants).map(({ flow }) => flow) : [],
  );
}

type Of<Kind extends ScriptExperiment['kind']> = Extract<ScriptExperiment, { kind: Kind }>;

function withWords(document: ScriptDocument, { node: target, variants }: Of<'words'>, variant: string): ScriptDocument {
  const words = Object.hasOwn(variants, variant) ? variants[variant] : undefined;
  const place = placeOf(target, mainFlowOf(document));
  const node = nodeAt(document, place);
  const flow = document.flows[place.flow];
  if (words === undefined || node === undefined || flow === undefined) return document;
  const { say, rephrase } = words;
  const said = { ...node, say, ...(rephrase === undefined ? {} : { rephrase }) };
  const nodes = { ...flow.nodes, [place.node]: said };
  return { ...document, flows: { ...document.flows, [place.flow]: { ...flow, nodes } } };
}

function withFlow(document: ScriptDocument, { flow: usual, variants }: Of<'flow'>, variant: string): ScriptDocument {
  const chosen = (Object.hasOwn(variants, variant) ? variants[variant]?.flow : undefined) ?? usual;
  const losers = [usual, ...Object.values(variants).map(({ flow }) => flow)].filter((flow) => flow !== chosen);
  const flows = Object.fromEntries(Object.entries(document.flows).filter(([name]) => !losers.includes(name)));
  const [before, after] = [document.flows[usual], document.flows[chosen]];
  if (chosen === usual || before === undefined || after === undefined) return { ...document, flows };
  const { kind, enterOn } = before;
  const promoted = { ...document, flows: { ...flows, [chosen]: { ...after, kind, enterOn } } };
  return retargeted(promoted, usual, chosen) as ScriptDocument;
}

/** Keys of a document under which another node is named. */
const naming: ReadonlySet<string> = new Set(['to', 'goTo', 'ringBack', 'visited', 'node']);

/** Every name of a node of flow `before` as that of the same node of `after`. */
function retargeted(value: unknown, before: string, after: string): unknown {
  if (Array.isArray(value)) return value.map((item) => retargeted(item, before, after));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const names = naming.has(key) && typeof inner === 'string' && inner.startsWith(`${before}/`);
      return [key, names ? `${after}${inner.slice(before.length)}` : retargeted(inner, before, after)];
    }),
  );
}
