import type { CallId, LeadId, OrderId } from '../contract/ids.ts';

/**
 * How an order goes on after the call.
 *
 *   draft ──► confirmed ──► issued
 *     │           │
 *     └─────┬─────┘
 *           └──► failed | cancelled
 */
export type OrderState = 'draft' | 'confirmed' | 'issued' | 'failed' | 'cancelled';

/** What a customer bought on the telephone. */
export interface Order {
  readonly orderId: OrderId;
  /** What people call it by: digits. */
  readonly number: string;
  readonly callId: CallId;
  /** Whose telephone is insured or served. */
  readonly leadId: LeadId | null;
  readonly product: string;
  /** As the customer said it. */
  readonly amount: string;
  /** The amount as a sum, where it is one. */
  readonly amountYuan: number | null;
  /** What else the script gave. */
  readonly details: Readonly<Record<string, string>>;
  readonly state: OrderState;
  readonly stateReason: string | null;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

const nextStates: Readonly<Record<OrderState, readonly OrderState[]>> = {
  draft: ['confirmed', 'failed', 'cancelled'],
  confirmed: ['issued', 'failed', 'cancelled'],
  issued: [],
  failed: [],
  cancelled: [],
};

/** Whether an order in `from` may become `to`. */
export function mayBecome(from: OrderState, to: OrderState): boolean {
  return nextStates[from].includes(to);
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  千: 1_000,
  万: 10_000,
  百万: 1_000_000,
  千万: 10_000_000,
  亿: 100_000_000,
};

/** Yuan in "500000", "50万", "50万元" or "1,200.50 元"; null for anything else. */
export function readAmountYuan(amount: string): number | null {
  const text = amount.normalize('NFKC').replace(/[\s,]/g, '');
  const [, digits = '', unit = ''] =
    /^[¥￥]?(\d{1,12}(?:\.\d{1,4})?)(千|万|百万|千万|亿)?(?:元|块|块钱|人民币)?$/.exec(text) ?? [];
  if (digits === '') return null;
  const yuan = Math.round(Number(digits) * (units[unit] ?? 1) * 100) / 100;
  return yuan < 1e12 ? yuan : null;
}
