import { intentSchema, type Intent } from '../../contract/script-document.ts';
import { standardAnswers } from './standard-answers.ts';
import { standardTopics } from './standard-topics.ts';

/**
 * The intents every telesales call meets, there for every script without being written down. An intent of the same id in a
 * script adds its words to these.
 */
export const standardIntents: readonly Intent[] = [...standardTopics, ...standardAnswers].map((intent) =>
  intentSchema.parse(intent),
);
