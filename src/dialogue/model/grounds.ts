import { courtesies, openings } from './courtesies.ts';

/** Characters and words that every sentence has; numbers are judged by themselves. */
const idle = new Set([
  ...Array.from(
    '的了是吗呢吧啊呀嘛哦您你我他她它们这那就也都还很又再会能可以要有在和跟给把对个里上下一零〇二两三四五六七八九十百千万亿咱请说',
  ),
  ...'a an the is are was be been it its this that to of for and or in on at by with you your we our i my me do does can will would so'.split(
    ' ',
  ),
]);
/** So much of what a clause says stands in the facts, or in what everybody says. */
const grounded = 0.5;
/** A clause with fewer characters and pairs of them says too little to be judged. */
const fewestParts = 4;
const marks = /[，。！；：、,!;:?？]+|(?<!\d)[.](?!\d)/u;
const asks =
  /[吗呢吧]$|要不要|是不是|能不能|可不可以|方不方便|有没有|什么|哪|怎么(?!.{0,4}(会|可能|都))|几|多少|多大|还是|^ ?(would|do|does|did|are|is|can|could|may|shall|what|which|how|when|where|who|why|have)\b/u;
const leavesOpen = new RegExp(openings.join('|'));
/** What a sentence says of the customer may be in his own words. */
const ofCustomer = /^(那|所以|也就是|就是)?(您|你)/u;
const courtesyParts = partsOf(courtesies.join(' '));

/**
 * The first clause of a sentence that states what nobody told the model: most of its words are neither the facts' nor those of any polite
 * conversation. Questions state nothing, nor does who says that he does not know. It is how promises that nobody thought of are kept
 * back, whatever their words. Null where every clause may be said.
 */
export function ungroundedClause(plain: string, facts: string, customer: string): string | null {
  const clauses = plain.split(marks).filter((clause) => clause !== '');
  const isQuestion = /[?？]\s*$/u.test(plain);
  const known = new Set([...partsOf(facts), ...courtesyParts]);
  const knownOfCustomer = new Set([...known, ...partsOf(customer)]);
  return (
    clauses.find((clause, index) => {
      const isLast = index === clauses.length - 1;
      const isAsked = isLast && asks.test(clause) && (isQuestion || /[吗呢]$/u.test(clause));
      const isChoice = isQuestion && clauses[index + 1]?.startsWith('还是') === true;
      if (isAsked || isChoice || leavesOpen.test(clause)) return false;
      return !isGrounded(clause, ofCustomer.test(clause) ? knownOfCustomer : known);
    }) ?? null
  );
}

function isGrounded(clause: string, known: ReadonlySet<string>): boolean {
  const own = [...partsOf(clause)];
  if (own.length < fewestParts) return true;
  return own.filter((part) => known.has(part)).length >= own.length * grounded;
}

/** Characters of Chinese, words of others, and pairs of them, within clauses. */
function partsOf(plain: string): ReadonlySet<string> {
  const parts = new Set<string>();
  for (const clause of plain.split(marks)) {
    const words = (clause.match(/\p{Script=Han}|[^\P{L}\p{Script=Han}]+/gu) ?? []).filter((word) => !idle.has(word));
    for (const [index, word] of words.entries()) {
      parts.add(word);
      if (index > 0) parts.add(`${words[index - 1] ?? ''} ${word}`);
    }
  }
  return parts;
}
