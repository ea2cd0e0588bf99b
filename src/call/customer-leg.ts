import type { CallId } from '../contract/ids.ts';

/** The customer's leg of a placed call. */
export const customerLegOf = (callId: CallId): string => `${callId}/customer`;
