import type { NumberFormat, Trunk } from './lines-document.ts';

/** `+` and 5 to 15 digits, the first not 0 (ITU-T E.164). Simulated numbers have this shape too. */
export const e164Pattern = /^\+[1-9]\d{4,14}$/;

const simulatedPattern = /^\+999\d{4,12}$/;
const mainlandMobile = /^1[3-9]\d{9}$/;
/** 400, 800, 95xxx, 10086 and their like are dialed as they stand, without a long-distance 0. */
const mainlandService = /^([48]00\d{7}|\d{3,8})$/;

/** `+999…` belongs to no country: the numbers of the simulated carrier. Asked before any library judges a number. */
export function isSimulatedNumber(e164: string): boolean {
  return simulatedPattern.test(e164);
}

const emergencyPattern = /^(?:\+86)?(?:110|112|119|120|122)$/;

/**
 * 110 police, 119 fire, 120 ambulance, 122 traffic police, 112 from mobiles: as dialed, or after +86. People may always call
 * them, machines never.
 */
export function isEmergencyNumber(number: string): boolean {
  return emergencyPattern.test(number);
}

export type NumberingRefusal = 'not-e164' | 'simulated-number-on-real-trunk' | 'real-number-on-simulated-trunk';

/** Why this trunk must not dial this number whatever the gate says, or null. */
export function numberingRefusal(trunk: Pick<Trunk, 'simulated'>, callee: string): NumberingRefusal | null {
  if (!e164Pattern.test(callee)) return 'not-e164';
  const simulated = isSimulatedNumber(callee);
  if (simulated && !trunk.simulated) return 'simulated-number-on-real-trunk';
  if (!simulated && trunk.simulated) return 'real-number-on-simulated-trunk';
  return null;
}

/**
 * The callee as this trunk wants it written. `calleeArea` is the area code of a mobile's home (`021`), where known:
 * `mobile-zero` puts the 0 before every mobile that is not known to be at the trunk's home.
 */
export function writeCallee(
  trunk: Pick<Trunk, 'calleeFormat'>,
  e164: string,
  calleeArea: string | null = null,
): string {
  return writeNumber(trunk.calleeFormat, e164, calleeArea);
}

/** The caller number as this trunk wants it written. A mobile of our own is at home and takes no 0. */
export function writeCaller(trunk: Pick<Trunk, 'callerFormat'>, e164: string): string {
  const format = trunk.callerFormat;
  return writeNumber(format.style === 'mobile-zero' ? { ...format, style: 'national' } : format, e164, null);
}

/** Emergency numbers are written as people dial them, whatever the style. Else style, then strip, then prefix. A `+` stands only before an untouched E.164 number: a prefixed or stripped one has digits alone. */
function writeNumber(format: NumberFormat, e164: string, area: string | null): string {
  if (isEmergencyNumber(e164)) return format.prefix + e164.slice(-3);
  const styled = inStyle(format, e164, area);
  if (format.strip === 0 && format.prefix === '') return styled;
  return format.prefix + styled.replace('+', '').slice(format.strip);
}

function inStyle(format: NumberFormat, e164: string, area: string | null): string {
  const digits = e164.slice(1);
  switch (format.style) {
    case 'e164':
      return e164;
    case 'country':
      return digits;
    case 'national':
      return nationally(e164);
    case 'mobile-zero': {
      const national = nationally(e164);
      const atHome = area !== null && area === format.homeArea;
      return mainlandMobile.test(national) && !atHome ? `0${national}` : national;
    }
  }
}

/** As dialed inside mainland China: mobiles bare, landlines 0 + area, abroad 00 + country; simulated numbers are only digits. */
function nationally(e164: string): string {
  if (isSimulatedNumber(e164)) return e164.slice(1);
  if (!e164.startsWith('+86')) return `00${e164.slice(1)}`;
  const rest = e164.slice(3);
  return mainlandMobile.test(rest) || mainlandService.test(rest) ? rest : `0${rest}`;
}
