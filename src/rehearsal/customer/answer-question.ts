import {
  dontKnow,
  grunts,
  itIsMe,
  itIsNotMe,
  itIsRight,
  itIsWrong,
  leaveItToYou,
  names,
  no,
  noScore,
  reasons,
  scores,
  times,
  yes,
} from './phrases.ts';
import { labels, type Question } from './read-question.ts';
import { happens, oneOf, speaks, type CustomerTurn, type Talker } from './talker.ts';

/** Most people own to their name, whatever they think of the call. */
const saysWhoHeIs = 0.8;

/** What these count everybody knows of himself, whoever cannot decide what he wants. */
const ofHimself: ReadonlySet<string> = new Set(['岁', '口', '口人', '位', '人', '个人']);

/** Asked to choose, some say the refusal that a key was offered for: 都没有, 不用. */
const saysRefusal = 0.15;

/** What he answers in words to what he was asked. */
export function answerQuestion(talker: Talker, question: Question): CustomerTurn {
  const { persona } = talker;
  switch (question.kind) {
    case 'none':
      return happens(talker, 0.5) ? speaks(talker, grunts) : yesOrNo(talker, question);
    case 'check':
      return checks(talker, question);
    case 'choice':
      return chooses(talker, question);
    case 'quantity':
      return tellsQuantity(talker, question.unit);
    case 'score':
      return speaks(talker, happens(talker, persona.willing + 0.3) ? scores : noScore);
    case 'when':
      return speaks(talker, happens(talker, persona.willing) ? times : [...dontKnow, ...no[persona.mood]]);
    case 'why':
      return speaks(talker, happens(talker, 0.7) ? reasons : dontKnow);
    case 'name':
      return speaks(talker, names);
    case 'who':
      return speaks(talker, happens(talker, Math.max(persona.willing, saysWhoHeIs)) ? itIsMe : itIsNotMe);
    case 'number':
      return speaks(talker, ['13800138000', '一三九零零一三九零零零', '8826', '零零七']);
    case 'open':
      return happens(talker, 0.3) ? speaks(talker, [...dontKnow, ...reasons]) : yesOrNo(talker, question);
    case 'yes-no':
      return yesOrNo(talker, question);
  }
}

function isUndecided(talker: Talker): CustomerTurn {
  return speaks(talker, happens(talker, 0.75) ? leaveItToYou : dontKnow);
}

function yesOrNo(talker: Talker, { echo }: Question): CustomerTurn {
  const { mood, willing } = talker.persona;
  const agrees = happens(talker, willing);
  if (echo === '' || !happens(talker, 0.3)) return speaks(talker, (agrees ? yes : no)[mood]);
  return speaks(talker, agrees ? [echo, `${echo}的`, `${echo}啊`] : [`不${echo}`]);
}

function checks(talker: Talker, { wanted }: Question): CustomerTurn {
  const { mood, willing, manner } = talker.persona;
  if (happens(talker, manner.corrects)) return speaks(talker, itIsWrong);
  if (!happens(talker, willing)) return speaks(talker, no[mood]);
  return speaks(talker, wanted.length > 0 && happens(talker, 0.5) ? wanted.slice(0, 1) : itIsRight);
}

function chooses(talker: Talker, { options, wanted, keys }: Question): CustomerTurn {
  const { mood, willing, manner } = talker.persona;
  const refusals = keys.map(({ label }) => label).filter((label) => labels.no.test(label));
  if (refusals.length > 0 && happens(talker, saysRefusal)) return speaks(talker, refusals);
  const choice = oneOf(talker, options.length > 0 ? options : wanted);
  if (choice === undefined || happens(talker, manner.undecided)) return isUndecided(talker);
  if (!happens(talker, willing + 0.2)) return speaks(talker, [...no[mood], ...dontKnow]);
  return speaks(talker, [choice, `${choice}吧`, `就${choice}`, `我要${choice}`]);
}

function tellsQuantity(talker: Talker, unit: string): CustomerTurn {
  if (!ofHimself.has(unit) && happens(talker, talker.persona.manner.undecided)) return isUndecided(talker);
  const said = `${quantityOf(talker, unit)}${unit}`;
  return speaks(talker, [said, `${said}吧`, `大概${said}`, `差不多${said}`]);
}

/** A number such as people have of these: years of age, ten thousands, yuan, heads. */
export function quantityOf({ random }: Talker, unit: string): number {
  if (unit === '岁') return 20 + random.int(45);
  if (unit === '万') return (1 + random.int(10)) * 10;
  if (unit === '元' || unit === '块') return (1 + random.int(50)) * 100;
  return 1 + random.int(5);
}
