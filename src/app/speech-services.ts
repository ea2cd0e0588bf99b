import { speechServicesSchema, type SpeechService } from '../contract/speech-services.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { clearTextProblem } from '../foundation/outbound-url.ts';
import { readYaml } from '../foundation/read-yaml.ts';
import { resolveSecret, type SecretSources } from '../lines/index.ts';
import { speechServiceProblems, type SpeechServiceInClear } from '../speech/index.ts';

/** What it takes to read the file that WAIHU_SPEECH_SERVICES names. */
export interface SpeechServicesParts {
  readonly secrets: SecretSources;
  /** Hosts that may be spoken to without TLS, though they may be public. */
  readonly allowedHosts: ReadonlySet<string>;
}

/** The services of a file, with their secrets; none where no file is named. Throws with everything wrong in it, and never a secret. */
export async function loadSpeechServices(
  file: string | null,
  { secrets, allowedHosts }: SpeechServicesParts,
): Promise<readonly SpeechServiceInClear[]> {
  if (file === null) return [];
  const services = readSpeechServices(file, await textOf(file, secrets), allowedHosts);
  return Promise.all(services.map((service, index) => inClear(file, service, index, secrets)));
}

/** Reads and checks; the error names the file, each entry, and what was wanted. */
export function readSpeechServices(
  file: string,
  text: string,
  allowedHosts: ReadonlySet<string>,
): readonly SpeechService[] {
  const { value: raw, faults } = readYaml(text);
  if (faults.length > 0)
    throw wrong(
      file,
      faults.map(({ line, message }) => `line ${line}: not YAML: ${message}`),
    );
  const parsed = speechServicesSchema.safeParse(raw);
  if (!parsed.success)
    throw wrong(
      file,
      parsed.error.issues.map(({ path, message }) => `${placeOf(path, raw)}: ${message}`),
    );
  const { services } = parsed.data;
  const problems = services.flatMap((service, index) =>
    [...speechServiceProblems(service), ...urlProblems(service, allowedHosts)].map(
      (problem) => `${placeOf(['services', index], raw)}: ${problem}`,
    ),
  );
  if (problems.length > 0) throw wrong(file, problems);
  return services;
}

/** What callers say goes over this line: in clear only to hosts of our own, or to those the operator allows. */
function urlProblems({ url }: SpeechService, allowedHosts: ReadonlySet<string>): string[] {
  const problem = url === undefined ? null : clearTextProblem(new URL(url), allowedHosts, "callers' voices");
  return problem === null ? [] : [`url: ${problem}`];
}

async function inClear(
  file: string,
  service: SpeechService,
  index: number,
  secrets: SecretSources,
): Promise<SpeechServiceInClear> {
  const pairs = Object.entries(service.secrets).map(async ([name, reference]): Promise<[string, string]> => {
    try {
      return [name, await resolveSecret(reference, secrets)];
    } catch (error) {
      throw wrong(file, [`services[${index}] '${service.name}': secrets.${name}: ${messageOf(error)}`]);
    }
  });
  return { ...service, secrets: Object.fromEntries(await Promise.all(pairs)) };
}

async function textOf(file: string, secrets: SecretSources): Promise<string> {
  try {
    return await secrets.readFile(file);
  } catch (error) {
    throw wrong(file, [`cannot be read: ${messageOf(error)}`]);
  }
}

/** `services[1] 'ali': secrets.key`, with the entry's name where it has one. */
function placeOf(path: readonly PropertyKey[], raw: unknown): string {
  const [first, index, ...rest] = path;
  if (first === undefined) return "wanted 'services:'";
  if (typeof index !== 'number') return path.map(String).join('.');
  const name = (raw as { services?: { name?: unknown }[] }).services?.[index]?.name;
  const entry = `${String(first)}[${index}]${typeof name === 'string' ? ` '${name}'` : ''}`;
  return rest.length === 0 ? entry : `${entry}: ${rest.map(String).join('.')}`;
}

const wrong = (file: string, problems: readonly string[]): CodedError =>
  new CodedError('bad-speech-services', `${file}: ${problems.join('; ')}`, { file });
