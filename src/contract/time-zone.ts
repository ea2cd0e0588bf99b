import { z } from 'zod';

/** An IANA name. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, { message: "a time zone is an IANA name such as 'Asia/Shanghai'" });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
