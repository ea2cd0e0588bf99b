import { eventually } from '../src/app/testing/test-program.ts';
import { Phone } from '../tests/switchboard/phone.ts';
import type { AttackResult } from './attack-result.ts';
import type { AttackedProgram } from './attacked-program.ts';
import { RawTelephone, statusOf, type RawRequest } from './raw-telephone.ts';

const abroad = '+8821612345678';

/**
 * A stranger who has listened to a call's signalling asks for everything that needs no new call of his own: to take a telephone's
 * place, to have it transferred abroad, to call as one of the house, to watch a lamp, to leave a text. The telephones and
 * the trunk's far end are the judges. Inside a dialog nothing but TLS proves who asks: whoever has read its tags may speak for its
 * telephone, but goes no further than that telephone may.
 */
export async function askUnproven({ server, passwordOf, atTrunk }: AttackedProgram): Promise<AttackResult> {
  const start = (number: string, toneHz: number): Promise<Phone> =>
    Phone.start({ server, number, password: passwordOf(number), toneHz });
  const [caller, callee] = [await start('8003', 440), await start('8004', 620)];
  const thief = await RawTelephone.open('127.0.0.8', server);
  const invitesBefore = atTrunk.filter((line) => line.startsWith('INVITE')).length;
  try {
    for (const phone of [caller, callee])
      await eventually(async () => phone.registration.at(-1)?.state === 'registered', 'a registration');
    caller.call('8004');
    await eventually(async () => caller.heard.length > 8_000 && callee.heard.length > 8_000, 'sound both ways');
    const identity = caller.line.dialog?.identity();
    if (!identity) throw new Error('the call has no dialog');
    const { callId, localTag, remoteTag } = identity;
    const at = (user: string): string => `sip:${user}@${server.host}`;
    const from = `<${at('8003')}>`;
    const referTo = `Refer-To: <${at(abroad)}>`;
    const contact = 'Contact: <sip:8003@127.0.0.8>';
    const stolen = { callId, fromTag: localTag, sequence: 900 };
    const requests: Readonly<Record<string, RawRequest>> = {
      replaces: {
        method: 'INVITE',
        uri: at('8004'),
        from,
        headers: [contact, `Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`],
      },
      'call as 8003': { method: 'INVITE', uri: at('8004'), from, headers: [contact] },
      'call abroad as 8003': { method: 'INVITE', uri: at(abroad), from, headers: [contact] },
      'refer abroad': { method: 'REFER', uri: at('8003'), from, headers: [contact, referTo] },
      'refer another’s call abroad': {
        method: 'REFER',
        uri: at('8004'),
        from,
        to: `<${at('8004')}>;tag=${remoteTag}`,
        headers: [contact, referTo],
        stolen,
      },
      'refer it with guessed tags': {
        method: 'REFER',
        uri: at('8004'),
        from,
        to: `<${at('8004')}>;tag=guess`,
        headers: [contact, referTo],
        stolen: { ...stolen, fromTag: 'guess' },
      },
      'watch a lamp': {
        method: 'SUBSCRIBE',
        uri: at('8004'),
        from,
        headers: [contact, 'Event: dialog', 'Expires: 60'],
      },
      'watch a box': {
        method: 'SUBSCRIBE',
        uri: at('8003'),
        from,
        headers: [contact, 'Event: message-summary', 'Expires: 60'],
      },
      text: { method: 'MESSAGE', uri: at('8004'), from, headers: ['Content-Type: text/plain'] },
    };
    const statuses: Record<string, string> = {};
    for (const [name, request] of Object.entries(requests)) statuses[name] = statusOf(await thief.ask(request));
    const heard = callee.heard.length;
    await eventually(async () => callee.heard.length > heard + 8_000, 'the call to go on');
    const goesOn = [caller, callee].every(({ told }) => !told.some((word) => word.startsWith('ended')));
    const invites = atTrunk.filter((line) => line.startsWith('INVITE')).length - invitesBefore;
    const isRefused = Object.values(statuses).every((status) => /^(4\d\d|silence)$/.test(status));
    await callee.hangUp();
    return {
      attack: 'unproven',
      holds: isRefused && goesOn && invites === 0 && callee.calls.length === 1,
      alertedAfterMs: null,
      detail: { ...statuses, goesOn, rang: callee.calls.length, invitesAtTrunk: invites },
    };
  } finally {
    thief.close();
    await Promise.all([caller, callee].map((phone) => phone.close()));
  }
}
