import type { Product, ScriptDocument, ScriptNodeOf } from '../contract/script-document.ts';
import { holds } from './condition.ts';
import type { DialogueMemory } from './dialogue-memory.ts';
import { spokenYuan } from '../foundation/spoken-yuan.ts';

/** A product for this customer, with what the robot may say for it. */
export interface Recommendation {
  readonly id: string;
  readonly product: Product;
  /** Clauses joined by commas, without a mark at the end; empty where the table gives none. */
  readonly reason: string;
}

export type Recommended =
  /** Best first, at least one. */
  | { readonly kind: 'fits'; readonly ranked: readonly [Recommendation, ...Recommendation[]] }
  /** `reason` is what speaks against most of the products. */
  | { readonly kind: 'none'; readonly reason: string };

/** A reason longer than this is not listened to. */
const mostClauses = 2;

type Language = ScriptDocument['language'];
const words = {
  'zh-CN': {
    yuan: spokenYuan,
    range: (from: number, to: number) => `${spokenYuan(from)}到${spokenYuan(to)}`,
    tooDear: (name: string, from: number) => `${name}最低要${spokenYuan(from)}，超出了您的预算`,
    noNeed: (name: string) => `您眼下用不上${name}`,
    allOffered: '合适的都给您介绍过了',
  },
  en: {
    yuan: (yuan: number) => `${yuan} yuan`,
    range: (from: number, to: number) => `${from} to ${to} yuan`,
    tooDear: (name: string, from: number) => `${name} begins at ${from} yuan, which is more than your budget`,
    noNeed: (name: string) => `you have no need for ${name} now`,
    allOffered: 'you have heard of all that fit',
  },
} as const;

type Wish = Pick<ScriptNodeOf<'recommend'>, 'products' | 'budget'>;

/**
 * Ranks the products of the table that fit what is known of the customer. The weight of the needs that hold decides, then whether the
 * whole price band is within the budget, then the order of the table. `passedOver` are left out, whatever speaks for them.
 */
export function recommend(
  document: ScriptDocument,
  memory: DialogueMemory,
  wish: Wish,
  passedOver: readonly string[] = [],
): Recommended {
  const asked = wish.products ?? Object.keys(document.products);
  const ids = asked.filter((id) => Object.hasOwn(document.products, id) && !passedOver.includes(id));
  const budgetYuan = budgetOf(memory, wish.budget);
  const judged = ids.flatMap((id) => {
    const product = document.products[id];
    return product === undefined ? [] : [{ id, product, ...judge(product, document, memory, budgetYuan) }];
  });
  const fitting = judged.filter(({ against }) => against === null).sort((left, right) => right.points - left.points);
  const [best, ...others] = fitting.map(({ id, product, reason }) => ({ id, product, reason }));
  if (best !== undefined) return { kind: 'fits', ranked: [best, ...others] };
  const against = judged.flatMap((one) => one.against ?? []);
  return { kind: 'none', reason: mostCommon(against.length > 0 ? against : [words[document.language].allOffered]) };
}

/** What a recommendation gives to slots. Every name is there, empty where there is nothing to keep. */
export function recommendedValues(
  recommended: Recommended,
  { language }: ScriptDocument,
): Readonly<Record<'product' | 'id' | 'reason' | 'price' | 'description', string>> {
  if (recommended.kind === 'none')
    return { product: '', id: '', reason: recommended.reason, price: '', description: '' };
  const [{ id, product, reason }] = recommended.ranked;
  return { product: product.name, id, reason, price: spokenPrice(product, language), description: product.description };
}

interface Judgement {
  /** What speaks against it; null where it fits. */
  readonly against: string | null;
  readonly reason: string;
  readonly points: number;
}

function judge(
  product: Product,
  document: ScriptDocument,
  memory: DialogueMemory,
  budgetYuan: number | null,
): Judgement {
  const { language } = document;
  const isTrue = (when: Product['who'][number]['when']): boolean => holds(when, document, memory, memory.at.flow);
  const needs = product.needs.filter(({ when }) => isTrue(when)).sort((left, right) => right.weight - left.weight);
  const reason = needs
    .slice(0, mostClauses)
    .map(({ because }) => because)
    .join('，');
  const excluded = product.exclusions.find(({ when }) => isTrue(when)) ?? product.who.find(({ when }) => !isTrue(when));
  const against =
    excluded?.because ??
    overBudget(product, budgetYuan, language) ??
    (needs.length === 0 && product.needs.length > 0 ? words[language].noNeed(product.name) : null);
  const weight = needs.reduce((sum, need) => sum + need.weight, 0);
  const withinBudget = budgetYuan === null || product.price === undefined || product.price.toYuan <= budgetYuan;
  // Half a point is less than any need and more than nothing.
  return { against, reason, points: weight + (withinBudget ? 0.5 : 0) };
}

function overBudget({ name, price }: Product, budgetYuan: number | null, language: Language): string | null {
  if (price === undefined || budgetYuan === null || price.fromYuan <= budgetYuan) return null;
  return words[language].tooDear(name, price.fromYuan);
}

function spokenPrice({ price }: Product, language: Language): string {
  if (price === undefined) return '';
  const { fromYuan, toYuan } = price;
  return fromYuan === toYuan ? words[language].yuan(fromYuan) : words[language].range(fromYuan, toYuan);
}

function budgetOf(memory: DialogueMemory, slot: string | undefined): number | null {
  const value = slot === undefined ? undefined : memory.slots[slot]?.value;
  const yuan = value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(yuan) ? yuan : null;
}

/** The text that is there most often, the first of those alike. */
function mostCommon(texts: readonly string[]): string {
  const count = (text: string): number => texts.filter((other) => other === text).length;
  return texts.reduce((best, text) => (count(text) > count(best) ? text : best), texts[0] ?? '');
}
