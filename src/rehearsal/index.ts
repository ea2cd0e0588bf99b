/**
 * Conversations held without a call: cases that must go on as they do (回归用例), branches that no case covers, and customers of many
 * kinds who try a script before people hear it (彩排). Everything here speaks through the same dialogue as a call does. Never a
 * call, a clock or a database; files are read by whoever asks.
 */
export { holdConversation, mondayTen, type Conversation, type Surroundings } from './conversation.ts';
export type { Expected } from './case-file.ts';
export { loadCaseFile, type LoadedCase, type LoadedCases } from './load-case-file.ts';
export { judgeDialogue } from './judge-dialogue.ts';
export { answerOf } from './run-cases.ts';
export { outcomeOf } from './outcome.ts';
export { describeFailures, testScript, type FailedCase, type TestReport } from './test-script.ts';
export { compareInThread, rehearseInThread, replayInThread, testScriptInThread } from './in-thread.ts';
export { describeInput, describeMove, type Replay } from './replay.ts';
export type { RehearsalReport } from './rehearse.ts';
export { rehearseByModel, type CustomerModel } from './rehearse-by-model.ts';
export { loadPersonas } from './customer/load-personas.ts';
export { reportPage } from './report-page.ts';
