import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPressBody, keyPressOf } from './key-press.ts';

describe('a key told by INFO', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', { key: '5', durationMs: 160 }],
    ['application/dtmf-relay', 'Signal= *\nDuration= 250', { key: '*', durationMs: 250 }],
    ['Application/DTMF-Relay; charset=utf-8', 'duration=40\r\nsignal=d', { key: 'D', durationMs: 40 }],
    ['application/dtmf-relay', 'Signal=11', { key: '#', durationMs: null }],
    ['application/dtmf-relay', 'Signal=hf', { key: '!', durationMs: null }],
    ['application/dtmf-relay', 'Signal=1\r\nSignal=2', { key: '1', durationMs: null }],
    ['application/dtmf-relay', 'Signal=1\r\nDuration=999999', { key: '1', durationMs: 60_000 }],
    ['application/dtmf', '7', { key: '7', durationMs: null }],
    ['application/dtmf', ' 10\r\n', { key: '*', durationMs: null }],
    ['application/dtmf', 'Signal=9\r\nDuration=100', { key: '9', durationMs: 100 }],
    ['application/dtmf', '12345', null],
    ['application/dtmf-relay', 'Signal=55', null],
    ['application/dtmf-relay', '', null],
    ['text/plain', '5', null],
  ])('%s %j', (contentType, content, press) => {
    expect(keyPressOf({ contentType, content })).toEqual(press);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Array.from('0123456789*#ABCD!')),
        fc.integer({ min: 1, max: 60_000 }),
        (key, durationMs) => {
          expect(keyPressOf(keyPressBody({ key, durationMs }))).toEqual({ key, durationMs });
        },
      ),
    );
  });
});
