import type { OrderId, TenantId } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database } from '../storage/index.ts';
import { lockOrder, selectOrders, updateOrderState, type OrderFilter } from './order-store.ts';
import { mayBecome, type Order, type OrderState } from './order.ts';

/** Orders that fit, newest first; the next page begins `before` the last of this one. */
export function listOrders(
  database: Database,
  tenantId: TenantId,
  filter: OrderFilter,
  limit: number,
): Promise<Order[]> {
  return database.withTenant(tenantId, (db) => selectOrders(db, filter, limit));
}

/**
 * Takes an order on. Being there already is no error; a step the order cannot take is `order-state-refused`, an order
 * that is not there `order-not-found`.
 */
export async function moveOrder(
  database: Database,
  tenantId: TenantId,
  orderId: OrderId,
  to: OrderState,
  reason: string | null = null,
): Promise<void> {
  await database.withTenant(tenantId, async (db) => {
    const order = await lockOrder(db, orderId);
    if (!order) throw new CodedError('order-not-found', `there is no order ${orderId} of this tenant`, { orderId });
    if (order.state === to) return;
    if (!mayBecome(order.state, to))
      throw new CodedError('order-state-refused', `order ${order.number} is ${order.state} and cannot become ${to}`, {
        orderId,
        from: order.state,
        to,
      });
    await updateOrderState(db, orderId, to, reason);
  });
}
