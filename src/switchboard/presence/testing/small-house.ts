import { tenantIdSchema } from '../../../contract/ids.ts';
import { linesDocumentSchema } from '../../../contract/lines-document.ts';
import type { SipAccount } from '../../../telephony/index.ts';
import type { House } from '../../calls/stage.ts';

const house = (domain: string, id: string, names: readonly string[]): House => ({
  tenantId: tenantIdSchema.parse(`00000000-0000-4000-8000-0000000000${id}`),
  domain,
  lines: linesDocumentSchema.parse({ extensions: names.map((name) => ({ name, password: 'env:P' })) }),
});

/** Two houses: 8001 to 8003 at `house`, which `10.0.0.1` stands for as well, and 9001 at `other`. */
export const houses = [house('house', 'a1', ['8001', '8002', '8003']), house('other', 'b2', ['9001'])] as const;
export const houseOf = (domain: string): House | null => houses.find((one) => one.domain === domain) ?? null;
export const domainOf = (host: string): string | null =>
  host === '10.0.0.1' || host === 'fd00::1' ? 'house' : (houseOf(host)?.domain ?? null);

/** A registrar that believes every From, and knows nobody called `stranger`. */
export const believing = {
  identify: ({ from }: { readonly from: string }): Promise<SipAccount | { readonly status: number }> => {
    const [, user = '', domain = ''] = /sip:([^@]+)@([^>;]+)/.exec(from) ?? [];
    return Promise.resolve(user === 'stranger' ? { status: 401 } : { user, domain, password: '' });
  },
};
