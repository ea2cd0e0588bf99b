import { createSocket } from 'node:dgram';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { voiceSchema } from '../../contract/script-document.ts';
import { systemClock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { loadRecordings, speechCapabilities, startSpeechEngines, type SpeechSockets } from '../../speech/index.ts';
import { loadOpus } from '../../telephony/index.ts';
import { announcementsFolder, countOf } from '../announcements.ts';
import { askRunningProgram } from '../control/control-client.ts';
import { controlSocketOf } from '../control/control-socket.ts';
import type { Config } from '../config.ts';
import { firstStartWords } from '../first-start-words.ts';
import { worldOf } from '../run-command.ts';
import { openOffice } from '../open-office.ts';
import { settingsWords } from '../speech-of-tenants.ts';
import { saySentence } from '../try-speech.ts';
import { wantedEngines } from '../wanted-engines.ts';
import { fault, ok, type Finding } from './finding.ts';
import { languageModelFinding } from './language-model-finding.ts';
import { sentenceModelFinding } from './sentence-model-finding.ts';

async function portFinding(what: string, host: string, port: number, variable: string, udp: boolean): Promise<Finding> {
  if (port === 0) return ok(what, 'any free port');
  const error = await new Promise<Error | null>((resolve) => {
    if (udp) {
      const socket = createSocket('udp4');
      socket.once('error', resolve);
      socket.bind(port, host, () => socket.close(() => resolve(null)));
    } else {
      const server = createServer();
      server.once('error', resolve);
      server.listen(port, host, () => server.close(() => resolve(null)));
    }
  });
  return error
    ? fault(
        what,
        `${host}:${port} cannot be opened: ${error.message}`,
        `stop the program that has it, or set ${variable} to another`,
      )
    : ok(what, `${host}:${port} is free`);
}

async function folderFinding(config: Config): Promise<Finding> {
  const what = 'data folder';
  try {
    await mkdir(config.dataFolder, { recursive: true });
    await access(config.dataFolder, constants.W_OK);
    const { bavail, bsize } = await statfs(config.dataFolder);
    const freeGb = (bavail * bsize) / 1e9;
    if (freeGb < 1)
      return fault(
        what,
        `${config.dataFolder} has ${freeGb.toFixed(1)} GB left`,
        'free some space: recordings need about 1 MB a minute of talk',
      );
    return ok(what, `${config.dataFolder}, ${freeGb.toFixed(0)} GB free`);
  } catch (error) {
    return fault(what, messageOf(error), 'set WAIHU_DATA to a folder this user may write');
  }
}

/** Says a sentence through the engines, as a call would: sound must come out. */
async function sentenceFinding(sockets: SpeechSockets): Promise<Finding> {
  const what = 'audio path';
  const mend = 'npm ci, then waihu doctor again';
  try {
    const voice = voiceSchema.parse({});
    const { samples } = await saySentence(sockets, systemClock, { text: '您好，这是声音测试。', voice });
    return samples.length > 8_000
      ? ok(what, `a sentence became ${(samples.length / 8_000).toFixed(1)} s of sound`)
      : fault(what, 'the sentence was too short', mend);
  } catch (error) {
    return fault(what, messageOf(error), mend);
  }
}

const unusedFinding = (name: string): Finding => ({
  what: 'recognisers',
  state: 'note',
  detail: `${name} is here, and hears what a script expects alone: it is not used`,
  mend: `WAIHU_RECOGNIZER=${name}, where that is enough`,
});

/** Starts what hears and speaks as the program would, and looks at what came of it. */
async function audioFindings(config: Config, logger: Logger): Promise<Finding[]> {
  const wanted = await wantedEngines(config, worldOf(config, logger));
  const engines = await startSpeechEngines(wanted);
  try {
    const findings = engines.capabilities.missing.map(({ what, why, mend }): Finding => ({
      what,
      state: what === 'recognizer' ? 'note' : 'fault',
      detail: why,
      mend,
    }));
    findings.push(
      ok(
        'recognisers',
        engines.capabilities.recognizers
          .map(({ name, closedSet }) => (closedSet ? `${name} (hears what the script expects)` : name))
          .join(', ') || 'none: calls hear keys and real-time text',
      ),
    );
    for (const { name, closedSet } of (await speechCapabilities(wanted)).recognizers)
      if (closedSet && !wanted.recognizers?.includes(name)) findings.push(unusedFinding(name));
    findings.push(ok('voice detector', engines.capabilities.voiceDetector));
    findings.push(ok('denoiser', engines.capabilities.denoiser ?? 'none: voices are heard as they come'));
    if (engines.sockets.synthesizers.length > 0) findings.push(await sentenceFinding(engines.sockets));
    return findings;
  } finally {
    await engines.close();
  }
}

async function databaseFindings(config: Config, logger: Logger): Promise<Finding[]> {
  try {
    const office = await openOffice(config, worldOf(config, logger));
    try {
      const { document } = await office.lines.of(office.tenantId);
      const trunks = document.trunks.map(({ name }) => name);
      return [
        ...(office.firstCredentials ? [ok('administrator', firstStartWords(office.firstCredentials))] : []),
        ok('database', config.databaseUrl === null ? 'the embedded PostgreSQL starts' : 'the given PostgreSQL answers'),
        trunks.length === 0
          ? { what: 'trunks', state: 'note', detail: 'none yet', mend: 'waihu lines apply lines.yaml' }
          : ok('trunks', `${trunks.join(', ')}; try each with \`waihu trunk test NAME\``),
        ok('speech settings', settingsWords(office.speechSettings.of(office.tenantId)).join('; ')),
      ];
    } finally {
      await office.close();
    }
  } catch (error) {
    return [
      fault(
        'database',
        messageOf(error),
        config.databaseUrl === null ? 'see the message; the log has more with WAIHU_LOG=debug' : 'check DATABASE_URL',
      ),
    ];
  }
}

function mailFinding({ mail }: Config): Finding {
  const what = 'mail';
  if (mail) return ok(what, `voicemail is mailed from ${mail.from} by ${new URL(mail.url).host}`);
  const mend = 'WAIHU_SMTP_URL and WAIHU_MAIL_FROM, where boxes have an address';
  return { what, state: 'note', detail: 'no mail server: voicemail stays in its boxes', mend };
}

/** Which announcements of networks are known by their sound. */
async function announcementsFinding({ dataFolder }: Config): Promise<Finding> {
  const what = 'announcements';
  const { known, problems } = await loadRecordings(join(dataFolder, announcementsFolder));
  if (problems.length > 0)
    return fault(what, problems.join('; '), 'take these files away, or record them again as wav');
  if (known.length > 0) return ok(what, `known by their sound: ${countOf(known)}`);
  const mend = `put recordings of your lines into ${join(dataFolder, announcementsFolder)}/powered-off, …/vacant, …/busy`;
  return { what, state: 'note', detail: 'none are known by their sound: tones and words tell', mend };
}

/** Whether telephones that speak Opus alone are understood. */
function opusFinding(): Finding {
  const what = 'Opus';
  try {
    loadOpus();
    return ok(what, 'libopus loads: it is offered to telephones after G.711 and G.722');
  } catch (error) {
    return {
      what,
      state: 'note',
      detail: `${messageOf(error)}; calls go by G.711 and G.722`,
      mend: 'apt-get install libopus0',
    };
  }
}

async function ownSipPorts({ host, binds }: Config['sip']): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [transport, { port }] of Object.entries(binds)) {
    const name = transport.toUpperCase();
    findings.push(await portFinding(`SIP port (${name})`, host, port, `WAIHU_SIP_${name}_PORT`, false));
  }
  return findings;
}

/** `doctor`: looks at everything a call needs, and says how to mend what is not well. */
export async function runDoctor(
  config: Config,
  logger: Logger,
): Promise<{ readonly json: unknown; readonly text: string; readonly exitCode: number }> {
  const io = { say: () => undefined, progress: () => undefined, signal: new AbortController().signal };
  const running = await askRunningProgram(controlSocketOf(config.dataFolder), 'campaign list', {}, io).catch(
    () => null,
  );
  const findings: Finding[] = running
    ? [ok('program', 'one is running on this data folder and answers'), await folderFinding(config)]
    : [
        await folderFinding(config),
        await portFinding('console port', config.http.host, config.http.port, 'WAIHU_HTTP_PORT', false),
        await portFinding('SIP port (UDP)', config.sip.host, config.sip.port, 'WAIHU_SIP_PORT', true),
        await portFinding('SIP port (TCP)', config.sip.host, config.sip.port, 'WAIHU_SIP_PORT', false),
        ...(await ownSipPorts(config.sip)),
        ...(await databaseFindings(config, logger)),
      ];
  findings.push(
    mailFinding(config),
    opusFinding(),
    await announcementsFinding(config),
    await languageModelFinding(config),
    await sentenceModelFinding(config),
  );
  findings.push(
    ...(await audioFindings(config, logger).catch((error: unknown) => [
      fault('audio path', messageOf(error), 'mend what stands above first, then waihu doctor again'),
    ])),
  );
  const marks = { ok: '✓', note: '·', fault: '✗' } as const;
  const text = findings
    .map(
      ({ what, state, detail, mend }) => `${marks[state]} ${what}: ${detail}${mend === null ? '' : `\n    → ${mend}`}`,
    )
    .join('\n');
  return { json: { findings }, text, exitCode: findings.some(({ state }) => state === 'fault') ? 1 : 0 };
}
