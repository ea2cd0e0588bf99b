import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { behaviours } from '../customer/catalogue.ts';
import { CallBook } from './call-book.ts';
import { withOneLie } from './lie.ts';
import { noLogFile, openLogFile } from './log-file.ts';

it('every line is in the file when it is written, and stays there for the next run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const file = openLogFile(join(folder, 'carrier'));
  file.write({ event: 'invite' });
  const read = () => readFileSync(join(folder, 'carrier', 'carrier.jsonl'), 'utf8');
  expect(read()).toBe('{"event":"invite"}\n');
  file.close();
  const again = openLogFile(join(folder, 'carrier'));
  again.write({ event: 'bye' });
  again.close();
  expect(read()).toBe('{"event":"invite"}\n{"event":"bye"}\n');
  rmSync(folder, { recursive: true });
  noLogFile.write({});
  noLogFile.close();
});

it('lies about one finished conversation, and about nothing else', () => {
  const clock = new FakeClock();
  const finished = (said: boolean) => {
    const behaviour = behaviours.get('refuses')!;
    const options = {
      sipCallId: 'a',
      callee: '+99912345678',
      caller: '+861095000001',
      admission: 'taken',
      attempt: 1,
    } as const;
    const book = new CallBook(
      { ...options, behaviour, arrival: { kind: 'answers', ringMs: 0 }, ownToneHz: 1_720 },
      clock,
      noLogFile,
    );
    book.answered();
    if (said) {
      book.beganSaying('不用');
      book.spoke({ voiced: true, lastVoiced: true, text: '不用' });
    }
    book.ended('robot');
    book.ended('customer');
    return book.log(() => null);
  };
  const truthful = [finished(false), finished(true), finished(true)];
  const told = withOneLie(truthful);
  expect(told[0]).toBe(truthful[0]);
  expect(told[1]?.truth).toMatchObject({ hungUpBy: 'customer', keysPressed: '9999' });
  expect(truthful[1]?.truth.hungUpBy).toBe('robot');
  expect(told[2]).toBe(truthful[2]);
  expect(withOneLie([])).toEqual([]);
});
