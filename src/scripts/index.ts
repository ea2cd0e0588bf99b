/**
 * The library of scripts (话术): files read and checked with the line of each fault, versions kept per tenant from draft to
 * published, never changed once published. Never runs a conversation: that is the dialogue's.
 */
export { describeProblem, loadScriptFile } from './load-script-file.ts';
export { findDraft, findScript, listScripts, publishScript, saveDraft, scriptHistory } from './publish-script.ts';
export { scriptShelf } from './script-shelf.ts';
