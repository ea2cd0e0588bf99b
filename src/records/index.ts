/**
 * What happened: the record of every call, kept once and for good, with its transcript, delays and recording, to be
 * found again by what people look for. It judges nothing and plans nothing; others react to the fact that a call ended.
 */
export { openAlerts, type AlertReader, type Alerts } from './alerts/open-alerts.ts';
export {
  hasRecordOf,
  selectRecord as findRecord,
  selectVariantRecords,
  type CallFilter,
  type CallSummary,
} from './call-store.ts';
export { exportCalls } from './export-calls.ts';
export { callStatistics, getCall, keepRecord, listCalls, type CallPage } from './keep-record.ts';
export { selectHeld as heldCalls, selectHeldCall as findHeldCall } from './dialogue-store.ts';
export { listDialogues, outsideCallsSince } from './keep-record.ts';
export { summariseWhenCallEnds, type Summariser } from './summary/summarise-when-call-ends.ts';
export { getSummary } from './summary/summary-store.ts';
export type { OutsideCallMade } from './outside-calls-store.ts';
export { reportUsage } from './report-usage.ts';
export type { CallStatistics, Percentiles } from './statistics-store.ts';
