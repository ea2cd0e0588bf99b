import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeIdSchema } from '../contract/ids.ts';
import { secretReferenceSchema } from '../contract/secret-reference.ts';
import { CodedError } from '../foundation/errors.ts';
import { readAllowedHosts } from '../foundation/outbound-url.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
/** `host` or `host:port`, joined by commas. */
const hops = z
  .string()
  .regex(/^[^\s,/]+(,[^\s,/]+)*$/, 'peers are given as host or host:port, joined by commas')
  .transform((text) => text.split(','));

/** Every environment variable the program reads, with its default; nothing else is read anywhere. */
const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  WAIHU_DATA: z.string().min(1).optional(),
  WAIHU_NODE: nodeIdSchema.default('n1'),
  WAIHU_HTTP_HOST: z.string().default('127.0.0.1'),
  WAIHU_HTTP_PORT: port.default(8090),
  WAIHU_SIP_HOST: z.string().default('127.0.0.1'),
  WAIHU_SIP_PORT: port.default(5070),
  WAIHU_SIP_TLS_PORT: port.optional(),
  WAIHU_SIP_WS_PORT: port.optional(),
  WAIHU_SIP_WSS_PORT: port.optional(),
  WAIHU_SIP_TLS_CERT: z.string().optional(),
  WAIHU_SIP_TLS_KEY: z.string().optional(),
  WAIHU_SIP_TLS_CA: z.string().optional(),
  WAIHU_SIP_TLS_UNVERIFIED: hops.default([]),
  /** What telephones register at: `8001@waihu.local`. */
  WAIHU_SIP_DOMAIN: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/, 'a SIP domain is a host name in lower case')
    .default('waihu.local'),
  WAIHU_MEDIA_ADDRESS: z.string().optional(),
  /** Which way calls' packets go; `batched` takes Linux and the package `koffi`, and costs the least. */
  WAIHU_MEDIA_PATH: z.enum(['auto', 'dgram', 'batched']).default('auto'),
  /** Threads for sound; as many as the machine has cores where absent. */
  WAIHU_MEDIA_WORKERS: z.coerce.number().int().min(1).max(8).optional(),
  /** Hosts that flows may ask though they are not public: `host` or `host:port`, joined by commas. */
  WAIHU_HTTP_ALLOW: z.string().default(''),
  WAIHU_MODELS_DIR: z.string().optional(),
  /** Recognisers and services that calls listen with, in the order in which they are tried, joined by commas; all where absent. */
  WAIHU_RECOGNIZER: z.string().optional(),
  /** A YAML file with speech services elsewhere. */
  WAIHU_SPEECH_SERVICES: z.string().optional(),
  /** A server that speaks OpenAI's chat interface: `https://api.deepseek.com/v1`, `http://127.0.0.1:11434/v1`. */
  WAIHU_MODEL_URL: z.url({ protocol: /^https?$/, error: 'wanted a URL that begins with https: or http:' }).optional(),
  /** Which of its models speaks at converse nodes. */
  WAIHU_MODEL_NAME: z.string().min(1).optional(),
  WAIHU_MODEL_KEY: secretReferenceSchema.optional(),
  /** A folder with a model of sentences: BERT as ONNX with its `vocab.txt`, as sentence-transformers lays it out. */
  WAIHU_SENTENCE_MODEL: z.string().optional(),
  /** A folder with a model of PocketSphinx (mdef, means, …) and its dictionary (.dic), where `WAIHU_MODELS_DIR` holds none. */
  WAIHU_POCKETSPHINX_MODEL: z.string().optional(),
  WAIHU_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  WAIHU_UTC_OFFSET_MINUTES: z.coerce.number().int().min(-720).max(840).default(480),
  /** Carries voicemail: `smtp://user:password@host:587` or `smtps://…`. */
  WAIHU_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  WAIHU_MAIL_FROM: z.email().optional(),
  /** Kills the program with SIGKILL at a named moment: for the tests of recovery. */
  WAIHU_CRASH_AT: z.string().optional(),
  WAIHU_SIMULATED_ANY_HOUR: flag.default(false),
  WAIHU_RTP_PORTS: z
    .string()
    .regex(/^\d{4,5}-\d{4,5}$/, 'RTP ports are given as FROM-TO')
    .default('20000-29999'),
});

export interface SipConfig {
  readonly host: string;
  /** Of UDP and TCP. */
  readonly port: number;
  /** Further transports that are listened on; none unless set. */
  readonly binds: Readonly<Partial<Record<'tls' | 'ws' | 'wss', { readonly port: number }>>>;
  /** Files in PEM; both or neither. */
  readonly certificateFiles: { readonly chain: string; readonly key: string } | null;
  /** Authorities trusted besides the well-known ones. */
  readonly authoritiesFile: string | null;
  /** Peers whose certificate is not looked at, `host` or `host:port`. */
  readonly unverified: readonly string[];
}

export interface Config {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly node: string;
  readonly http: { readonly host: string; readonly port: number };
  readonly sip: SipConfig;
  readonly sipDomain: string;
  readonly mediaAddress: string;
  readonly mediaPath: 'auto' | 'dgram' | 'batched';
  /** Undefined: as many as cores. */
  readonly mediaWorkers: number | undefined;
  /** Hosts of our own that flows may ask. */
  readonly httpAllow: ReadonlySet<string>;
  readonly modelFolder: string | null;
  /** Names in the order in which they are tried; null: all that are there. */
  readonly recognizers: readonly string[] | null;
  readonly speechServicesFile: string | null;
  /** Who speaks at converse nodes, its key by reference; null: nobody. */
  readonly languageModel: { readonly url: string; readonly model: string; readonly key: string | null } | null;
  /** Who tells which sentences mean alike; null: nobody. */
  readonly sentenceModelFolder: string | null;
  readonly pocketSphinxFolder: string | null;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Minutes east of UTC in which the node's users live; callees' windows use their own zone. */
  readonly utcOffsetMinutes: number;
  /** Where mail is handed in, and whose it says it is; null: none is sent. The URL holds a password. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  readonly crashAt: string | null;
  /** Whether the simulated trunk may be dialed at any hour; never true of a real one. */
  readonly simulatedAnyHour: boolean;
  readonly rtpPorts: { readonly from: number; readonly to: number };
  /** How far the program's wall time is from the machine's: 0 but in a rehearsal of another hour. */
  readonly clockShiftMs: number;
}

/** As root the database runs under another uid, which cannot look into root's home. */
function defaultDataFolder(isRoot: boolean): string {
  return isRoot ? '/var/lib/waihu' : join(homedir(), '.local', 'share', 'waihu');
}

/** The program's configuration from its environment; refuses in words what makes no sense. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, isRoot: boolean): Config {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new CodedError('bad-configuration', `environment: ${problems}`);
  }
  const env = parsed.data;
  refuseSharedPorts(env);
  return Object.freeze({
    databaseUrl: env.DATABASE_URL ?? null,
    dataFolder: env.WAIHU_DATA ?? defaultDataFolder(isRoot),
    node: env.WAIHU_NODE,
    http: { host: env.WAIHU_HTTP_HOST, port: env.WAIHU_HTTP_PORT },
    sip: sipConfig(env),
    sipDomain: env.WAIHU_SIP_DOMAIN,
    mediaAddress: env.WAIHU_MEDIA_ADDRESS ?? env.WAIHU_SIP_HOST,
    mediaPath: env.WAIHU_MEDIA_PATH,
    mediaWorkers: env.WAIHU_MEDIA_WORKERS,
    httpAllow: readAllowedHosts(env.WAIHU_HTTP_ALLOW),
    modelFolder: env.WAIHU_MODELS_DIR ?? null,
    recognizers: env.WAIHU_RECOGNIZER?.split(',').map((name) => name.trim()) ?? null,
    speechServicesFile: env.WAIHU_SPEECH_SERVICES ?? null,
    languageModel: modelConfig(env),
    sentenceModelFolder: env.WAIHU_SENTENCE_MODEL ?? null,
    pocketSphinxFolder: env.WAIHU_POCKETSPHINX_MODEL ?? null,
    logLevel: env.WAIHU_LOG,
    utcOffsetMinutes: env.WAIHU_UTC_OFFSET_MINUTES,
    mail: mailConfig(env),
    crashAt: env.WAIHU_CRASH_AT ?? null,
    simulatedAnyHour: env.WAIHU_SIMULATED_ANY_HOUR,
    rtpPorts: portRange(env.WAIHU_RTP_PORTS),
    clockShiftMs: 0,
  });
}

type Environment = z.infer<typeof environmentSchema>;

function refuseSharedPorts(env: Environment): void {
  const names = new Map<number, string>();
  for (const name of [
    'WAIHU_HTTP_PORT',
    'WAIHU_SIP_PORT',
    'WAIHU_SIP_TLS_PORT',
    'WAIHU_SIP_WS_PORT',
    'WAIHU_SIP_WSS_PORT',
  ] as const) {
    const taken = env[name];
    if (taken === undefined || taken === 0) continue;
    const other = names.get(taken);
    if (other !== undefined) throw badEnvironment(`${other} and ${name} are both ${taken}; each needs its own`);
    names.set(taken, name);
  }
}

function sipConfig(env: Environment): SipConfig {
  const { WAIHU_SIP_TLS_CERT: chain, WAIHU_SIP_TLS_KEY: key } = env;
  if ((chain === undefined) !== (key === undefined))
    throw badEnvironment('WAIHU_SIP_TLS_CERT and WAIHU_SIP_TLS_KEY go together; wanted both files, or neither');
  for (const name of ['WAIHU_SIP_TLS_PORT', 'WAIHU_SIP_WSS_PORT'] as const)
    if (env[name] !== undefined && chain === undefined)
      throw badEnvironment(
        `${name} needs a certificate; wanted WAIHU_SIP_TLS_CERT and WAIHU_SIP_TLS_KEY, files in PEM`,
      );
  const bind = (name: 'tls' | 'ws' | 'wss', bound: number | undefined): SipConfig['binds'] =>
    bound === undefined ? {} : { [name]: { port: bound } };
  return {
    host: env.WAIHU_SIP_HOST,
    port: env.WAIHU_SIP_PORT,
    binds: {
      ...bind('tls', env.WAIHU_SIP_TLS_PORT),
      ...bind('ws', env.WAIHU_SIP_WS_PORT),
      ...bind('wss', env.WAIHU_SIP_WSS_PORT),
    },
    certificateFiles: chain === undefined || key === undefined ? null : { chain, key },
    authoritiesFile: env.WAIHU_SIP_TLS_CA ?? null,
    unverified: env.WAIHU_SIP_TLS_UNVERIFIED,
  };
}

function mailConfig({ WAIHU_SMTP_URL: url, WAIHU_MAIL_FROM: from }: Environment): Config['mail'] {
  if ((url === undefined) !== (from === undefined))
    throw badEnvironment(
      'WAIHU_SMTP_URL and WAIHU_MAIL_FROM go together; wanted a mail server and an address, or neither',
    );
  return url === undefined || from === undefined ? null : { url, from };
}

function modelConfig({ WAIHU_MODEL_URL: url, WAIHU_MODEL_NAME: model, WAIHU_MODEL_KEY: key }: Environment) {
  if ((url === undefined) !== (model === undefined))
    throw badEnvironment('WAIHU_MODEL_URL and WAIHU_MODEL_NAME go together; wanted a server and a model, or neither');
  return url === undefined || model === undefined ? null : { url, model, key: key ?? null };
}

const badEnvironment = (problem: string): CodedError => new CodedError('bad-configuration', `environment: ${problem}`);

function portRange(text: string): { readonly from: number; readonly to: number } {
  const [from = 0, to = 0] = text.split('-').map(Number);
  if (from >= to || to > 65_535)
    throw new CodedError(
      'bad-configuration',
      `environment: WAIHU_RTP_PORTS '${text}': wanted FROM below TO, both at most 65535`,
    );
  return { from, to };
}
