import type { Conduct, Reply } from './behaviour.ts';
import { asked, conduct, sayTo, whatever } from './conducts.ts';

/** What one wants, in the words of somebody who answers plainly. */
interface PlainWords {
  readonly convenient: string;
  readonly product: string;
  readonly amount: string;
  readonly decides: string;
  readonly confirms: string;
}

/** Questions of a seller up to his offer: convenient, the product, the amount, the offer, the order read back. */
const questionsOfSale = 5;

const upToTheOffer = (words: PlainWords): readonly Reply[] => [
  sayTo(asked.product, words.product, { means: ['product'] }),
  sayTo(asked.amount, words.amount, { means: ['amount'] }),
  sayTo(asked.offerPerson, '不用了谢谢。'),
  sayTo(asked.convenient, words.convenient),
];

/** Follows the robot through to an order, in few words. */
export function plainBuyer(words: PlainWords): Conduct {
  return conduct(
    [
      sayTo(asked.confirm, words.confirms, { means: ['agrees'] }),
      sayTo(asked.decide, words.decides, { means: ['interested'] }),
      ...upToTheOffer(words),
    ],
    { mayStray: questionsOfSale },
  );
}

/** Hears the whole offer, and does not want it. */
export function plainDecliner(words: PlainWords): Conduct {
  const refuses = { means: ['refuses'] } as const;
  return conduct(
    [
      sayTo(asked.confirm, '不需要。', refuses),
      sayTo(asked.decide, '不需要。', refuses),
      ...upToTheOffer(words),
      whatever('不用了谢谢。', ['refuses']),
    ],
    { mayStray: 3 },
  );
}

/** Hears the product and the amount, then would have a person. */
export function plainPersonWanter(words: PlainWords): Conduct {
  return conduct(
    [
      sayTo(asked.decide, '我要跟真人说话。', { means: ['wants-person'], next: 'wait-for-seat' }),
      ...upToTheOffer(words),
    ],
    { mayStray: 3 },
  );
}

const once = { mayStray: 1 } as const;

export const plainRefuser: Conduct = conduct([whatever('不用了谢谢。', ['refuses'], 3)], once);
export const plainStranger: Conduct = conduct([whatever('你打错电话了。', ['wrong-person'], 3)], once);
export const plainNeverAgain: Conduct = conduct([whatever('别再给我打电话了。', ['never-again'], 3)], once);
export const plainDriver: Conduct = conduct(
  [sayTo(asked.whenAgain, '明天下午。', { means: ['call-back'] }), whatever('我在开车不方便。', ['call-back'], 2)],
  once,
);
