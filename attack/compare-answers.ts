import { performance } from 'node:perf_hooks';
import type { AttackResult } from './attack-result.ts';
import type { AttackedProgram } from './attacked-program.ts';
import { proof, RawTelephone, statusOf } from './raw-telephone.ts';

/** Guesses of one address: one fewer than a ban needs. */
const guessesEach = 8;
const mostDifference = 0.1;

/** Whether a wrong user and a wrong password can be told apart by answer or time: medians of `guesses` each, one by one in turn. */
export async function compareAnswers({ server, alertOf }: AttackedProgram, guesses = 600): Promise<AttackResult> {
  const uri = `sip:${server.host}`;
  const tookMs: Record<string, number[]> = { '8001': [], '8999': [] };
  const answers = new Set<string>();
  let telephone: RawTelephone | null = null;
  for (let guess = 0; guess < guesses * 2; guess++) {
    if (guess % guessesEach === 0) {
      telephone?.close();
      const source = Math.floor(guess / guessesEach);
      telephone = await RawTelephone.open(`127.0.${1 + (source >> 7)}.${1 + (source & 127)}`, server);
    }
    if (!telephone) break;
    // In pairs, now this one first and now that, so that neither always follows the other.
    const user = (guess & 1) === ((guess >> 1) & 1) ? '8001' : '8999';
    const request = {
      method: 'REGISTER',
      uri,
      from: `<sip:${user}@${server.host}>`,
      to: `<sip:${user}@${server.host}>`,
    };
    const challenge = await telephone.ask(request);
    if (challenge === null) continue;
    const header = proof(challenge, 'REGISTER', uri, user, 'a wrong password');
    const askedAtMs = performance.now();
    const answer = await telephone.ask({ ...request, headers: [header] });
    tookMs[user]?.push(performance.now() - askedAtMs);
    answers.add(shapeOf(answer));
  }
  telephone?.close();
  const [wrongPassword, wrongUser] = [median(tookMs['8001'] ?? []), median(tookMs['8999'] ?? [])];
  const difference = Math.abs(wrongPassword - wrongUser) / Math.min(wrongPassword, wrongUser);
  const holds = difference <= mostDifference && answers.size === 1;
  const alertedAfterMs = await guessUntilBanned(server, alertOf);
  return {
    attack: 'answers',
    holds: holds && alertedAfterMs !== null,
    alertedAfterMs,
    detail: {
      guesses,
      wrongUserMs: rounded(wrongUser),
      wrongPasswordMs: rounded(wrongPassword),
      difference: rounded(difference),
      answersAlike: answers.size === 1,
    },
  };
}

/** Who goes on is noticed. */
async function guessUntilBanned(
  server: AttackedProgram['server'],
  alertOf: AttackedProgram['alertOf'],
): Promise<number | null> {
  const host = '127.0.0.4';
  const telephone = await RawTelephone.open(host, server);
  const uri = `sip:${server.host}`;
  const request = { method: 'REGISTER', uri, from: `<sip:8001@${server.host}>`, to: `<sip:8001@${server.host}>` };
  for (let guess = 0; guess < guessesEach * 2; guess++) {
    const challenge = await telephone.ask(request);
    if (challenge === null) break;
    await telephone.ask({ ...request, headers: [proof(challenge, 'REGISTER', uri, '8001', `guess ${guess}`)] });
  }
  telephone.close();
  return alertOf(['sip-source-banned'], host);
}

/** An answer without what differs from one request to the next, and without the name that was asked for. */
const shapeOf = (answer: string | null): string =>
  statusOf(answer) +
  (answer ?? '')
    .replaceAll(/nonce="[^"]*"|branch=[^;\r]*|tag=\w+|\b8\d{3}\b|(CSeq|Call-ID|Via):.*/gi, '')
    .replaceAll(/127\.0\.\d+\.\d+:\d+/g, '');

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}

const rounded = (value: number): number => Number(value.toFixed(3));
