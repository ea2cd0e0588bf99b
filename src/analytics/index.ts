/**
 * What campaigns came to: funnel, outcomes, grades, refusals and delays, counted from what other rooms keep, and shown
 * on a terminal or as CSV. It keeps nothing of its own and decides nothing.
 */
export { campaignReport } from './campaign-report.ts';
export { describeIdle } from './describe-idle.ts';
export { renderReport, reportCsv } from './render-report.ts';
export type { ReportLanguage } from './report-words.ts';
