/**
 * What a call may do in the outside world while it runs (orders, profiles, short messages), each once however often it
 * is asked for, and what becomes of it afterwards. It takes no part in the conversation and decides nothing in it.
 */
export { callFunction, type CallFunctionPorts, type FunctionRequest } from './call-function.ts';
export { fileSmsProvider } from './file-sms-provider.ts';
export type { OrderFilter } from './order-store.ts';
export { mayBecome, readAmountYuan, type Order, type OrderState } from './order.ts';
export { listOrders, moveOrder } from './orders.ts';
export type { CallPerson } from './script-function.ts';
export { sendSmsWhenQueued, type SmsProvider } from './send-sms-when-queued.ts';
export {
  selectSmsOfCall,
  selectTemplates as selectSmsTemplates,
  upsertTemplates as replaceSmsTemplates,
  type SmsMessage,
} from './sms-store.ts';
