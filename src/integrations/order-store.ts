import { sql } from 'kysely';
import { callIdSchema, leadIdSchema, orderIdSchema, type CallId, type LeadId, type OrderId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { Order, OrderState } from './order.ts';

export interface NewOrder {
  readonly orderId: OrderId;
  readonly key: string;
  readonly callId: CallId;
  readonly leadId: LeadId | null;
  readonly product: string;
  readonly amount: string;
  readonly amountYuan: number | null;
  readonly details: Readonly<Record<string, string>>;
}

/** Which orders are wanted; what is left out does not matter. */
export interface OrderFilter {
  readonly callId?: CallId | undefined;
  readonly state?: OrderState | undefined;
  /** Older than this one of the page before. */
  readonly before?: Pick<Order, 'createdAtMs' | 'orderId'> | undefined;
}

/** Writes an order and returns the number it got. */
export async function insertOrder(db: TenantTransaction, order: NewOrder): Promise<string> {
  const { number } = await db
    .insertInto('orders')
    .values({
      id: order.orderId,
      key: order.key,
      call_id: order.callId,
      lead_id: order.leadId,
      product: order.product,
      amount: order.amount,
      amount_yuan: order.amountYuan === null ? null : String(order.amountYuan),
      details: JSON.stringify(order.details),
      // Milliseconds, so that a page can begin after an order.
      created_at: sql`date_trunc('milliseconds', now())`,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

/** The order, locked until the transaction ends. */
export async function lockOrder(db: TenantTransaction, orderId: OrderId): Promise<Order | null> {
  const row = await db.selectFrom('orders').selectAll().where('id', '=', orderId).forUpdate().executeTakeFirst();
  return row ? orderFrom(row) : null;
}

export async function updateOrderState(
  db: TenantTransaction,
  orderId: OrderId,
  state: OrderState,
  reason: string | null,
): Promise<void> {
  await db
    .updateTable('orders')
    .set({ state, state_reason: reason, changed_at: sql`now()` })
    .where('id', '=', orderId)
    .execute();
}

/** Orders that fit, newest first. */
export async function selectOrders(db: TenantTransaction, filter: OrderFilter, limit: number): Promise<Order[]> {
  let query = db.selectFrom('orders').selectAll();
  if (filter.callId !== undefined) query = query.where('call_id', '=', filter.callId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.before) {
    const { createdAtMs, orderId } = filter.before;
    query = query.where(sql<boolean>`(created_at, id) < (${new Date(createdAtMs)}::timestamptz, ${orderId}::uuid)`);
  }
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(orderFrom);
}

function orderFrom(row: {
  readonly id: string;
  readonly number: string;
  readonly call_id: string;
  readonly lead_id: string | null;
  readonly product: string;
  readonly amount: string;
  readonly amount_yuan: string | null;
  readonly details: Record<string, string>;
  readonly state: string;
  readonly state_reason: string | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}): Order {
  return {
    orderId: orderIdSchema.parse(row.id),
    number: row.number,
    callId: callIdSchema.parse(row.call_id),
    leadId: leadIdSchema.nullable().parse(row.lead_id),
    product: row.product,
    amount: row.amount,
    amountYuan: row.amount_yuan === null ? null : Number(row.amount_yuan),
    details: row.details,
    state: row.state as OrderState,
    stateReason: row.state_reason,
    createdAtMs: row.created_at.getTime(),
    changedAtMs: row.changed_at.getTime(),
  };
}
