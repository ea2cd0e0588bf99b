/**
 * Whether one address of a trunk is there, by its answers to OPTIONS. Any answer but 408 and 503 is one.
 *
 *   up ──two in a row unanswered──▶ down ──answered──▶ half-open ──answered again──▶ up
 *                                    ▲────unanswered───────┘
 */
export interface TrunkHealth {
  readonly is: 'up' | 'down' | 'half-open';
  /** In a row. */
  readonly unanswered: number;
}

export const healthUnknown: TrunkHealth = { is: 'up', unanswered: 0 };

const mostUnanswered = 2;

/** Health after one more probe; `status` as `SipEndpoint.options` tells it. */
export function afterProbe({ is, unanswered }: TrunkHealth, status: number): TrunkHealth {
  if (status !== 408 && status !== 503) return { is: is === 'down' ? 'half-open' : 'up', unanswered: 0 };
  const missed = unanswered + 1;
  return { is: is !== 'up' || missed >= mostUnanswered ? 'down' : 'up', unanswered: missed };
}

/** Those that are up first, then those that may be; the rest only because something must be tried. Their order stays. */
export function byHealth<T>(addresses: readonly T[], healthOf: (address: T) => TrunkHealth['is']): T[] {
  const rank = { up: 0, 'half-open': 1, down: 2 };
  return addresses.toSorted((one, other) => rank[healthOf(one)] - rank[healthOf(other)]);
}
