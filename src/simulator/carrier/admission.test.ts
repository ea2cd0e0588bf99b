import { expect, it } from 'vitest';
import { admit, numberOf, simulatedNumberOf, type AdmissionFacts } from './admission.ts';

const fine: AdmissionFacts = {
  callee: '+99912345678',
  caller: '+861095000001',
  callerNumbers: ['+861095000001'],
  credentials: null,
  knownNumber: true,
  takenLastSecond: 0,
  callsPerSecond: null,
  codecInCommon: true,
};

it.each<[Partial<AdmissionFacts>, string]>([
  [{}, 'taken'],
  [{ credentials: 'absent' }, 'challenged'],
  [{ credentials: 'valid' }, 'taken'],
  [{ credentials: 'wrong' }, 'wrong-credentials'],
  [{ callsPerSecond: 5, takenLastSecond: 4 }, 'taken'],
  [{ callsPerSecond: 5, takenLastSecond: 5 }, 'over-rate'],
  [{ callee: '+8613800138000' }, 'not-simulated'],
  [{ caller: '+861095000002' }, 'unknown-caller'],
  [{ knownNumber: false }, 'unknown-number'],
  [{ codecInCommon: false }, 'no-common-codec'],
])('an INVITE with %o is %s', (different, admission) => {
  expect(admit({ ...fine, ...different })).toBe(admission);
});

it('reads the number of a URI and any way a trunk writes a simulated one', () => {
  expect(numberOf('sip:+99912345678@127.0.0.1:5060;user=phone')).toBe('+99912345678');
  expect(numberOf('tel:+861095000001')).toBe('+861095000001');
  expect(numberOf('mailto:x')).toBe('');
  expect(simulatedNumberOf('0099912345678')).toBe('+99912345678');
  expect(simulatedNumberOf('99912345678')).toBe('+99912345678');
  expect(simulatedNumberOf('+8613800138000')).toBe('+8613800138000');
});
