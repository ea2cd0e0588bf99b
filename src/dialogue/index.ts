/**
 * What the robot says next: a script and a memory in, moves and a memory out. Knows the script's flows, what words mean and which values
 * are in them. Never knows speech, telephony, a database or a clock: time is the call's start, handed in once.
 */
export { advance } from './advance.ts';
export { compileDraft, compileScript, type CompiledScript } from './compiled-script.ts';
export { startMemory, type DialogueMemory } from './dialogue-memory.ts';
export type { DialogueInput, Manner } from './dialogue-input.ts';
export type { DialogueFact, Move } from './move.ts';
export { labelOf, mainFlowOf, type Place } from './place.ts';
export { concludeFrom, type Conclusion } from './model/conclusion.ts';
export { awaitedAnswer } from './model/converse.ts';
export { splitSentences } from './model/sentences.ts';
export { type Opinion } from './opinion/candidate.ts';
export { doubtAmong, doubtOf, opinionSourceOf, type Doubt } from './opinion/doubt.ts';
export { opinionByLikeness, sentencesOf } from './opinion/opinion-by-likeness.ts';
export { opinionFrom, opinionRequest } from './opinion/opinion-request.ts';
export { isConversation, type HeldCall } from './summary/held-call.ts';
export { plainSummary } from './summary/plain-summary.ts';
export { summaryFrom } from './summary/summary-answer.ts';
export { summaryRequest } from './summary/summary-request.ts';
export { acknowledge, acknowledgeAfterMs } from './acknowledge.ts';
export { answersQuestion } from './answers-question.ts';
export { expectedPhrases } from './expected-phrases.ts';
export { entitiesIn, type FoundEntity } from './entity/entities-in.ts';
export { withoutSecrets, type OpenStep } from './without-secrets.ts';
export { settleExperiment, settleExperiments, type Variants } from './settle-experiments.ts';
export { changedVoice } from './voice.ts';
export { utterancesOf } from './utterances-of.ts';
export { linesOf, type PlacedLine } from './lint/lines.ts';
export { lintScript, publishFaultsOf } from './lint/lint-script.ts';
export { unfitVariables, type UnfitVariable } from './variable-types.ts';
export type { ScriptProblem } from './lint/problem.ts';
export { chatDoubt, chatGive, chatStep, startChat, type Chat, type ChatLine } from './chat.ts';
export { compileLearnt, learnScript, prepareToLearn, teach } from './learn-script.ts';
export { understand } from './understand/learnt.ts';
export { alike, likenessOf, weighed, type Likeness } from './understand/likeness.ts';
export { gainExperience, type Experience } from './understand/classifier/experience.ts';
export {
  classify,
  trainClassifier,
  type Classifier,
  type LabelledSamples,
} from './understand/classifier/classifier.ts';
