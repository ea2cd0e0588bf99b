import { answersInFull } from './answers-in-full.ts';
import { answers } from './answers.ts';
import { financeInFull } from './finance-in-full.ts';
import { finance } from './finance.ts';
import { objectionsInFull } from './objections-in-full.ts';
import { objections } from './objections.ts';
import { requestsInFull } from './requests-in-full.ts';
import { requests } from './requests.ts';
import type { Corpus } from './sentences.ts';
import { servicesInFull } from './services-in-full.ts';
import { services } from './services.ts';
import { spokenAnswers } from './spoken-answers.ts';
import { spokenIdentity } from './spoken-identity.ts';
import { spokenObjections } from './spoken-objections.ts';
import { spokenRequests } from './spoken-requests.ts';
import { spokenTurns } from './spoken-turns.ts';

export type { Corpus } from './sentences.ts';
export { everyday } from './everyday.ts';

const corpora: readonly Corpus[] = [
  objections,
  requests,
  services,
  finance,
  answers,
  objectionsInFull,
  requestsInFull,
  servicesInFull,
  financeInFull,
  answersInFull,
  spokenAnswers,
  spokenIdentity,
  spokenObjections,
  spokenRequests,
  spokenTurns,
];

/** What customers of telesales calls say, by what they mean: sentences for the standard intents, and what each trade adds. */
export const telesales: Corpus = Object.fromEntries(
  [...new Set(corpora.flatMap((corpus) => Object.keys(corpus)))].map((act) => [
    act,
    corpora.flatMap((corpus) => corpus[act] ?? []),
  ]),
);
