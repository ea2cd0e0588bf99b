import type { ClusterPlace } from './cluster-place.ts';

/** `throw-away` trades safety for speed: for tests. */
export type Durability = 'durable' | 'throw-away';

/**
 * Nothing that users wrote may reach the log: not statements, not parameters, and not error messages, which quote
 * values ("invalid input syntax for type uuid: …", "Key (phone)=(…) already exists"). Errors go to the client alone.
 */
const silence = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_lock_waits: 'off',
  log_temp_files: '-1',
  log_autovacuum_min_duration: '-1',
  log_checkpoints: 'off',
};

const size = {
  max_connections: '60',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  jit: 'off',
  // A client that was killed in a long statement is noticed, so that its locks do not outlive it.
  client_connection_check_interval: '2s',
};

const throwAway = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

/** The command line of the postmaster: a Unix socket in a folder of its own and no network. */
export function postgresArguments(place: ClusterPlace, durability: Durability): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: place.socketFolder,
    unix_socket_permissions: '0700',
    ...size,
    ...silence,
    ...(durability === 'throw-away' ? throwAway : {}),
  };
  return ['-D', place.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
