/** Runs of 7 or more digits (phone, card and account numbers, spaces and dashes inside) and mainland id cards. */
const digitRuns = /\+?\d(?:[ -]?\d){6,}[Xx]?/g;
const exemptKey = /(Id|Ms|At|^time|^pid|^port)$/;

function maskRun(run: string): string {
  return run.length <= 7 ? '*'.repeat(run.length) : `${run.slice(0, 3)}****${run.slice(-2)}`;
}

/** `text` with every number that could be somebody's masked, the ends left for recognition. */
export function maskText(text: string): string {
  return text.replaceAll(digitRuns, maskRun);
}

/**
 * Log fields with numbers masked in every string, error and nested value, whatever the key, except ids and times
 * (`…Id`, `…Ms`, `…At`). Errors become plain objects: name, code, message, stack, cause.
 */
export function maskFields(value: unknown, key = '', depth = 0): unknown {
  if (typeof value === 'string') return exemptKey.test(key) ? value : maskText(value);
  if (typeof value === 'number')
    return exemptKey.test(key) || !Number.isInteger(value) || Math.abs(value) < 1_000_000
      ? value
      : maskText(String(value));
  if (value === null || typeof value !== 'object') return value;
  if (depth > 6) return '[deep]';
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = 'code' in value ? value.code : undefined;
    return maskFields({ name, code, message, stack, cause }, key, depth + 1);
  }
  if (value instanceof Map) return maskFields([...value], key, depth + 1);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => maskFields(item, key, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretKey.test(name) ? '[secret]' : maskFields(item, name, depth + 1),
    ]),
  );
}

const secretKey = /^(password|secret|token|authorization|cookie|apiKey|api_key|credentials)$/i;
