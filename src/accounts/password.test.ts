import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom, systemRandom } from '../foundation/random.ts';
import { hashPassword, isOutdated, isPassword, newPassword, passwordFault, usualCost } from './password.ts';

const cheap = { cost: 2 ** 4, blockSize: 8, parallelization: 1 };

test('a password is known by its hash, and no other password is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), async (password, other) => {
      const hash = await hashPassword(password, systemRandom, cheap);
      expect(await isPassword(password, hash)).toBe(true);
      expect(await isPassword(other, hash)).toBe(other.normalize('NFKC') === password.normalize('NFKC'));
    }),
    { numRuns: 30 },
  );
});

test('the same password has another hash each time, and what it cost stands in it', async () => {
  const [one, other] = [
    await hashPassword('spring-2026', systemRandom, cheap),
    await hashPassword('spring-2026', systemRandom, cheap),
  ];
  expect(one).not.toBe(other);
  expect(one).toMatch(/^scrypt\$16\$8\$1\$[^$]+\$[^$]+$/);
  expect(isOutdated(one, cheap)).toBe(false);
  expect(isOutdated(one, usualCost)).toBe(true);
});

test('a password of the usual cost fits into the memory it is given', async () => {
  expect(await isPassword('spring-2026', await hashPassword('spring-2026', systemRandom, usualCost))).toBe(true);
});

test('a hash of an unknown form is refused in words', async () => {
  await expect(isPassword('x', 'md5$abc')).rejects.toMatchObject({ code: 'password-hash-unknown' });
});

test('made-up passwords are long enough, readable, and not alike', () => {
  const random = seededRandom(1);
  const passwords = Array.from({ length: 200 }, () => newPassword(random));
  expect(new Set(passwords).size).toBe(200);
  for (const password of passwords) {
    expect(password).toMatch(/^([a-km-zA-HJ-NP-Z2-9]{4}-){3}[a-km-zA-HJ-NP-Z2-9]{4}$/);
    expect(passwordFault(password)).toBeNull();
  }
});

test('passwords may be neither too short nor too long', () => {
  expect(passwordFault('123456789')).toBe('password-too-short');
  expect(passwordFault('x'.repeat(201))).toBe('password-too-long');
});
