import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { scriptDocumentSchema } from '../../contract/script-document.ts';
import {
  beganFromSchema,
  draftStepSchema,
  hearLineSchema,
  rollbackSchema,
  savedScriptSchema,
  scriptCasesSchema,
  scriptDiffSchema,
  scriptImportSchema,
  scriptPageSchema,
  scriptRowSchema,
  stepNoteSchema,
  whichScriptSchema,
  type DraftStep,
} from '../../contract/script-library.ts';
import { spokenByHeader } from '../../contract/speech-table.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiAction, ApiDoors } from '../api-doors.ts';
import { signedIn } from '../signed-in.ts';

const oneScript = z.object({ scriptId: z.string().max(48) });
/** Takes the place of somebody else's draft. */
const overwriteSchema = z.enum(['0', '1']).optional();
/** A document as it is kept. What is read into one is judged; what is given out has been. */
const documentSchema = z.record(z.string(), z.unknown());
/** An author hands in; somebody who answers for what is said decides. */
const rightFor: Readonly<Record<DraftStep, ApiAction>> = {
  review: 'scripts.write',
  approve: 'scripts.publish',
  return: 'scripts.publish',
  publish: 'scripts.publish',
};

/** Scripts (话术): the library, drafts on their way to a version, what changed, and rollback. */
export function scriptRoutes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { scripts } = doors;
  routes.get('/scripts', { schema: { response: { 200: z.array(scriptRowSchema) } } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'scripts.read');
    return [...(await scripts.list(tenantId))];
  });
  routes.get(
    '/scripts/:scriptId',
    { schema: { params: oneScript, response: { 200: scriptPageSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.read');
      return scripts.page(tenantId, request.params.scriptId);
    },
  );
  routes.get(
    '/scripts/:scriptId/documents/:which',
    { schema: { params: oneScript.extend({ which: whichScriptSchema }), response: { 200: documentSchema } } },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.read');
      return scripts.document(tenantId, request.params.scriptId, request.params.which);
    },
  );
  routes.get(
    '/scripts/:scriptId/diff',
    {
      schema: {
        params: oneScript,
        querystring: z.object({ from: whichScriptSchema.optional(), to: whichScriptSchema.optional() }),
        response: { 200: scriptDiffSchema },
      },
    },
    async (request) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.read');
      return scripts.diff(tenantId, request.params.scriptId, request.query.from, request.query.to);
    },
  );
  hearing(server, doors);
  changes(server, doors);
  // Files come as they are: only these routes read them.
  void server.register(async (files) => {
    fileRoutes(files, doors);
  });
}

/** A line of a script as a call would say it. A service may bill each sentence: it is for those who write scripts. */
function hearing(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.post(
    '/scripts/:scriptId/hear',
    { schema: { params: oneScript, body: hearLineSchema } },
    async (request, reply) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.write');
      const line = await doors.scripts.lineToHear(tenantId, request.params.scriptId, request.body);
      const { wav, spokenBy } = await doors.speechEngines.say(tenantId, line);
      return reply
        .type('audio/wav')
        .header('cache-control', 'private, no-store')
        .header(spokenByHeader, encodeURIComponent(spokenBy))
        .send(Buffer.from(wav));
    },
  );
}

function changes(server: FastifyInstance, doors: ApiDoors): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { scripts } = doors;
  routes.put(
    '/scripts/:scriptId/draft',
    {
      schema: {
        params: oneScript,
        querystring: z.object({ from: beganFromSchema, overwrite: overwriteSchema }),
        body: scriptDocumentSchema,
        response: { 200: savedScriptSchema },
      },
    },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.write');
      const { id } = request.body;
      if (id !== request.params.scriptId)
        throw new CodedError('bad-request', `the document is of script '${id}', not '${request.params.scriptId}'`);
      const { from, overwrite } = request.query;
      return scripts.save(tenantId, request.body, { by: user, from, overwrite: overwrite === '1' });
    },
  );
  routes.post(
    '/scripts/:scriptId/draft/:step',
    {
      schema: {
        params: oneScript.extend({ step: draftStepSchema }),
        body: stepNoteSchema,
        response: { 200: scriptPageSchema },
      },
    },
    async (request) => {
      const { scriptId, step } = request.params;
      const { tenantId, user } = await signedIn(request, doors, rightFor[step]);
      await scripts.step(tenantId, scriptId, step, { by: user, ...request.body });
      return scripts.page(tenantId, scriptId);
    },
  );
  const casesOf = { params: oneScript, response: { 200: scriptCasesSchema.nullable() } };
  routes.get('/scripts/:scriptId/cases', { schema: casesOf }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'scripts.read');
    return scripts.cases(tenantId, request.params.scriptId);
  });
  routes.put('/scripts/:scriptId/cases', { schema: { ...casesOf, body: scriptCasesSchema } }, async (request) => {
    const { tenantId } = await signedIn(request, doors, 'scripts.write');
    await scripts.keepCases(tenantId, request.params.scriptId, request.body);
    return scripts.cases(tenantId, request.params.scriptId);
  });
  routes.post(
    '/scripts/:scriptId/rollback',
    { schema: { params: oneScript, body: rollbackSchema, response: { 200: scriptPageSchema } } },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.publish');
      const { version, reason } = request.body;
      await scripts.rollBack(tenantId, request.params.scriptId, version, { by: user, note: reason });
      return scripts.page(tenantId, request.params.scriptId);
    },
  );
}

const mostFileBytes = 20_000_000;
const fileName = z.string().min(1).max(200);
const fileTypes: Readonly<Record<string, string>> = {
  yaml: 'application/yaml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function fileRoutes(server: FastifyInstance, doors: ApiDoors): void {
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostFileBytes }, (_request, body, done) =>
    done(null, body),
  );
  const routes = server.withTypeProvider<ZodTypeProvider>();
  const { scripts } = doors;
  const ofScript = z.object({
    of: whichScriptSchema.default('newest'),
    format: z.enum(['yaml', 'json', 'xlsx', 'csv']).default('yaml'),
  });
  routes.get(
    '/scripts/:scriptId/export',
    { schema: { params: oneScript, querystring: ofScript } },
    async (request, reply) => {
      const { tenantId } = await signedIn(request, doors, 'scripts.read');
      const file = `${request.params.scriptId}.${request.query.format}`;
      const bytes = await scripts.takeOut(tenantId, request.params.scriptId, request.query.of, file);
      return reply
        .type(fileTypes[request.query.format] ?? 'application/octet-stream')
        .header('content-disposition', `attachment; filename="${encodeURIComponent(file)}"`)
        .send(Buffer.from(bytes));
    },
  );
  routes.post(
    '/scripts/import',
    {
      bodyLimit: mostFileBytes,
      schema: {
        querystring: z.object({
          file: fileName,
          onto: z.string().max(48).optional(),
          from: beganFromSchema,
          overwrite: overwriteSchema,
        }),
        response: { 200: scriptImportSchema },
      },
    },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.write');
      const { overwrite, ...brought } = request.query;
      const bytes = bytesOf(request.body);
      return scripts.bringIn(tenantId, { ...brought, bytes, overwrite: overwrite === '1' }, { by: user });
    },
  );
  routes.put(
    '/scripts/:scriptId/draft/recording',
    {
      bodyLimit: mostFileBytes,
      schema: {
        params: oneScript,
        querystring: z.object({ place: z.string().min(1).max(200) }),
        response: { 200: savedScriptSchema },
      },
    },
    async (request) => {
      const { tenantId, user } = await signedIn(request, doors, 'scripts.write');
      const line = { place: request.query.place, wav: bytesOf(request.body) };
      return scripts.record(tenantId, request.params.scriptId, line, { by: user });
    },
  );
}

/** The bytes of a file; a JSON file that was sent as JSON has been read already. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'object' && body !== null) return Buffer.from(JSON.stringify(body));
  throw new CodedError('bad-request', 'the body is the file itself, of type application/octet-stream');
}
