import type { CampaignReport, DelayPercentiles } from '../contract/campaign-report.ts';
import { csvByteOrderMark, csvLine } from '../foundation/csv-text.ts';
import { cellWidth, padded } from './terminal-cells.ts';
import { reportSections, type ReportSection } from './report-table.ts';
import { reportWords, type ReportLanguage, type ReportWords } from './report-words.ts';

const barCells = 24;
const delayNames = ['turnLatencyMs', 'replyMs', 'bargeInMs'] as const;

/** A report for a terminal: plain text, no escape codes. */
export function renderReport(report: CampaignReport, language: ReportLanguage): string {
  const words = reportWords[language];
  const sections = reportSections(report, language);
  const labels = sections.flatMap(({ rows }) => rows.map(({ label }) => label));
  const labelCells = Math.max(...[...labels, ...Object.values(words.delays)].map(cellWidth));
  return (
    [
      heading(report, words),
      ...sections.map((section) => renderSection(section, labelCells, words)),
      renderDelays(report, labelCells, words),
      ...renderStrategy(report, words),
    ].join('\n\n') + '\n'
  );
}

function heading(
  { campaign, leads, calls, recordings, doNotCall, talkSec }: CampaignReport,
  words: ReportWords,
): string {
  const title = campaign ? `${campaign.name} · ${words.campaignState[campaign.state]}` : words.allCampaigns;
  const counts = [
    `${words.leads} ${leads}`,
    `${words.calls} ${calls}`,
    `${words.recordings} ${recordings}`,
    `${words.talkTime} ${(talkSec / 60).toFixed(1)} ${words.minutes}`,
    `${words.doNotCall} ${doNotCall}`,
  ];
  return `${title}\n${counts.join(' · ')}`;
}

function renderSection({ key, title, rows }: ReportSection, labelCells: number, words: ReportWords): string {
  if (rows.length === 0) return `${title}\n  ${words.none}`;
  const lines = rows.map(({ label, count, share }) => {
    const cells = Math.round((share ?? 0) * barCells);
    const bar = key === 'funnel' && cells > 0 ? `  ${'█'.repeat(cells)}` : '';
    return `  ${padded(label, labelCells)}  ${String(count).padStart(6)}  ${shareText(share).padStart(6)}${bar}`;
  });
  return [title, ...lines].join('\n');
}

function renderDelays(report: CampaignReport, labelCells: number, words: ReportWords): string {
  const line = (name: (typeof delayNames)[number]): string => {
    const { p50, p95, count } = report[name];
    return `  ${padded(words.delays[name], labelCells)}  p50 ${ms(p50)}  p95 ${ms(p95)}  (${count} ${words.measured})`;
  };
  return [words.delaysTitle, ...delayNames.map(line)].join('\n');
}

function renderStrategy({ strategy }: CampaignReport, words: ReportWords): string[] {
  if (strategy === null) return [];
  const line = (arm: 'steered' | 'heldOut'): string => {
    const { dials, answered } = strategy[arm];
    return `  ${words.strategy[arm]} ${answered} / ${dials} (${shareText(dials > 0 ? answered / dials : null)})`;
  };
  return [[words.strategyTitle, line('steered'), line('heldOut'), `  ${words.uplift(strategy)}`].join('\n')];
}

function ms(value: DelayPercentiles['p50']): string {
  return (value === null ? '–' : value.toFixed(0)).padStart(5);
}

function shareText(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

/** The same as CSV that spreadsheets open: one row a count, delays last. */
export function reportCsv(report: CampaignReport, language: ReportLanguage): string {
  const words = reportWords[language];
  const counts = reportSections(report, language).flatMap(({ title, rows }) =>
    rows.map(({ key, label, count, share }) =>
      csvLine([title, key, label.trim(), count, share === null ? null : shareText(share)]),
    ),
  );
  const delays = delayNames.flatMap((name) =>
    (['p50', 'p95', 'count'] as const).map((what) =>
      csvLine([words.delaysTitle, `${name}.${what}`, words.delays[name], report[name][what], null]),
    ),
  );
  const { strategy } = report;
  const arms = (['steered', 'heldOut'] as const).flatMap((arm) =>
    strategy === null
      ? []
      : [
          csvLine([words.strategyTitle, `${arm}.dials`, words.strategy[arm], strategy[arm].dials, null]),
          csvLine([words.strategyTitle, `${arm}.answered`, words.strategy[arm], strategy[arm].answered, null]),
        ],
  );
  const uplift =
    strategy === null ? [] : [csvLine([words.strategyTitle, 'uplift', words.uplift(strategy), null, null])];
  return csvByteOrderMark + [csvLine(words.csvHeader), ...counts, ...delays, ...arms, ...uplift].join('');
}
