import { performance } from 'node:perf_hooks';
import { eventually } from '../src/app/testing/test-program.ts';
import { Phone } from '../tests/switchboard/phone.ts';
import type { AttackResult } from './attack-result.ts';
import type { AttackedProgram } from './attacked-program.ts';
import { proof, RawTelephone, statusOf } from './raw-telephone.ts';

const costly = ['+8821612345678', '+97912345678', '+861681234567', '+18765550100', '+870773111632', '+33899123456'];

/**
 * Tries to call outside at the house's cost: a telephone that was taken over dials costly numbers fast, a stranger does, and
 * a telephone says that it is to be found at the far end of the trunk. The trunk's far end is the judge.
 */
export async function tollFraud(attacked: AttackedProgram): Promise<AttackResult> {
  const beganAtMs = performance.now();
  const { atTrunk, alertOf } = attacked;
  const refusals = await dialCostlyNumbers(attacked);
  const strangers = await callAsStranger(attacked);
  const foreign = await registerElsewhere(attacked);
  // A guard that refused has told of it; where nothing leads outside (404) there was nothing to guard.
  const isGuarded = refusals.some((one) => one !== 'failed 404');
  const alertedAfterMs = isGuarded ? await alertOf(['toll-fraud'], '8002@', beganAtMs) : null;
  const invites = atTrunk.filter((line) => line.startsWith('INVITE')).length;
  const isRefused = refusals.length === costly.length * 2 && refusals.every((one) => one.startsWith('failed 4'));
  const areStrangersRefused = strangers.every((status) => /^(4\d\d|503|silence)$/.test(status));
  return {
    attack: 'toll-fraud',
    holds:
      invites === 0 && isRefused && areStrangersRefused && foreign.refused && (!isGuarded || alertedAfterMs !== null),
    alertedAfterMs,
    detail: {
      invitesAtTrunk: invites,
      dialed: refusals.length,
      answers: [...new Set(refusals)].join(' '),
      strangers: [...new Set(strangers)].join(' '),
      foreignContact: foreign.statuses,
      guarded: isGuarded,
    },
  };
}

/** A telephone of the house, its password known: everything at once, written as telephones write it. */
async function dialCostlyNumbers({ server, passwordOf }: AttackedProgram): Promise<readonly string[]> {
  const numbers = costly.flatMap((number) => [number, `00${number.slice(1)}`]);
  const lines = numbers.length;
  const phone = await Phone.start({ server, number: '8002', password: passwordOf('8002'), toneHz: 440, lines });
  try {
    await eventually(async () => phone.registration.at(-1)?.state === 'registered', 'a registration');
    for (const number of numbers) phone.call(number);
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
