import type { IdleReason } from '../campaign/index.ts';
import { reportWords, type ReportLanguage } from './report-words.ts';

/** What a sentence may speak of; times as people write them. */
interface Facts {
  readonly detail: string;
  readonly when: string;
  /** The rule that holds most of those who wait, and how many; null where none does. */
  readonly held: { readonly count: number; readonly ruleId: string } | null;
}

type Sentences = Readonly<Record<IdleReason['code'], (facts: Facts) => string | null>>;

const stateReasons: Readonly<Record<string, string>> = {
  operator: '由操作员',
  'all-done': '名单已全部处理完',
  'only-waiting': '余下的人近期都不可拨',
  'end-time': '已到结束时间',
};

const heldInChinese = ({ held, when }: Facts): string | null =>
  held &&
  `${held.count} 人因“${reportWords['zh-CN'].rules[held.ruleId] ?? held.ruleId}”（${held.ruleId}）暂不可拨，最早 ${when}`;
const heldInEnglish = ({ held, when }: Facts): string | null =>
  held && `${held.count} people wait because of ${held.ruleId}, until ${when} at the earliest`;

const sentences: Readonly<Record<ReportLanguage, Sentences>> = {
  'zh-CN': {
    dialing: () => null,
    'all-done': () => '名单已全部处理完',
    'no-free-line': () => '线路全忙，等待空闲线路',
    'trunk-unusable': ({ detail }) => `线路不可用：${detail}`,
    'not-running': (facts) =>
      [`任务未在进行（${stateReasons[facts.detail] ?? facts.detail}）`, heldInChinese(facts)]
        .filter(Boolean)
        .join('：'),
    'waiting-for-start': ({ when }) => `定于 ${when} 开始`,
    'numbers-marked': () => '号码池里的号码都被标记了（waihu number list）',
    'outside-hours': ({ when }) => `不在任务的工作时段，${when} 继续`,
    'waiting-for-plan': ({ when }) => `按策略安排在之后拨打，最早 ${when}`,
    'waiting-for-retry': ({ when }) => `等待重拨，最早 ${when}`,
    'waiting-for-rule': heldInChinese,
  },
  en: {
    dialing: () => null,
    'all-done': () => 'everybody on the list is done',
    'no-free-line': () => 'every line is busy',
    'trunk-unusable': ({ detail }) => `the trunk cannot be used: ${detail}`,
    'not-running': (facts) =>
      [`the campaign is not running (${facts.detail})`, heldInEnglish(facts)].filter(Boolean).join(': '),
    'waiting-for-start': ({ when }) => `it is to begin at ${when}`,
    'numbers-marked': () => 'every number of its pool is marked as spam (waihu number list)',
    'outside-hours': ({ when }) => `outside its working hours; it goes on at ${when}`,
    'waiting-for-plan': ({ when }) => `the strategy dials the next at ${when}`,
    'waiting-for-retry': ({ when }) => `waiting for the next retry at ${when}`,
    'waiting-for-rule': heldInEnglish,
  },
};

/** Why a campaign dials nobody, in a sentence; null while it dials. Times are shown in `zone`. */
export function describeIdle(reason: IdleReason, language: ReportLanguage, zone: string): string | null {
  const { code, detail, ruleId, waitingByRule, nextAttemptAtMs } = reason;
  return sentences[language][code]({
    detail: detail ?? '',
    when: nextAttemptAtMs === null ? '–' : dateAndTime(nextAttemptAtMs, zone),
    held: ruleId === null ? null : { ruleId, count: waitingByRule[ruleId] ?? 0 },
  });
}

function dateAndTime(epochMs: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(epochMs);
}
