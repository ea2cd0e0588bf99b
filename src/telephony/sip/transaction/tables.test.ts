import { describe, expect, it } from 'vitest';
import { rowsOf } from '../testing/table-rows.ts';
import { inviteClientTable } from './invite-client-table.ts';
import { inviteServerTable } from './invite-server-table.ts';
import { nonInviteClientTable } from './non-invite-client-table.ts';
import { nonInviteServerTable } from './non-invite-server-table.ts';
import { timerMs, timerNames } from './timers.ts';

describe('the table of', () => {
  it('INVITE client transactions is RFC 3261 figure 5 with RFC 6026', () => {
    expect(rowsOf(inviteClientTable)).toEqual([
      'accepted 2xx → accepted: pass',
      'accepted timer-M → terminated:',
      'calling 1xx → proceeding: stop-A stop-B pass',
      'calling 2xx → accepted: stop-A stop-B forget start-M pass',
      'calling 3xx-6xx → completed: stop-A stop-B acknowledge send start-D pass',
      'calling timer-A → calling: send start-A',
      'calling timer-B → terminated: report-timeout',
      'calling transport-error → terminated: report-transport-error',
      'completed 3xx-6xx → completed: send',
      'completed timer-D → terminated:',
      'completed transport-error → terminated:',
      'initial begin → calling: send start-A start-B',
      'proceeding 1xx → proceeding: pass',
      'proceeding 2xx → accepted: forget start-M pass',
      'proceeding 3xx-6xx → completed: acknowledge send start-D pass',
    ]);
  });

  it('other client transactions is RFC 3261 figure 6', () => {
    expect(rowsOf(nonInviteClientTable)).toEqual([
      'completed timer-K → terminated:',
      'initial begin → trying: send start-E start-F',
      'proceeding 1xx → proceeding: pass',
      'proceeding 2xx → completed: stop-E stop-F forget start-K pass',
      'proceeding 3xx-6xx → completed: stop-E stop-F forget start-K pass',
      'proceeding timer-E → proceeding: send start-E',
      'proceeding timer-F → terminated: report-timeout',
      'proceeding transport-error → terminated: report-transport-error',
      'trying 1xx → proceeding: slow-resends pass',
      'trying 2xx → completed: stop-E stop-F forget start-K pass',
      'trying 3xx-6xx → completed: stop-E stop-F forget start-K pass',
      'trying timer-E → trying: send start-E',
      'trying timer-F → terminated: report-timeout',
      'trying transport-error → terminated: report-transport-error',
    ]);
  });

  it('INVITE server transactions is RFC 3261 figure 7 with RFC 6026', () => {
    expect(rowsOf(inviteServerTable)).toEqual([
      'accepted ack → accepted: pass-ack',
      'accepted timer-L → terminated:',
      'accepted transport-error → accepted: report-transport-error',
      'accepted tu-2xx → accepted: send forget',
      'completed ack → confirmed: stop-G stop-H forget start-I',
      'completed resend → completed: send',
      'completed timer-G → completed: send start-G',
      'completed timer-H → terminated: report-no-ack',
      'completed transport-error → completed: report-transport-error',
      'confirmed timer-I → terminated:',
      'initial begin → proceeding: start-try pass',
      'proceeding resend → proceeding: send',
      'proceeding timer-try → proceeding: send-trying',
      'proceeding transport-error → proceeding: report-transport-error',
      'proceeding tu-1xx → proceeding: stop-try send',
      'proceeding tu-2xx → accepted: stop-try send forget start-L',
      'proceeding tu-3xx-6xx → completed: stop-try send start-G start-H',
    ]);
  });

  it('other server transactions is RFC 3261 figure 8', () => {
    expect(rowsOf(nonInviteServerTable)).toEqual([
      'completed resend → completed: send',
      'completed timer-J → terminated:',
      'completed transport-error → completed: report-transport-error',
      'initial begin → trying: pass',
      'proceeding resend → proceeding: send',
      'proceeding transport-error → proceeding: report-transport-error',
      'proceeding tu-1xx → proceeding: send',
      'proceeding tu-2xx → completed: send start-J',
      'proceeding tu-3xx-6xx → completed: send start-J',
      'trying tu-1xx → proceeding: send',
      'trying tu-2xx → completed: send start-J',
      'trying tu-3xx-6xx → completed: send start-J',
    ]);
  });
});

describe('timerMs()', () => {
  const base = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000 };
  const all = (reliable: boolean): string =>
    timerNames.map((name) => `${name} ${timerMs(name, 0, reliable, base)}`).join(', ');

  it('is RFC 3261 table 4 on UDP', () => {
    expect(all(false)).toBe(
      'A 500, B 32000, D 32000, E 500, F 32000, G 500, H 32000, I 5000, J 32000, K 5000, L 32000, M 32000, try 200',
    );
  });

  it('resends nothing and lets nothing linger on TCP, but waits for forks', () => {
    expect(all(true)).toBe(
      'A null, B 32000, D 0, E null, F 32000, G null, H 32000, I 0, J 0, K 0, L 32000, M 32000, try 200',
    );
  });

  it('doubles from resend to resend: A without end, E and G up to T2', () => {
    const intervals = (timer: 'A' | 'E' | 'G'): (number | null)[] =>
      [0, 1, 2, 3, 4, 5].map((resends) => timerMs(timer, resends, false, base));
    expect(intervals('A')).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(intervals('E')).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000]);
    expect(intervals('G')).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  });
});
