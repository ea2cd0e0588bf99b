import { callOrderSchema, type CallOrder } from '../../contract/call-order.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';

/** Leave to call a customer at an address and to talk by `script`; real-time text is offered. */
export function robotOrder(script: ScriptDocument): CallOrder {
  return callOrderSchema.parse({
    callId: 'n1-01890000-0000-7000-8000-000000000001',
    tenantId: '01890000-0000-7000-8000-000000000002',
    attemptId: null,
    campaignId: null,
    leadId: null,
    destination: { kind: 'address', address: 'sip:customer@10.0.0.2', caller: '95500', realTimeText: true },
    script,
    scriptVersion: 1,
  });
}
