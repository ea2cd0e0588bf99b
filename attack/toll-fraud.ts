import { eventually } from '../src/app/testing/test-program.ts';
import { Phone } from '../tests/switchboard/phone.ts';
import type { AttackResult } from './attack-result.ts';
import { withoutRights, type AttackedProgram } from './attacked-program.ts';
import { proof, RawTelephone, statusOf } from './raw-telephone.ts';

const costly = ['+8821612345678', '+97912345678', '+861681234567', '+18765550100', '+870773111632', '+33899123456'];

/**
 * Tries to call outside at the house's cost: a telephone that was taken over dials costly numbers fast, a stranger does, and
 * a telephone says that it is to be found at the far end of the trunk. The trunk's far end is the judge.
 */
export async function tollFraud(attacked: AttackedProgram): Promise<AttackResult> {
  const { atTrunk, alertOf } = attacked;
  const refusals = await dialCostlyNumbers(attacked, '8002');
  const barred = await dialCostlyNumbers(attacked, withoutRights);
  const strangers = await callAsStranger(attacked);
  const foreign = await registerElsewhere(attacked);
  const alerts = [await alertOf(['toll-fraud'], '8002@'), await alertOf(['toll-fraud'], `${withoutRights}@`)];
  const alertedAfterMs = alerts.includes(null) ? null : Math.max(...alerts.map(Number));
  const invites = atTrunk.filter((line) => line.startsWith('INVITE')).length;
  const dialed = costly.length * 2;
  const all = (answers: readonly string[], wanted: string): boolean =>
    answers.length === dialed && answers.every((one) => one === wanted);
  const isRefused = all(refusals, 'failed 403') && all(barred, 'failed 404');
  const areStrangersRefused = strangers.every((status) => /^(4\d\d|503|silence)$/.test(status));
  return {
    attack: 'toll-fraud',
    holds: invites === 0 && isRefused && areStrangersRefused && foreign.refused && alertedAfterMs !== null,
    alertedAfterMs,
    detail: {
      invitesAtTrunk: invites,
      dialed: refusals.length + barred.length,
      answers: [...new Set(refusals)].join(' '),
      withoutRights: [...new Set(barred)].join(' '),
      strangers: [...new Set(strangers)].join(' '),
      foreignContact: foreign.statuses,
    },
  };
}

/** A telephone of the house, its password known: everything at once, written as telephones write it. */
async function dialCostlyNumbers({ server, passwordOf }: AttackedProgram, number: string): Promise<readonly string[]> {
  const numbers = costly.flatMap((one) => [one, `00${one.slice(1)}`]);
  const lines = numbers.length;
  const phone = await Phone.start({ server, number, password: passwordOf(number), toneHz: 440, lines });
  try {
    await eventually(async () => phone.registration.at(-1)?.state === 'registered', 'a registration');
    for (const costlyNumber of numbers) phone.call(costlyNumber);
    await eventually(async () => phone.told.length >= numbers.length, 'answers to all calls', 20_000).catch(() => null);
    return [...phone.told];
  } finally {
    await phone.close();
  }
}

/** Nobody of the house: from outside, as one of the house, and as the house itself. */
async function callAsStranger({ server }: AttackedProgram): Promise<readonly string[]> {
  const stranger = await RawTelephone.open('127.0.0.5', server);
  const froms = ['<sip:evil@198.51.100.7>', `<sip:8001@${server.host}>`, '<sip:+861088886666@127.0.0.9>'];
  const statuses: string[] = [];
  for (const number of costly)
    for (const from of froms)
      statuses.push(statusOf(await stranger.ask({ method: 'INVITE', uri: `sip:${number}@${server.host}`, from })));
  stranger.close();
  return statuses;
}

/** Contacts that lead elsewhere: without a password, for somebody else, and at the trunk. */
async function registerElsewhere({
  server,
  passwordOf,
  trunkPort,
}: AttackedProgram): Promise<{ readonly refused: boolean; readonly statuses: string }> {
  const thief = await RawTelephone.open('127.0.0.7', server);
  const uri = `sip:${server.host}`;
  const contact = `Contact: <sip:+8821612345678@127.0.0.9:${trunkPort}>`;
  const register = async (user: string, login: string): Promise<string> => {
    const named = `<sip:${user}@${server.host}>`;
    const request = { method: 'REGISTER', uri, from: named, to: named };
    const challenge = await thief.ask({ ...request, headers: [contact] });
    if (challenge === null || login === '') return statusOf(challenge);
    const header = proof(challenge, 'REGISTER', uri, login, passwordOf(login));
    return statusOf(await thief.ask({ ...request, headers: [contact, header] }));
  };
  const [unproven, others, own] = [
    await register('8005', ''),
    await register('8005', '8006'),
    await register('8006', '8006'),
  ];
  // Where a telephone says it is at the trunk, it is called where it registered from, and nowhere else.
  const caller = await Phone.start({ server, number: '8003', password: passwordOf('8003'), toneHz: 440 });
  try {
    await eventually(async () => caller.registration.at(-1)?.state === 'registered', 'a registration');
    caller.call('8006');
    if (own === '200')
      await eventually(async () => thief.heard.some((text) => text.startsWith('INVITE')), 'a call at the thief').catch(
        () => null,
      );
    const came = thief.heard.some((text) => text.startsWith('INVITE'));
    const refused = unproven === '401' && others === '403' && (own !== '200' || came);
    return { refused, statuses: [unproven, others, own].join(' ') };
  } finally {
    await caller.close();
    thief.close();
  }
}
