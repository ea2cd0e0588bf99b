import type { Entity } from '../../contract/script-document.ts';
import { spokenYuan } from './amount.ts';
import { spokenTime } from './time-phrase.ts';

/** A slot's value as the robot says it: 500000 → 50万元, an ISO time → 11月23日下午三点, a phone number in groups. */
export function spokenValue(entity: Entity | undefined, value: string, utcOffsetMinutes: number): string {
  if (entity === undefined) return value;
  switch (entity.type) {
    case 'amount':
      return Number.isFinite(Number(value)) ? spokenYuan(Number(value)) : value;
    case 'time': {
      const atMs = Date.parse(value);
      return Number.isNaN(atMs) ? value : spokenTime(atMs, utcOffsetMinutes);
    }
    case 'phone':
      return value.length === 11 ? `${value.slice(0, 3)}，${value.slice(3, 7)}，${value.slice(7)}` : value;
    case 'yes-no':
      return value === 'yes' ? '是' : '否';
    case 'choice':
    case 'number':
    case 'digits':
    case 'text':
      return value;
  }
}
