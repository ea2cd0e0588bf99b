import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  campaignActionSchema,
  campaignBoardSchema,
  campaignCopySchema,
  campaignRowSchema,
  type CampaignBoard,
} from '../../contract/api.ts';
import { campaignSettingsSchema } from '../../contract/campaign-settings.ts';
import { strategyPageSchema } from '../../contract/campaign-strategy.ts';
import { campaignIdSchema, type CampaignId } from '../../contract/ids.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiDoors, SignedIn } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

const listed = z.object({ archived: z.enum(['true', 'false']).default('false') });
const oneCampaign = z.object({ campaignId: campaignIdSchema });

export function campaignRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const shown = async ({ tenantId }: SignedIn, campaignId: CampaignId): Promise<CampaignBoard> => {
    const board = await doors.board(tenantId, campaignId);
    if (!board) throw new CodedError('campaign-not-found', `there is no campaign ${campaignId}`);
    return { ...board, inTheAir: board.inTheAir.map((call) => ({ ...call, callee: doors.maskPhone(call.callee) })) };
  };
  routes.get(
    '/campaigns',
    { schema: { querystring: listed, response: { 200: z.array(campaignRowSchema) } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'campaigns.read');
      return [...(await doors.campaigns(tenantId, request.query.archived === 'true'))];
    },
  );
  routes.post(
    '/campaigns',
    { schema: { body: campaignSettingsSchema, response: { 201: campaignBoardSchema } } },
    async (request, reply) => {
      const who = await signedIn(request, doors, 'campaigns.run');
      return reply.status(201).send(await shown(who, await doors.createCampaign(who.tenantId, request.body)));
    },
  );
  routes.get(
    '/campaigns/:campaignId/strategy',
    { schema: { params: oneCampaign, response: { 200: strategyPageSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'campaigns.read');
      const page = await doors.strategy(tenantId, request.params.campaignId);
      if (!page) throw new CodedError('campaign-not-found', `there is no campaign ${request.params.campaignId}`);
      return page;
    },
  );
  routes.post(
    '/campaigns/:campaignId/copy',
    { schema: { params: oneCampaign, body: campaignCopySchema, response: { 201: campaignBoardSchema } } },
    async (request, reply) => {
      const who = await signedIn(request, doors, 'campaigns.run');
      const copy = await doors.copyCampaign(who.tenantId, request.params.campaignId, request.body);
      return reply.status(201).send(await shown(who, copy));
    },
  );
  routes.get(
    '/campaigns/:campaignId',
    { schema: { params: oneCampaign, response: { 200: campaignBoardSchema } } },
    async (request) => shown(await signedIn(request, doors, 'campaigns.read'), request.params.campaignId),
  );
  routes.post(
    '/campaigns/:campaignId/:action',
    {
      schema: { params: oneCampaign.extend({ action: campaignActionSchema }), response: { 200: campaignBoardSchema } },
    },
    async (request) => {
      const who = await signedIn(request, doors, 'campaigns.run');
      const { campaignId, action } = request.params;
      await shown(who, campaignId);
      await doors.act(who.tenantId, campaignId, action);
      return shown(who, campaignId);
    },
  );
}
