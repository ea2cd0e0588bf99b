import { createHash } from 'node:crypto';
import type { GatheredSentence, SentenceGroup } from '../contract/tuning.ts';
import { likenessOf, weighed, type Likeness } from '../dialogue/index.ts';

/** From here on a sentence belongs to a group. */
const alikeFrom = 0.6;
/** How many of its sentences a group shows. */
const mostShown = 20;

/** One wording, and how often it was said. */
interface Wording {
  readonly text: string;
  readonly count: number;
}

/**
 * Sentences that are written, sound or are meant nearly alike, together: the biggest group first, each under the wording that was said
 * most. The same sentences give the same groups, in whatever order they come.
 */
export function groupSentences(sentences: readonly GatheredSentence[]): readonly SentenceGroup[] {
  const byText = groupBy(sentences, ({ text }) => text);
  const wordings = [...byText]
    .map(([text, said]) => ({ text, count: said.length }))
    .sort((left, right) => right.count - left.count || compare(left.text, right.text));
  return groupWordings(wordings)
    .map((texts) =>
      groupOf(
        texts,
        texts.flatMap((text) => byText.get(text) ?? []),
      ),
    )
    .sort((left, right) => right.count - left.count || compare(left.text, right.text));
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Each wording joins the group whose first one it is most like, else it begins one. Most frequent first. */
function groupWordings(wordings: readonly Wording[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  const firsts: Likeness[] = [];
  /** Where each part of a likeness stands in the first wordings of groups. */
  const postings = new Map<string, { readonly group: number; readonly weight: number }[]>();
  for (const { text } of wordings) {
    const likeness = likenessOf(text);
    const group = mostAlike(likeness, firsts, postings);
    if (group !== null) {
      groups[group]?.push(text);
      continue;
    }
    for (const [part, weight] of likeness.parts) {
      const posting = { group: groups.length, weight };
      const known = postings.get(part);
      if (known === undefined) postings.set(part, [posting]);
      else known.push(posting);
    }
    firsts.push(likeness);
    groups.push([text]);
  }
  return groups;
}

function mostAlike(
  likeness: Likeness,
  firsts: readonly Likeness[],
  postings: ReadonlyMap<string, readonly { readonly group: number; readonly weight: number }[]>,
): number | null {
  const products = new Float64Array(firsts.length);
  for (const [part, weight] of likeness.parts) {
    for (const { group, weight: other } of postings.get(part) ?? [])
      products[group] = (products[group] ?? 0) + weight * other;
  }
  let best: number | null = null;
  let most = alikeFrom;
  for (const [group, first] of firsts.entries()) {
    const product = products[group] ?? 0;
    if (product < most) continue;
    const near = weighed(product, likeness, first);
    // Of two that are as near the one that is said more comes first.
    if (near < most || (best !== null && near === most)) continue;
    [best, most] = [group, near];
  }
  return best;
}

function groupOf(texts: readonly string[], sentences: readonly GatheredSentence[]): SentenceGroup {
  const text = texts[0] ?? '';
  const places = groupBy(sentences, ({ flow, node }) => `${flow}/${node}`);
  return {
    id: groupId(text),
    text,
    count: sentences.length,
    texts: [...texts],
    nodes: [...places.values()]
      .flatMap((said) =>
        said[0] === undefined ? [] : [{ flow: said[0].flow, node: said[0].node, count: said.length }],
      )
      .sort((left, right) => right.count - left.count || compare(left.flow + left.node, right.flow + right.node)),
    sentences: sentences
      .toSorted(
        (left, right) => right.saidAtMs - left.saidAtMs || compare(left.callId, right.callId) || left.step - right.step,
      )
      .slice(0, mostShown),
  };
}

function groupId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
