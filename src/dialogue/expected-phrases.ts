import type { Entity, ScriptNode } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
import type { DialogueMemory } from './dialogue-memory.ts';
import { nodeAt } from './place.ts';

const mostPhrases = 300;
const longestPhrase = 12;
const amounts = ['五万', '十万', '二十万', '三十万', '四十万', '五十万', '六十万', '八十万', '一百万', '两百万'];
const counts = ['一个', '两个', '三个', '四个', '五个', '六个', '一个人', '两个人', '三个人', '四个人', '五个人'];
const shares = [
  '三个点',
  '四个点',
  '五个点',
  '百分之三',
  '百分之五',
  '百分之十',
  '一成',
  '三成',
  '五成',
  '八折',
  '九折',
];
const durations = [
  '半小时',
  '一个小时',
  '一周',
  '半个月',
  '一个月',
  '三个月',
  '半年',
  '一年',
  '三年',
  '五年',
  '十年',
  '二十年',
];
const ages = ['二十', '三十', '四十', '五十', '六十'].flatMap((age) => [`${age}岁`, `${age}多岁`, `${age}五岁`]);
const times = [
  '今天',
  '明天',
  '后天',
  '上午',
  '中午',
  '下午',
  '晚上',
  '周末',
  '过两天',
  '半小时以后',
  '一会儿',
  '明天上午',
  '明天下午',
  '今天晚上',
];

/** What the customer is likely to say here, the likeliest first: hotwords for one recogniser, a grammar for another. */
export function expectedPhrases(script: CompiledScript, memory: DialogueMemory): readonly string[] {
  const current = script.others.get(memory.scriptId) ?? script;
  const node = nodeAt(current.document, memory.at);
  const phrases = new Set<string>();
  if (node?.kind === 'slot')
    for (const phrase of phrasesOfEntity(current.document.slots[node.slot]?.entity)) phrases.add(phrase);
  const here = new Set(node === undefined ? [] : intentsHere(current, node));
  const anywhere = new Set([
    ...current.flowOfIntent.keys(),
    ...current.knowledgeOfIntent.keys(),
    ...current.document.patterns.repeat.intents,
  ]);
  for (const wanted of [here, anywhere]) {
    for (const intent of current.intents) {
      if (wanted.has(intent.id)) for (const phrase of [...intent.keywords, ...intent.samples]) phrases.add(phrase);
    }
  }
  for (const { keywords, similar } of current.document.knowledge)
    for (const phrase of [...keywords, ...similar]) phrases.add(phrase);
  return [...phrases]
    .filter((phrase) => phrase.length <= longestPhrase && !/^[0-9*#]+$/.test(phrase))
    .slice(0, mostPhrases);
}

function intentsHere(script: CompiledScript, node: ScriptNode): readonly string[] {
  const named = node.branches.flatMap(({ intent }) => (intent === undefined ? [] : [intent]));
  const polarities = new Set<string>(node.branches.map(({ on }) => on));
  if (node.kind === 'slot') for (const polarity of ['positive', 'negative']) polarities.add(polarity);
  return [...named, ...script.intents.filter(({ polarity }) => polarities.has(polarity)).map(({ id }) => id)];
}

/** What values of a kind sound like; kinds that are not here may be anything. */
const spokenForms: Readonly<Partial<Record<Entity['type'], readonly string[]>>> = {
  amount: amounts,
  'amount-range': amounts,
  number: counts,
  percentage: shares,
  age: ages,
  duration: durations,
  time: times,
  'time-range': times,
  date: times,
  'date-range': times,
};

function phrasesOfEntity(entity: Entity | undefined): readonly string[] {
  if (entity === undefined) return [];
  if (entity.type !== 'choice') return spokenForms[entity.type] ?? [];
  return Object.entries(entity.values).flatMap(([value, synonyms]) => [value, ...synonyms]);
}
