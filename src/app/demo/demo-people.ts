/** Who stands in the demo's list, and which of them the gate must refuse, by rule. */
export interface DemoPeople {
  /** People who may be called: what is behind each is the simulator's secret. */
  readonly callable: readonly string[];
  /** One number for each rule that a list can meet. */
  readonly refused: Readonly<Record<DemoRefusal, string>>;
}

export const demoRefusals = [
  'suppression.tenant',
  'suppression.platform',
  'consent.missing',
  'region.blocked',
  'number.real-on-simulated-trunk',
  'cap.per-day',
  'cap.per-30-days',
] as const;
export type DemoRefusal = (typeof demoRefusals)[number];

/** A mainland number that no simulated trunk may dial. */
export const realNumber = '+8613800138000';

/** Deals the simulator's numbers: the last ones are those who must not be called. */
export function dealPeople(numbers: readonly string[]): DemoPeople {
  const simulated = demoRefusals.filter((rule) => rule !== 'number.real-on-simulated-trunk');
  const callable = numbers.slice(0, numbers.length - simulated.length);
  const rest = numbers.slice(callable.length);
  const refused = Object.fromEntries(
    demoRefusals.map((rule) => [
      rule,
      rule === 'number.real-on-simulated-trunk' ? realNumber : (rest[simulated.indexOf(rule)] ?? ''),
    ]),
  );
  return { callable, refused: refused as Record<DemoRefusal, string> };
}

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';
const titles = ['先生', '女士'];

/**
 * The demo's list as an operator would bring it: a CSV with Chinese headers, and at its end the lines that lists from
 * spreadsheets have: a number that became 1.38E+10, a word instead of a number, a number twice.
 */
export function demoList(people: DemoPeople, consentAt: string): string {
  const row = (phone: string, index: number, consent: boolean): string =>
    `${surnames[index % surnames.length] ?? '王'}${titles[index % 2] ?? '先生'},${phone},${consent ? '官网预约' : ''},${consent ? consentAt : ''}`;
  const everyone = [...people.callable, ...Object.values(people.refused)];
  const rows = everyone.map((phone, index) => row(phone, index, phone !== people.refused['consent.missing']));
  const bad = ['王先生,1.38E+10,官网预约,', '李女士,电话待补,官网预约,', row(people.callable[0] ?? '', 0, true)];
  return ['姓名,手机号,授权来源,授权时间', ...rows, ...bad].join('\n');
}

/**
 * Minutes before now at which somebody was dialed already, so that one frequency cap holds them for good. The caps of an
 * hour and less hold nobody as long as three dials a day do, and so never name a refusal that lasts.
 */
export const dialedBefore: Readonly<Partial<Record<DemoRefusal, readonly number[]>>> = {
  'cap.per-day': [120, 240, 360],
  'cap.per-30-days': Array.from({ length: 10 }, (_, day) => (day + 2) * 1_440),
};
