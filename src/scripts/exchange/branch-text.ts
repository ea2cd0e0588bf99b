import type { Branch } from '../../contract/script-document.ts';

/**
 * A branch as it stands in a cell: `positive → introduce`, `intent busy → call-back/ask`, `digits 1 → buy #要买`, and with a demand
 * `any when {"tag":"vip"} → human`. `->` may stand for the arrow.
 */
export function branchText({ on, intent, digits, when, to, tag }: Branch): string {
  const heard = [on, intent, digits].filter((word) => word !== undefined).join(' ');
  return `${heard}${when === undefined ? '' : ` when ${JSON.stringify(when)}`} → ${to}${tag === undefined ? '' : ` #${tag}`}`;
}

/** What a line of a cell says, not yet judged; a string says what is wrong with it. */
export function readBranch(text: string): Readonly<Record<string, unknown>> | string {
  const wanted = `"${text}" is no branch, e.g. positive → introduce, intent busy → call-back/ask, digits 1 → buy #要买`;
  const arrow = Math.max(text.lastIndexOf('→'), text.lastIndexOf('->'));
  if (arrow < 0) return wanted;
  const [to = '', ...labels] = text
    .slice(arrow + (text[arrow] === '→' ? 1 : 2))
    .trim()
    .split(/\s+#/u);
  const [heard = '', ...demands] = text
    .slice(0, arrow)
    .trim()
    .split(/\s+when\s+/u);
  const [on = '', detail, ...beyond] = heard.split(/\s+/u);
  if (to === '' || on === '' || beyond.length > 0) return wanted;
  const when = demands.length === 0 ? undefined : readJson(demands.join(' when '));
  if (when === null) return `"${demands.join(' when ')}" after 'when' is no JSON, e.g. {"tag":"vip"}`;
  return {
    on,
    ...(detail === undefined ? {} : on === 'digits' ? { digits: detail } : { intent: detail }),
    ...(when === undefined ? {} : { when }),
    to,
    ...(labels.length === 0 ? {} : { tag: labels.join(' #') }),
  };
}

/** Null where it is no JSON, or nothing. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
