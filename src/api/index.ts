/**
 * The REST and WebSocket door: signs people in, checks what they send against the contract, asks the doors it was given,
 * and masks what it shows. It decides nothing about the business and knows no table.
 */
export type { ApiDoors, SignedIn } from './api-doors.ts';
export { openApi, type Api, type ApiOptions } from './open-api.ts';
