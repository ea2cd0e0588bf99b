/**
 * The library of scripts (话术): files read and checked with the line of each fault, versions kept per tenant from draft to
 * published, never changed once published. Never runs a conversation: that is the dialogue's.
 */
export { describeProblem, loadScriptFile, type LoadedScript, type LocatedProblem } from './load-script-file.ts';
export { findScript, listScripts, publishScript } from './publish-script.ts';
export type { PublishedScript, ScriptRow } from './script-store.ts';
