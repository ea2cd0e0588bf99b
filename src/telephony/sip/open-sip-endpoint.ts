import type { Clock } from '../../foundation/clock.ts';
import { silentLogger, type Logger } from '../../foundation/logger.ts';
import type { Random } from '../../foundation/random.ts';
import { DialogTable, type AgentContext } from './agent/agent-context.ts';
import { UserAgent } from './agent/user-agent.ts';
import { usualSessionTimer, type SessionTimerPolicy } from './dialog/session-timer.ts';
import type { InviteGuard, SipEndpoint } from './sip-endpoint.ts';
import { rfcTimers, type SipTimers } from './transaction/timers.ts';
import { TransactionLayer } from './transaction/transaction-layer.ts';
import type { OpenNetwork, SipNetwork } from './transport/network.ts';
import { socketNetwork, type SocketNetworkOptions } from './transport/socket-network.ts';

export interface SipAgentOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /** What User-Agent and Server say. */
  readonly userAgent: string;
  /** T1, T2 and T4 of RFC 3261; its own values where absent. */
  readonly timers?: SipTimers;
  /** How long a call may stand without a sign of life (RFC 4028): half an hour, and at least 90 s, where absent. */
  readonly sessionTimer?: SessionTimerPolicy;
  /** May refuse INVITEs of our own; all may leave where absent. */
  readonly inviteGuard?: InviteGuard;
}

export interface SipEndpointOptions extends SipAgentOptions, Omit<SocketNetworkOptions, 'clock' | 'random'> {}

/** Listens on sockets. Throws `sip-port-in-use` where the port is taken, `sip-bad-certificate` where that cannot be used. */
export function openSipEndpoint(options: SipEndpointOptions): Promise<SipEndpoint> {
  return openEndpointOn(socketNetwork(options), options);
}

/** The same on any network: sockets in production, memory in tests. */
export async function openEndpointOn(openNetwork: OpenNetwork, options: SipAgentOptions): Promise<SipEndpoint> {
  const { clock, random, userAgent, timers = rfcTimers, logger = silentLogger } = options;
  let network: SipNetwork | null = null;
  const opened = (): SipNetwork => {
    if (!network) throw new Error('the network is not open yet');
    return network;
  };
  const core: { agent: UserAgent | null } = { agent: null };
  const transactions = new TransactionLayer({
    clock,
    random,
    timers,
    logger,
    core: {
      request: (request, transaction, source) => core.agent?.request(request, transaction, source),
      ack: (request) => core.agent?.ack(request),
    },
  });
  const context: AgentContext = {
    clock,
    random,
    logger,
    timers,
    userAgent,
    sessionTimer: options.sessionTimer ?? usualSessionTimer,
    inviteGuard: options.inviteGuard ?? null,
    transactions,
    dialogs: new DialogTable(),
    get defaultTransport() {
      return opened().addresses[0]?.transport ?? 'udp';
    },
    localAddressFor: (peer) => opened().localAddressFor(peer),
  };
  core.agent = new UserAgent(context, opened);
  network = await openNetwork(core.agent);
  transactions.attach(network);
  return core.agent;
}
