import { answersInFull } from './answers-in-full.ts';
import { answers } from './answers.ts';
import { colloquialAnswers } from './colloquial-answers.ts';
import { colloquialEveryday } from './colloquial-everyday.ts';
import { colloquialObjections } from './colloquial-objections.ts';
import { colloquialServices } from './colloquial-services.ts';
import { everydayInWords } from './everyday.ts';
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
import { spokenEveryday } from './spoken-everyday.ts';
import { spokenFinance } from './spoken-finance.ts';
import { spokenIdentity } from './spoken-identity.ts';
import { spokenNearMisses } from './spoken-near-misses.ts';
import { spokenObjections } from './spoken-objections.ts';
import { spokenRequests } from './spoken-requests.ts';
import { spokenServices } from './spoken-services.ts';
import { spokenTurns } from './spoken-turns.ts';

export type { Corpus } from './sentences.ts';

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
  spokenFinance,
  spokenIdentity,
  spokenObjections,
  spokenRequests,
  spokenServices,
  spokenTurns,
  colloquialAnswers,
  colloquialObjections,
  colloquialServices,
];

/** What customers of telesales calls say, by what they mean: sentences for the standard intents, and what each trade adds. */
export const telesales: Corpus = Object.fromEntries(
  [...new Set(corpora.flatMap((corpus) => Object.keys(corpus)))].map((act) => [
    act,
    corpora.flatMap((corpus) => corpus[act] ?? []),
  ]),
);

/** What means nothing to who calls: it teaches what to leave alone. */
export const everyday: readonly string[] = [
  ...everydayInWords,
  ...spokenEveryday,
  ...spokenNearMisses,
  ...colloquialEveryday,
];
