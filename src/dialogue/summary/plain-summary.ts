import type { ScriptDocument } from '../../contract/script-document.ts';
import { spokenTime } from '../entity/time-phrase.ts';
import { spokenValue } from '../entity/spoken-value.ts';
import { intentsOf } from '../understand/intents-of.ts';
import { languageOf, masked, type HeldCall } from './held-call.ts';

const outcomes: Readonly<Record<string, string>> = {
  completed: '谈完',
  transferred: '已转人工',
  'transfer-failed': '转人工未接通',
  'callee-hung-up': '客户挂断',
  silent: '客户不说话',
  'not-understood': '没听懂客户',
  terminated: '人工结束通话',
  interrupted: '系统中断',
};

/** What is told of a call: its names in both languages, and its values. */
type Told = readonly [chinese: string, english: string, values: readonly string[]];

/** What the record says of a conversation, in the language it was held in: the same words for the same record, without numbers of people. */
export function plainSummary(call: HeldCall): string {
  const chinese = languageOf(call) === 'zh-CN';
  const [comma, colon, stop] = chinese ? ['、', '：', '。'] : [', ', ': ', '. '];
  return toldOf(call)
    .filter(([, , values]) => values.length > 0)
    .map(([zh, en, values]) => `${chinese ? zh : en}${colon}${masked(values.join(comma))}${stop}`)
    .join('')
    .trim();
}

function toldOf(call: HeldCall): readonly Told[] {
  const { record } = call;
  return [
    ['结果', 'Outcome', [outcomeOf(call)]],
    ['意向等级', 'Grade', record.grade === null ? [] : [record.grade]],
    ['标签', 'Tags', record.tags],
    ['客户表示', 'Customer', intentNamesOf(call)],
    ['了解到', 'Learned', slotsOf(call)],
    ['未答', 'Left open', openQuestionsOf(call)],
    ['下单', 'Ordered', record.orders.map(({ product, amount }) => `${product} ${amount}`.trim())],
    ['答应', 'Promised', promisesOf(call)],
  ];
}

function outcomeOf(call: HeldCall): string {
  const { outcome } = call.record;
  return (languageOf(call) === 'zh-CN' ? outcomes[outcome] : undefined) ?? outcome.replaceAll('-', ' ');
}

function intentNamesOf({ record, document }: HeldCall): readonly string[] {
  if (document === null) return [];
  const names = new Map([
    ...intentsOf(document).map(({ id, name }) => [id, name] as const),
    ...document.knowledge.map(({ id, question }) => [id, question] as const),
  ]);
  return [...new Set(record.intents.flatMap(({ intent }) => names.get(intent) ?? []))];
}

function slotsOf({ record, document, utcOffsetMinutes }: HeldCall): readonly string[] {
  const context = { nowMs: record.startedAtMs, utcOffsetMinutes };
  return Object.entries(record.slots).map(([id, value]) => {
    const slot = document?.slots[id];
    return `${slot?.name ?? id} ${spokenValue(slot?.entity, value, context)}`;
  });
}

/** What the flow asked and never learnt. */
function openQuestionsOf({ record, document }: HeldCall): readonly string[] {
  if (document === null) return [];
  const asked = record.path.flatMap(({ flow, node }) => slotAskedAt(document, flow, node) ?? []);
  return [...new Set(asked)]
    .filter((slot) => !Object.hasOwn(record.slots, slot))
    .map((slot) => document.slots[slot]?.name ?? slot);
}

function slotAskedAt({ flows }: ScriptDocument, flow: string, name: string): string | null {
  const node = flows[flow]?.nodes[name];
  return (node?.kind === 'slot' || node?.kind === 'digits' ? node.slot : null) ?? null;
}

function promisesOf(call: HeldCall): readonly string[] {
  const { callBack, transfer, doNotCall } = call.record;
  const word = (zh: string, en: string): string => (languageOf(call) === 'zh-CN' ? zh : en);
  const callBackWords = (): string => {
    const { wantedAtMs, reason } = callBack ?? { wantedAtMs: null, reason: '' };
    const when = wantedAtMs === null ? reason : timeOf(call, wantedAtMs);
    return `${word('回电', 'to call back')} ${when}`.trim();
  };
  return [
    ...(callBack === null ? [] : [callBackWords()]),
    ...(transfer === null ? [] : [word('转人工', 'to hand over to a colleague')]),
    ...(doNotCall ? [word('不再致电', 'never to call again')] : []),
  ];
}

function timeOf(call: HeldCall, atMs: number): string {
  const { utcOffsetMinutes } = call;
  if (languageOf(call) === 'zh-CN') return spokenTime(atMs, utcOffsetMinutes);
  return new Date(atMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}
