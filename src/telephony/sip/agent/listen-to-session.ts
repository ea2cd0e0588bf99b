import type { IncomingCallListener } from '../sip-endpoint.ts';
import type { SessionListener } from './dialog-work.ts';

type Heard = Pick<IncomingCallListener, 'reoffered' | 'reanswered' | 'info' | 'pressed' | 'referred'>;

/** Hands what happens inside a dialog to whoever listens to the call, as far as that one wants to hear it. */
export function listenToSession(
  listener: () => Heard | null,
): Required<Pick<SessionListener, 'reoffered' | 'reanswered' | 'info' | 'pressed' | 'referred'>> {
  return {
    reoffered: (offer) => listener()?.reoffered(offer) ?? { refuse: 488 },
    reanswered: (answer) => listener()?.reanswered?.(answer),
    info: (body) => listener()?.info(body),
    pressed(press) {
      const heard = listener();
      heard?.pressed?.(press);
      return heard?.pressed !== undefined;
    },
    referred(referral) {
      const heard = listener();
      heard?.referred?.(referral);
      return heard?.referred !== undefined;
    },
  };
}
