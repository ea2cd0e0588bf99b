import { describe, expect, it } from 'vitest';
import { rowsOf } from '../testing/table-rows.ts';
import { incomingCallTable } from './incoming-call-table.ts';
import { outgoingCallTable } from './outgoing-call-table.ts';

describe('the table of', () => {
  it('outgoing calls', () => {
    expect(rowsOf(outgoingCallTable)).toEqual([
      'authorizing authorized → calling: invite-again',
      'authorizing cancel → over: report-failure',
      'authorizing not-authorized → over: report-failure',
      'calling 1xx → proceeding: report-progress',
      'calling 2xx → answered: establish',
      'calling cancel → cancel-wanted:',
      'calling challenge → authorizing: authorize',
      'calling no-answer → over: report-failure',
      'calling refusal → over: report-failure',
      'calling too-brief → calling: invite-again',
      'cancel-wanted 1xx → cancelling: send-cancel',
      'cancel-wanted 2xx → over: end-late-answer',
      'cancel-wanted challenge → over: report-failure',
      'cancel-wanted no-answer → over: report-failure',
      'cancel-wanted refusal → over: report-failure',
      'cancel-wanted too-brief → over: report-failure',
      'cancelling 2xx → over: end-late-answer',
      'cancelling cancel-timeout → over: abandon report-failure',
      'cancelling challenge → over: report-failure',
      'cancelling no-answer → over: report-failure',
      'cancelling refusal → over: report-failure',
      'cancelling too-brief → over: report-failure',
      'proceeding 1xx → proceeding: report-progress',
      'proceeding 2xx → answered: establish',
      'proceeding cancel → cancelling: send-cancel',
      'proceeding challenge → authorizing: authorize',
      'proceeding no-answer → over: report-failure',
      'proceeding refusal → over: report-failure',
      'proceeding too-brief → calling: invite-again',
    ]);
  });

  it('incoming calls', () => {
    expect(rowsOf(incomingCallTable)).toEqual([
      'accepted ack → confirmed:',
      'accepted ended → over:',
      'accepting cancel → over: answer-487 report-cancelled',
      'accepting reject → over: send-rejection',
      'accepting reliable-confirmed → accepted: send-acceptance',
      'accepting reliable-lost → over: refuse-unconfirmed report-lost',
      'confirmed ended → over:',
      'offered accept → accepted: send-acceptance',
      'offered accept-later → accepting:',
      'offered cancel → over: answer-487 report-cancelled',
      'offered progress → offered: send-progress',
      'offered reject → over: send-rejection',
      'offered reliable-lost → over: refuse-unconfirmed report-lost',
    ]);
  });
});
