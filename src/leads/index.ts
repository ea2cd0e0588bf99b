/**
 * People to call: lists brought in from CSV and XLSX with every bad line reported and every good one kept, their
 * profile and where they stand. It never decides whether somebody may be called (compliance) or when (campaign).
 */
export { createList, getList, leadsOfList, listLists, noteCallOfLead, removeList } from './contact-lists.ts';
export { exportLeads, exportProblems } from './export-leads.ts';
export { importLeads, type ImportRequest, type ImportResult } from './import-leads.ts';
export { selectImports, type ImportCounts, type ImportRun } from './import-store.ts';
export { problemTexts, type LineProblem, type LineProblemReason } from './imported-row.ts';
export { leadFileAt, type LeadFile } from './lead-file.ts';
export { selectLeads, selectLeadsOfList } from './lead-store.ts';
export { leadAfterCall, leadVariables, type CallOfLead, type ContactList, type Lead, type LeadStatus } from './lead.ts';
export type { ColumnChoice } from './map-columns.ts';
export { noteLeadWhenCallEnds } from './note-lead-when-call-ends.ts';
export { packBatches, type PackedBatch, type PhoneConsent } from './packed-batch.ts';
export { prepareLeadsInThread } from './prepare-in-thread.ts';
export { prepareLeads } from './prepare-leads.ts';
export { readPhoneCell, type PhoneProblem, type PhoneReading } from './read-phone-cell.ts';
