import type { CallTarget } from '../../contract/call-target.ts';
import { maskPhoneNumber } from '../../foundation/mask-phone-number.ts';

/** `queue sales`, `extension 1001`: a target as logs and explanations name it. */
export function callTargetText(target: CallTarget): string {
  switch (target.kind) {
    case 'extension':
      return `extension ${target.extension}`;
    case 'ring-group':
      return `ring group ${target.extensions.join(', ')}`;
    case 'ivr':
      return `ivr ${target.ivr}`;
    case 'queue':
      return `queue ${target.queue}`;
    case 'robot':
      return `robot ${target.script}`;
    case 'voicemail':
      return `voicemail ${target.box}`;
    case 'conference':
      return `conference ${target.room}`;
    case 'outside':
      return `outside ${maskPhoneNumber(target.number)}`;
    case 'reject':
      return `reject as ${target.as}`;
  }
}
