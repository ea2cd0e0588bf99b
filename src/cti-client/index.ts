/**
 * The typed client of the CTI interface, for programs of others (`import { connectCti } from 'waihu/cti'`): small, for Node and
 * browsers, with types of the contract and nothing else of ours. It never decides anything about a call.
 */
export { connectCti, type Cti, type CtiListened, type CtiOptions, type Done, type PartyOf } from './connect-cti.ts';
export { CtiError } from './cti-error.ts';
export type { WebSocketLike } from './live-link.ts';
export type { Timers } from './timers.ts';
