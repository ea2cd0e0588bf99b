/** Fields of a log line. Personal data stands under keys that the sink masks; messages are static texts. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go; `app` makes the real one (pino, masked), tests pass `silentLogger`. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Logger;
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
