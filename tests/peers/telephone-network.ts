import { spawnSync } from 'node:child_process';

/** Why no network can be made here; null: it can. */
export const networkMissing: string | null =
  spawnSync('unshare', ['-n', 'ip', 'link']).status === 0 ? null : 'it needs root, iproute2 and network namespaces';

/**
 * A network namespace where telephones live, joined to us by a pair of interfaces with an address each (198.18/15, RFC
 * 2544): baresip refuses a host with loopback alone. Telephones of one network share its address and differ by port.
 */
export interface TelephoneNetwork {
  /** Our own address on the way there. */
  readonly ourHost: string;
  /** The telephones' address. */
  readonly host: string;
  /** What runs a program there: `ip` with these arguments, then the program and its own. */
  readonly inside: readonly string[];
  close(): void;
}

let networks = 0;

export function openTelephoneNetwork(): TelephoneNetwork {
  if (networkMissing !== null) throw new Error(networkMissing);
  const name = `wh${process.pid}-${++networks}`;
  const subnet = `198.18.${process.pid % 256}`;
  const ourHost = `${subnet}.${networks * 4 + 1}`;
  const host = `${subnet}.${networks * 4 + 2}`;
  ip('netns', 'add', name);
  ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name);
  ip('addr', 'add', `${ourHost}/30`, 'dev', `${name}a`);
  ip('link', 'set', `${name}a`, 'up');
  ip('-n', name, 'addr', 'add', `${host}/30`, 'dev', `${name}b`);
  ip('-n', name, 'link', 'set', `${name}b`, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  // Linphone takes for its own address that by which it would reach the world.
  ip('-n', name, 'route', 'add', 'default', 'via', ourHost);
  return { ourHost, host, inside: ['netns', 'exec', name], close: () => ip('netns', 'delete', name) };
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}
