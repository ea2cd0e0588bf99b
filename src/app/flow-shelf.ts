import type { FlowShelf } from '../campaign/index.ts';
import type { IvrDocument } from '../contract/ivr-document.ts';
import type { LinesSnapshots } from '../lines/index.ts';

/** Flows of the lines in force, each with those it may go to and no others. */
export function flowShelf(lines: Pick<LinesSnapshots, 'of'>): FlowShelf {
  return {
    async flow(tenantId, name) {
      const { document, version } = await lines.of(tenantId);
      const ivrs = reached(document.ivrs, name);
      return ivrs.length === 0 ? null : { name, version, ivrs, calendars: document.calendars };
    },
  };
}

function reached(ivrs: readonly IvrDocument[], name: string): IvrDocument[] {
  const found = new Map<string, IvrDocument>();
  const names = [name];
  for (let next = names.shift(); next !== undefined; next = names.shift()) {
    const ivr = ivrs.find((one) => one.name === next);
    if (!ivr || found.has(next)) continue;
    found.set(next, ivr);
    for (const node of Object.values(ivr.nodes)) if (node.kind === 'goto') names.push(node.flow);
  }
  return [...found.values()];
}
