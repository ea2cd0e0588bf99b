import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import type { LogFields, Logger } from '../foundation/logger.ts';
import { maskFields, maskText } from './mask-log.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

function masked(sink: Pino): Logger {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: LogFields, message: string) =>
    sink[level](maskFields(fields) as object, maskText(message));
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => masked(sink.child(maskFields(fields) as object)),
  };
}

/** JSON lines of the program's log, to standard error or `destination`; no number of a person gets through. */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  return masked(pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination));
}
