import { describe, expect, it } from 'vitest';
import { resolveSecret, trunkCredentials, type SecretSources } from './secret.ts';

const sources: SecretSources = {
  env: (name) => ({ TRUNK_PASSWORD: 'hunter2', EMPTY: '' })[name],
  readFile: async (path) => {
    if (path === '/run/secrets/trunk') return 'from-file\n';
    throw new Error('ENOENT');
  },
};

describe('resolveSecret', () => {
  it('reads the environment and files, without the line end of a file', async () => {
    expect(await resolveSecret('env:TRUNK_PASSWORD', sources)).toBe('hunter2');
    expect(await resolveSecret('file:/run/secrets/trunk', sources)).toBe('from-file');
  });

  it.each([
    ['env:GONE', 'set the environment variable GONE'],
    ['env:EMPTY', 'set the environment variable EMPTY'],
    ['file:/gone', 'write the secret into /gone'],
  ])('says what to do where %s is not there', async (reference, advice) => {
    await expect(resolveSecret(reference, sources)).rejects.toMatchObject({
      code: 'secret-missing',
      message: `the secret ${reference} is not there: ${advice}`,
    });
  });
});

describe('trunkCredentials', () => {
  it('gives none for a trunk known by its address alone', async () => {
    expect(await trunkCredentials({}, sources)).toBeNull();
    expect(await trunkCredentials({ username: 'u', password: 'env:TRUNK_PASSWORD' }, sources)).toEqual({
      username: 'u',
      password: 'hunter2',
    });
  });
});
