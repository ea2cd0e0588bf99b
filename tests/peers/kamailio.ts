import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from './describe-with.ts';
import { networkMissing, type TelephoneNetwork } from './telephone-network.ts';

const missing =
  spawnSync('kamailio', ['-v']).error === undefined ? networkMissing : 'kamailio is missing: apt-get install kamailio';

/** Tests with Kamailio between. */
export const describeWithKamailio = describeWith(missing);

export interface Kamailio {
  /** For telephones that go by it. */
  readonly uri: string;
  close(): Promise<void>;
}

const port = 5080;

const configOf = (host: string, behind: string): string => `#!KAMAILIO
debug=1
log_stderror=yes
fork=no
children=1
auto_aliases=no
disable_tcp=yes
listen=udp:${host}:${port}
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "path.so"
modparam("rr", "enable_full_lr", 1)

request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (has_totag()) {
    if (!loose_route() && !(is_method("ACK") && t_check_trans())) {
      if (!is_method("ACK")) sl_send_reply("404", "Not Here");
      exit;
    }
    t_relay();
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  t_check_trans();
  if (is_method("REGISTER")) {
    add_path();
    $du = "sip:${behind}";
    t_relay();
    exit;
  }
  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
  # From behind: by the Path of whom it is for. From a telephone: to behind.
  if ($si == "${behind.split(':')[0] ?? ''}") loose_route();
  else $du = "sip:${behind}";
  t_relay();
  exit;
}
`;

/**
 * A proxy before us (`behind`: `host:port`): stays in every dialog (Record-Route), and puts itself on the way to
 * telephones (Path). It asks for no digest: that is ours.
 */
export async function startKamailio(network: TelephoneNetwork, behind: string): Promise<Kamailio> {
  if (missing !== null) throw new Error(missing);
  const folder = await mkdtemp(join(tmpdir(), 'waihu-kamailio-'));
  const config = join(folder, 'kamailio.cfg');
  await writeFile(config, configOf(network.host, behind));
  const child = spawn('ip', [...network.inside, 'kamailio', '-f', config, '-Y', folder, '-DD', '-m', '16', '-M', '4'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = gone.then(() => {
    throw new Error(`kamailio ended: ${said.slice(-2000)}`);
  });
  ended.catch(() => undefined);
  await Promise.race([answers(network), ended]);
  return {
    uri: `sip:${network.host}:${port}`,
    async close() {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks until it answers: what may not go on (Max-Forwards 0) it refuses itself. */
function answers({ host, ourHost }: TelephoneNetwork): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const ask = (): void => {
      const branch = `z9hG4bK${socket.address().port}`;
      socket.send(
        `OPTIONS sip:${host}:${port} SIP/2.0\r\nVia: SIP/2.0/UDP ${ourHost}:${socket.address().port};branch=${branch}\r\n` +
          `Max-Forwards: 0\r\nFrom: <sip:a@${ourHost}>;tag=a\r\nTo: <sip:${host}>\r\nCall-ID: ${branch}\r\nCSeq: 1 OPTIONS\r\n` +
          'Content-Length: 0\r\n\r\n',
        port,
        host,
      );
    };
    const asking = setInterval(ask, 100);
    socket.once('message', () => {
      clearInterval(asking);
      socket.close(() => resolve());
    });
    socket.bind(0, ourHost, ask);
  });
}
