import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantIdSchema } from '../../contract/ids.ts';
import { linesDocumentSchema } from '../../contract/lines-document.ts';
import { dialPlan, outsideNumber, type Dialing } from './dial-plan.ts';
import { dialedUser } from './dialed-user.ts';

const house = {
  tenantId: tenantIdSchema.parse('00000000-0000-4000-8000-0000000000a1'),
  domain: 'house',
  lines: linesDocumentSchema.parse({
    trunks: [{ name: 'office', proxy: '192.0.2.1', callerNumbers: ['+861088886666'] }],
    extensions: [
      { name: '8001', password: 'env:P', outside: {} },
      { name: '8002', password: 'env:P' },
    ],
    conferences: [{ name: 'standup' }],
    routes: [
      { name: 'room', dialed: ['8800'], to: { kind: 'conference', room: 'standup' } },
      { name: 'front', from: ['office'], dialed: ['+861088886666'], to: { kind: 'extension', extension: '8002' } },
    ],
  }),
};

const from8001: Dialing = { extension: '8001', trunk: null, caller: '8001', dialed: '', nowMs: 0 };
const from8002: Dialing = { ...from8001, extension: '8002', caller: '8002' };
const fromOutside: Dialing = { extension: null, trunk: 'office', caller: '+8613800138000', dialed: '', nowMs: 0 };
const leads = (dialing: Dialing, dialed: string): unknown => {
  const plan = dialPlan(house, { ...dialing, dialed });
  return 'refuse' in plan ? plan.refuse : plan.to;
};

describe('what a telephone of the house dials', () => {
  it.each([
    ['8002', { kind: 'extension', extension: '8002' }],
    ['8800', { kind: 'conference', room: 'standup' }],
    ['*97', { kind: 'own-voicemail', box: '8001' }],
    ['*8', { kind: 'pick-up', extension: null }],
    ['*88002', { kind: 'pick-up', extension: '8002' }],
    ['*70', { kind: 'park', place: '8001' }],
    ['*7012', { kind: 'park', place: '12' }],
    ['*7112', { kind: 'unpark', place: '12' }],
    ['*728002', { kind: 'wish', wish: { kind: 'forward', to: '8002' } }],
    ['*72', { kind: 'wish', wish: { kind: 'forward', to: null } }],
    ['*78', { kind: 'wish', wish: { kind: 'do-not-disturb' } }],
    ['*45', { kind: 'agent', state: 'ready' }],
    ['*46', { kind: 'agent', state: 'offline' }],
    ['*47', { kind: 'agent', state: 'paused' }],
    ['*518002', { kind: 'monitor', extension: '8002', mode: 'listen' }],
    ['*528002', { kind: 'monitor', extension: '8002', mode: 'whisper' }],
    ['*538002', { kind: 'monitor', extension: '8002', mode: 'barge' }],
    ['*548002', { kind: 'monitor', extension: '8002', mode: 'take-over' }],
    ['13800138000', { kind: 'outside', number: '+8613800138000' }],
    ['013800138000', { kind: 'outside', number: '+8613800138000' }],
    ['01088886666', { kind: 'outside', number: '+861088886666' }],
    ['+442071234567', { kind: 'outside', number: '+442071234567' }],
    ['00442071234567', { kind: 'outside', number: '+442071234567' }],
    ['95588', { kind: 'outside', number: '+8695588' }],
    ['8999', 404],
    ['*51', 404],
    ['*97123', 404],
    ['*99', 404],
    ['', 404],
  ])('%s', (dialed, wanted) => {
    expect(leads(from8001, dialed)).toEqual(wanted);
  });

  it('reaches emergency numbers without any right to call outside, and nothing else there', () => {
    expect(leads(from8002, '110')).toMatchObject({ kind: 'outside' });
    expect(leads(from8002, '13800138000')).toBe(404);
  });
});

describe('a call from outside', () => {
  it('gets no further than the document leads: no extension, no feature, no number outside', () => {
    expect(leads(fromOutside, '+861088886666')).toEqual({ kind: 'extension', extension: '8002' });
    fc.assert(
      fc.property(fc.stringMatching(/^[+*#0-9]{0,16}$/), (dialed) => {
        fc.pre(dialed !== '+861088886666' && dialed !== '8800');
        expect(leads(fromOutside, dialed)).toBe(404);
      }),
    );
    for (const dialed of ['8002', '*97', '*518002', '110', '13800138000']) expect(leads(fromOutside, dialed)).toBe(404);
  });
});

describe('a number outside', () => {
  it('is E.164 however it was dialed, or none at all', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+*#0-9]{0,20}$/), (dialed) => {
        expect(outsideNumber(dialed) ?? '+86').toMatch(/^\+[1-9]\d{1,14}$/);
      }),
    );
  });
});

describe('the user of a request URI', () => {
  it('is decoded, and null where there is none', () => {
    expect(dialedUser('sip:*70@house')).toBe('*70');
    expect(dialedUser('sips:%2A8@house;transport=tls')).toBe('*8');
    expect(dialedUser('sip:house')).toBeNull();
    expect(dialedUser('tel:+8610')).toBeNull();
    expect(dialedUser('sip:%zz@house')).toBeNull();
  });
});
