// Structured logs: one JSON object a line. JSON escapes what outside bytes could do to a terminal or a log reader.

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line says beside its message. Never secrets. */
export type LogFacts = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** A logger that hands lines of `level` and above to `write`, each with its line break. */
export function createLogger(level: LogLevel, write: (line: string) => void, now: () => number): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const logAt =
    (at: LogLevel) =>
    (message: string, facts: LogFacts = {}) => {
      if (LOG_LEVELS.indexOf(at) < threshold) return;
      write(
        `${JSON.stringify({ time: new Date(now()).toISOString(), level: at, message, ...describeErrors(facts) })}\n`,
      );
    };
  return { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
}

/** Errors become their message, code and chain of causes; an unexpected one keeps its stack. */
function describeErrors(facts: LogFacts): LogFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, value instanceof Error ? describeError(value) : value]),
  );
}

function describeError(error: Error, depth = 0): LogFacts {
  const { code } = error as { code?: unknown };
  const isExpected = error.name === 'GatehouseError';
  return {
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(isExpected ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error && depth < 5 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
