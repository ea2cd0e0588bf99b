/**
 * The library of scripts (话术): files read and checked with the line of each fault, drafts on their way through review, versions
 * that are never changed once published, what was done to them and how they differ. Never runs a conversation: that is the dialogue's.
 */
export type { KeptCases } from './case-store.ts';
export { casesOf, keepCases } from './keep-cases.ts';
export { linesToHear } from './lines-to-hear.ts';
export { lineOf, type Deed } from './deed.ts';
export { describeDiff } from './diff/describe-diff.ts';
export { diffScripts } from './diff/diff-scripts.ts';
export { formatOf, scriptFormats, type ImportedScript, type ScriptFormat } from './exchange/exchange-script.ts';
export { exportScriptInThread, importScriptInThread, lintInThread } from './in-thread.ts';
export { editDraft, findDraft, moveDraft, publishDraft, saveDraft } from './keep-drafts.ts';
export { describeProblem, jsonPath, lineOfScript, loadScriptFile, type LocatedProblem } from './load-script-file.ts';
export { publishScript, type Publication } from './publish-script.ts';
export { rollBackScript } from './roll-back.ts';
export { documentOf, findScript, listScripts, scriptPage } from './script-library.ts';
export { appendHistory, lockScript } from './script-store.ts';
export { scriptShelf } from './script-shelf.ts';
export { unfitVariables, type UnfitVariable } from '../dialogue/index.ts';
export { withRecording } from './record-line.ts';
export { assertVariants, takeWinner } from './take-winner.ts';
