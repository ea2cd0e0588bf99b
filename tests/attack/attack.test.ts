import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAttackedProgram, type AttackedProgram } from '../../attack/attacked-program.ts';
import { guessKeys } from '../../attack/guess-keys.ts';
import { injectSound } from '../../attack/inject-sound.ts';
import { crackPassword, findExtensions, withoutSipvicious } from '../../attack/sipvicious.ts';
import { tollFraud } from '../../attack/toll-fraud.ts';
import { askUnproven } from '../../attack/unproven.ts';
import { describeWith } from '../peers/describe-with.ts';

const describeWithSipvicious = describeWith(withoutSipvicious);

let attacked: AttackedProgram;
beforeAll(async () => {
  attacked = await startAttackedProgram();
});
afterAll(() => attacked.close());

describe('a program under attack', () => {
  it('sends nothing to the trunk for whoever may not call outside', async () => {
    expect(await tollFraud(attacked)).toMatchObject({ holds: true, detail: { invitesAtTrunk: 0 } });
  });

  it('does nothing for whoever asks unproven, whatever he has heard of a call', async () => {
    expect(await askUnproven(attacked)).toMatchObject({ holds: true, detail: { goesOn: true, invitesAtTrunk: 0 } });
  });

  it('hears no more of an address that guesses API keys, and tells of it', async () => {
    expect(await guessKeys(attacked)).toMatchObject({ holds: true, detail: { rightKey: 200 } });
  });

  it('lets nobody else be heard in a call, and tells of who tries', async () => {
    expect(await injectSound(attacked)).toMatchObject({ holds: true, detail: { heardTenths: 0, recordedTenths: 0 } });
  });
});

describeWithSipvicious('a program under sipvicious', () => {
  it('shows svwar none of its extensions, and tells of the scan', async () => {
    expect(await findExtensions(attacked)).toMatchObject({ holds: true, detail: { found: 0 } });
  });

  it('bans svcrack before its 200th word', async () => {
    expect(await crackPassword(attacked)).toMatchObject({ holds: true, detail: { cracked: false } });
  });
});
