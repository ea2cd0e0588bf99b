/**
 * What the robot says next: a script and a memory in, moves and a memory out. Knows the script's flows, what words mean and which values
 * are in them. Never knows speech, telephony, a database or a clock: time is the call's start, handed in once.
 */
export { advance } from './advance.ts';
export { compileScript, type CompiledScript } from './compiled-script.ts';
export { startMemory, type DialogueMemory } from './dialogue-memory.ts';
export type { DialogueInput } from './dialogue-input.ts';
export type { Move } from './move.ts';
export { acknowledge, acknowledgeAfterMs } from './acknowledge.ts';
export { answersQuestion } from './answers-question.ts';
export { expectedPhrases } from './expected-phrases.ts';
export { utterancesOf } from './utterances-of.ts';
export { lintScript } from './lint/lint-script.ts';
export type { ScriptProblem } from './lint/problem.ts';
export { chatStep, startChat, type ChatLine } from './chat.ts';
