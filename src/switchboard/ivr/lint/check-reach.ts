import type { IvrDocument, IvrNode } from '../../../contract/ivr-document.ts';
import { nextPlaces, silentPlaces } from './exits.ts';
import { report, type Findings } from './problem.ts';

/** Every node can be come to, and no circle of nodes runs without a prompt, a question or somebody to wait for. */
export function checkReach(findings: Findings): void {
  const { document, around } = findings;
  const flows = new Map([...(around.flows ?? []), document].map((flow) => [flow.name, flow]));
  const reached = walk([`${document.name}/${document.start}`], (place) =>
    place.startsWith(`${document.name}/`) ? placesAfter(flows, place, nextPlaces) : [],
  );
  for (const name of Object.keys(document.nodes)) {
    if (!reached.has(`${document.name}/${name}`))
      report(
        findings,
        'unreachable',
        { node: name, path: ['nodes', name] },
        'nothing leads here: it can never be reached',
      );
  }
  const told = new Set<string>();
  for (const name of Object.keys(document.nodes)) {
    const circle = silentCircle(flows, `${document.name}/${name}`);
    if (circle === null || circle.some((place) => told.has(place))) continue;
    for (const place of circle) told.add(place);
    const names = [...circle, circle[0] ?? ''].map((place) => `'${labelOf(document, place)}'`).join(' → ');
    report(
      findings,
      'endless-loop',
      { node: name, path: ['nodes', name] },
      `may go in a circle without a prompt or a question: ${names}`,
    );
  }
}

function walk(starts: readonly string[], after: (place: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...starts];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    waiting.push(...after(place));
  }
  return reached;
}

function nodeAt(
  flows: ReadonlyMap<string, IvrDocument>,
  place: string,
): readonly [IvrDocument, string, IvrNode] | null {
  const slash = place.indexOf('/');
  const flow = flows.get(place.slice(0, slash));
  const name = place.slice(slash + 1);
  const node = flow !== undefined && Object.hasOwn(flow.nodes, name) ? flow.nodes[name] : undefined;
  return flow === undefined || node === undefined ? null : [flow, name, node];
}

function placesAfter(
  flows: ReadonlyMap<string, IvrDocument>,
  place: string,
  places: typeof nextPlaces,
): readonly string[] {
  const at = nodeAt(flows, place);
  if (at === null) return [];
  const [flow, name, node] = at;
  return places(flows, flow.name, name, node);
}

/** The shortest way from a place back to itself through nodes that pass at once, or null. */
function silentCircle(flows: ReadonlyMap<string, IvrDocument>, start: string): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    for (const next of placesAfter(flows, place, silentPlaces)) {
      if (next === start) return wayTo(cameFrom, start, place);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, place);
      waiting.push(next);
    }
  }
  return null;
}

function wayTo(cameFrom: ReadonlyMap<string, string>, start: string, last: string): readonly string[] {
  const way = [last];
  for (let place = last; place !== start;) {
    place = cameFrom.get(place) ?? start;
    way.unshift(place);
  }
  return way;
}

function labelOf(document: IvrDocument, place: string): string {
  return place.startsWith(`${document.name}/`) ? place.slice(document.name.length + 1) : place;
}
