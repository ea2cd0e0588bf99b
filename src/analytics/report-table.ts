import type { CampaignReport, Funnel } from '../contract/campaign-report.ts';
import { reportWords, type ReportLanguage, type ReportWords } from './report-words.ts';

/** One line of a report, whatever it is shown on. */
export interface ReportRow {
  /** Stable name, for programs. */
  readonly key: string;
  readonly label: string;
  readonly count: number;
  /** Of what the section counts, 0 to 1; null where shares mean nothing. */
  readonly share: number | null;
}

export interface ReportSection {
  readonly key: 'funnel' | 'people' | 'outcomes' | 'answered-by' | 'grades' | 'refused' | 'answers';
  readonly title: string;
  readonly rows: readonly ReportRow[];
}

const funnelSteps = [
  'dialed',
  'answered',
  'talked',
  'interested',
  'handedOverOrOrdered',
  'handedOver',
  'ordered',
] as const satisfies readonly (keyof Funnel)[];

/** A report as sections of counted rows, in the order people read them. */
export function reportSections(report: CampaignReport, language: ReportLanguage): ReportSection[] {
  const words = reportWords[language];
  const { funnel } = report;
  const ofDialed = (count: number): number | null => (funnel.dialed > 0 ? count / funnel.dialed : null);
  return [
    {
      key: 'funnel',
      title: words.funnelTitle,
      rows: funnelSteps.map((step) => ({
        key: step,
        label: words.funnel[step],
        count: funnel[step],
        share: ofDialed(funnel[step]),
      })),
    },
    section('people', words.leadStatesTitle, report.leadStates, words.leadState),
    section('outcomes', words.outcomesTitle, report.outcomes, words.outcome),
    section('answered-by', words.answeredByTitle, report.answeredBy, words.answeredBy),
    section('grades', words.gradesTitle, report.grades, words.grade),
    section('refused', words.refusedTitle, report.refused, words.rules),
    ...answersOf(report, words),
  ];
}

/** A section for all that was asked by flows; shares are of those who answered the same. Nothing where no flow was played. */
function answersOf({ answers }: CampaignReport, words: ReportWords): ReportSection[] {
  const rows = Object.entries(answers).flatMap(([question, values]) => {
    const total = values.reduce((sum, { calls }) => sum + calls, 0);
    return values.map(({ value, calls }) => ({
      key: `${question}=${value}`,
      label: `${question} · ${value}`,
      count: calls,
      share: calls / total,
    }));
  });
  return rows.length === 0 ? [] : [{ key: 'answers', title: words.answersTitle, rows }];
}

function section(
  key: ReportSection['key'],
  title: string,
  counts: Readonly<Record<string, number>>,
  names: Readonly<Record<string, string>> | ReportWords['grade'],
): ReportSection {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const rows = entries.map(([item, count]) => ({
    key: item,
    label: typeof names === 'function' ? names(item) : (names[item] ?? item),
    count,
    share: count / total,
  }));
  // Letters go by their order, all else by how much there is of it.
  return {
    key,
    title,
    rows: rows.toSorted((a, b) => (key === 'grades' ? a.key.localeCompare(b.key) : b.count - a.count)),
  };
}
