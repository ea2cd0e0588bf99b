import { isSimulatedNumber } from '../contract/number-format.ts';

/** Zones of a country's people by calling code. A country with several names them all: dialing must be open in each. */
const zonesByCallingCode: Readonly<Record<string, readonly string[]>> = {
  '1': [
    'America/St_Johns',
    'America/Halifax',
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
  '7': [
    'Europe/Kaliningrad',
    'Europe/Moscow',
    'Asia/Yekaterinburg',
    'Asia/Novosibirsk',
    'Asia/Vladivostok',
    'Asia/Kamchatka',
  ],
  '31': ['Europe/Amsterdam'],
  '33': ['Europe/Paris'],
  '34': ['Europe/Madrid', 'Atlantic/Canary'],
  '39': ['Europe/Rome'],
  '41': ['Europe/Zurich'],
  '44': ['Europe/London'],
  '49': ['Europe/Berlin'],
  '52': ['America/Tijuana', 'America/Mexico_City', 'America/Cancun'],
  '55': ['America/Rio_Branco', 'America/Manaus', 'America/Sao_Paulo', 'America/Noronha'],
  '60': ['Asia/Kuala_Lumpur'],
  '61': ['Australia/Perth', 'Australia/Adelaide', 'Australia/Sydney'],
  '62': ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'],
  '63': ['Asia/Manila'],
  '64': ['Pacific/Auckland'],
  '65': ['Asia/Singapore'],
  '66': ['Asia/Bangkok'],
  '81': ['Asia/Tokyo'],
  '82': ['Asia/Seoul'],
  '84': ['Asia/Ho_Chi_Minh'],
  '86': ['Asia/Shanghai'],
  '91': ['Asia/Kolkata'],
  '852': ['Asia/Hong_Kong'],
  '853': ['Asia/Macau'],
  '855': ['Asia/Phnom_Penh'],
  '856': ['Asia/Vientiane'],
  '886': ['Asia/Taipei'],
  '971': ['Asia/Dubai'],
};

/** Simulated people live where the sample scripts are spoken. */
const simulatedZone = 'Asia/Shanghai';

/** The zones a number's owner may be in; empty where the country is not known, and then nobody may be dialed. */
export function zonesOf(e164: string): readonly string[] {
  if (isSimulatedNumber(e164)) return [simulatedZone];
  for (const length of [3, 2, 1]) {
    const zones = zonesByCallingCode[e164.slice(1, 1 + length)];
    if (zones) return zones;
  }
  return [];
}
