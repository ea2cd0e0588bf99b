/** Seven or more digits, with single spaces or dashes between them. */
const digitRun = /\d(?:[ -]?\d){6,}/g;

/**
 * Hides what identifies a person in any text: every run of seven or more digits keeps at most its first five digits and its last four
 * (`+86138****5678`), so that people who know the number recognise it and nobody else learns it.
 */
export function maskPhoneNumber(text: string): string {
  return text.replace(digitRun, (run) => {
    const digits = run.replace(/[ -]/g, '');
    return `${digits.slice(0, Math.min(5, Math.max(0, digits.length - 8)))}****${digits.slice(-4)}`;
  });
}
