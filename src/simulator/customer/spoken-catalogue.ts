import type { Behaviour } from './behaviour.ts';
import { person, refused, wish } from './catalogue.ts';
import {
  plainBuyer,
  plainDecliner,
  plainDriver,
  plainNeverAgain,
  plainPersonWanter,
  plainRefuser,
  plainStranger,
} from './spoken-conducts.ts';

const medical100 = {
  convenient: '方便你说。',
  product: '医疗险。',
  amount: '一百万。',
  decides: '那就办理吧。',
  confirms: '确认。',
};
const illness80 = {
  convenient: '可以你说吧。',
  product: '重疾险。',
  amount: '八十万。',
  decides: '帮我办。',
  confirms: '正确。',
};
const illness100 = { ...illness80, convenient: '是的我方便。', amount: '一百万。', confirms: '确认。' };
const medical200 = { ...medical100, convenient: '方便的。', amount: '两百万。', decides: '办理。' };

/** Customers of calls in which sound alone carries the words: each answers in words that a seller's script is likely to expect. */
export const spokenBehaviours: ReadonlyMap<string, Behaviour> = new Map(
  [
    person('speaks-buys-medical', plainBuyer(medical100), { wish: wish('医疗险', 1_000_000) }),
    person('speaks-buys-critical-illness', plainBuyer(illness80), { wish: wish('重疾险', 800_000) }),
    person('speaks-buys-more', plainBuyer(medical200), { wish: wish('医疗险', 2_000_000) }),
    person('speaks-declines-offer', plainDecliner(illness100), { wish: wish('重疾险', 1_000_000) }),
    person('speaks-wants-person', plainPersonWanter(medical100), { wish: wish('医疗险', 1_000_000) }),
    person('speaks-refuses', plainRefuser),
    person('speaks-wrong-person', plainStranger),
    person('speaks-never-again', plainNeverAgain),
    person('speaks-driving', plainDriver),
    refused('spoken-busy', 486, 'Busy Here', 500),
    refused('spoken-rejects', 603, 'Decline', 1_500),
  ].map((behaviour) => [behaviour.name, behaviour]),
);
