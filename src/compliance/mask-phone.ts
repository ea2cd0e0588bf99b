const hidden = '****';

/**
 * A number as people may see it: `+8613812345678` becomes `138****5678`. At least four digits are always hidden,
 * so a short number shows less.
 */
export function maskPhone(number: string): string {
  const digits = number.replace(/^\+86/, '').replaceAll(/\D/g, '');
  if (digits.length < 8) return hidden + digits.slice(Math.max(4, digits.length - 2));
  return digits.slice(0, Math.min(3, digits.length - 8)) + hidden + digits.slice(-4);
}
