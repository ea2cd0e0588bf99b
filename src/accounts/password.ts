import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { CodedError } from '../foundation/errors.ts';
import type { Random } from '../foundation/random.ts';

/** What a hash costs (RFC 7914): memory is 128 × cost × blockSize bytes. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** 32 MB and some 80 ms of one core. */
export const usualCost: ScryptCost = { cost: 2 ** 15, blockSize: 8, parallelization: 1 };

export const shortestPassword = 10;
export const longestPassword = 200;

const saltBytes = 16;
const hashBytes = 32;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

async function hashWith(
  password: string,
  salt: Buffer,
  { cost, blockSize, parallelization }: ScryptCost,
): Promise<Buffer> {
  return derive(password.normalize('NFKC'), salt, hashBytes, {
    cost,
    blockSize,
    parallelization,
    maxmem: 256 * cost * blockSize,
  });
}

interface StoredHash {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function parse(stored: string): StoredHash {
  const [scheme, cost, blockSize, parallelization, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !cost || !blockSize || !parallelization || !salt || !hash)
    throw new CodedError(
      'password-hash-unknown',
      'a stored password hash has an unknown form: wanted scrypt$N$r$p$salt$hash',
    );
  return {
    cost: { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** `scrypt$N$r$p$salt$hash`: what it cost stands in it, so that it may cost more one day. */
export async function hashPassword(password: string, random: Random, cost: ScryptCost): Promise<string> {
  const salt = Buffer.from(random.hex(saltBytes), 'hex');
  const hash = await hashWith(password, salt, cost);
  const parts = [cost.cost, cost.blockSize, cost.parallelization, salt.toString('base64'), hash.toString('base64')];
  return ['scrypt', ...parts].join('$');
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const { cost, salt, hash } = parse(stored);
  return timingSafeEqual(await hashWith(password, salt, cost), hash);
}

/** Whether a hash was made at another price than today's, and should be made anew at the next sign-in. */
export function isOutdated(stored: string, cost: ScryptCost): boolean {
  const was = parse(stored).cost;
  return was.cost !== cost.cost || was.blockSize !== cost.blockSize || was.parallelization !== cost.parallelization;
}

/** Letters and digits that are not mistaken for one another when read from a terminal. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Four groups of four: 92 bits. */
export function newPassword(random: Random): string {
  const group = (): string => Array.from({ length: 4 }, () => alphabet[random.int(alphabet.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

export function passwordFault(password: string): 'password-too-short' | 'password-too-long' | null {
  if (password.length < shortestPassword) return 'password-too-short';
  return password.length > longestPassword ? 'password-too-long' : null;
}
