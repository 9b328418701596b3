// Structured logs: one JSON object a line. What outside bytes could do to a terminal or a log reader is escaped.

import { escapeControl } from './errors.ts';

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
      const line = { time: new Date(now()).toISOString(), level: at, message, ...describeErrors(facts) };
      // JSON lets much stand that a terminal obeys.
      write(`${escapeControl(JSON.stringify(line))}\n`);
    };
  return { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
}

/** Errors become their message, code and chain of causes; one that neither we nor the system foresaw keeps its stack. */
function describeErrors(facts: LogFacts): LogFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, value instanceof Error ? describeError(value) : value]),
  );
}

function describeError(error: Error, depth = 0): LogFacts {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // What the system says of a call (no such host, no such file) is told by its message.
  const isExpected = error.name === 'GatehouseError' || typeof syscall === 'string';
  return {
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(isExpected ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error && depth < 5 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
