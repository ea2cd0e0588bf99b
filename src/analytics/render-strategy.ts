import type { StrategyChoice, StrategyPage } from '../contract/campaign-strategy.ts';
import { reportWords, type ReportLanguage } from './report-words.ts';

const weekdays: Readonly<Record<ReportLanguage, readonly string[]>> = {
  'zh-CN': ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

const percent = (share: number): string => `${(100 * share).toFixed(0)}%`;

/** What one choice was and why, in a sentence. */
const sentences: Readonly<Record<ReportLanguage, (choice: StrategyChoice, when: string, day: string) => string>> = {
  'zh-CN': ({ place, attempt, arm, because: { region, hour, expected, expectedNow, seen } }, when, day) => {
    const who = `名单第 ${place} 行第 ${attempt} 次`;
    if (arm === 'held-out') return `${who}：对照组，不改时间`;
    const why = `${region} ${day} ${hour} 点预计接通 ${percent(expected)}，此刻 ${percent(expectedNow)}（见过 ${Math.round(seen)} 次）`;
    return `${who}：${arm === 'steered' ? '安排' : '建议'}在 ${when}，${why}`;
  },
  en: ({ place, attempt, arm, because: { region, hour, expected, expectedNow, seen } }, when, day) => {
    const who = `line ${place}, attempt ${attempt}`;
    if (arm === 'held-out') return `${who}: held out, its time is left alone`;
    const why = `${region} on ${day} at ${hour} is expected to answer ${percent(expected)}, now ${percent(expectedNow)} (${Math.round(seen)} dials seen)`;
    return `${who}: ${arm === 'steered' ? 'set' : 'advised'} for ${when}: ${why}`;
  },
};

/** What a strategy was worth and its newest choices, for a terminal; times are shown in `zone`. */
export function renderStrategyPage({ result, choices }: StrategyPage, language: ReportLanguage, zone: string): string {
  const words = reportWords[language];
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const lines = choices.map((choice) =>
    sentences[language](choice, time.format(choice.plannedForMs), weekdays[language][choice.because.weekday - 1] ?? ''),
  );
  return [words.uplift(result), ...(lines.length > 0 ? lines : [words.none])].join('\n');
}
