/**
 * What campaigns came to, and what they would: funnel, outcomes, grades, refusals and delays, counted from what other rooms keep, and shown
 * on a terminal or as CSV. It keeps nothing of its own and decides nothing.
 */
export { adviceInputSchema, advise } from './advice/advise.ts';
export { renderAdvice } from './advice/render-advice.ts';
export { campaignReport } from './campaign-report.ts';
export { describeIdle } from './describe-idle.ts';
export { renderStrategyPage } from './render-strategy.ts';
export { renderReport, reportCsv } from './render-report.ts';
export type { ReportLanguage } from './report-words.ts';
