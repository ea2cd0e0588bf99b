import type { Behaviour, Conduct, Wish } from './behaviour.ts';
import {
  plainBuyer,
  plainDecliner,
  plainDriver,
  plainNeverAgain,
  plainPersonWanter,
  plainRefuser,
  plainStranger,
} from './spoken-conducts.ts';

const spoken = (name: string, conduct: Conduct, wish: Wish | null = null): Behaviour => ({
  name,
  arrival: { kind: 'answers', ringMs: 800 },
  conduct,
  pickedUpBy: 'human',
  wish,
  line: {},
});

const unanswered = (name: string, status: number, reasonPhrase: string, ringMs: number): Behaviour => ({
  name,
  arrival: { kind: 'refuses', status, reasonPhrase, ringMs },
  conduct: null,
  pickedUpBy: 'unknown',
  wish: null,
  line: {},
});

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
    spoken('speaks-buys-medical', plainBuyer(medical100), { product: '医疗险', amountYuan: 1_000_000 }),
    spoken('speaks-buys-critical-illness', plainBuyer(illness80), { product: '重疾险', amountYuan: 800_000 }),
    spoken('speaks-buys-more', plainBuyer(medical200), { product: '医疗险', amountYuan: 2_000_000 }),
    spoken('speaks-declines-offer', plainDecliner(illness100), { product: '重疾险', amountYuan: 1_000_000 }),
    spoken('speaks-wants-person', plainPersonWanter(medical100), { product: '医疗险', amountYuan: 1_000_000 }),
    spoken('speaks-refuses', plainRefuser),
    spoken('speaks-wrong-person', plainStranger),
    spoken('speaks-never-again', plainNeverAgain),
    spoken('speaks-driving', plainDriver),
    unanswered('spoken-busy', 486, 'Busy Here', 500),
    unanswered('spoken-rejects', 603, 'Decline', 1_500),
  ].map((behaviour) => [behaviour.name, behaviour]),
);
