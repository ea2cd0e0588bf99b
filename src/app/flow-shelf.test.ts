import { expect, it } from 'vitest';
import type { TenantId } from '../contract/ids.ts';
import { linesDocumentSchema } from '../contract/lines-document.ts';
import { flowShelf } from './flow-shelf.ts';

const goTo = (name: string, flow: string) => ({ name, start: 'go', nodes: { go: { kind: 'goto', flow } } });
const document = linesDocumentSchema.parse({
  ivrs: [goTo('first', 'second'), goTo('second', 'first'), goTo('third', 'third')],
  calendars: [{ name: 'office', timeZone: 'Asia/Shanghai', open: [{ from: '09:00', to: '18:00' }] }],
});
const shelf = flowShelf({ of: async () => ({ document, version: 7 }) });
const tenantId = '' as TenantId;

it('a flow comes with those it leads to, however they lead back, and no others', async () => {
  const flow = await shelf.flow(tenantId, 'second');
  expect(flow).toMatchObject({ name: 'second', version: 7, calendars: [{ name: 'office' }] });
  expect(flow?.ivrs.map(({ name }) => name)).toEqual(['second', 'first']);
});

it('a flow that is not there is none', async () => {
  expect(await shelf.flow(tenantId, 'nowhere')).toBeNull();
});
