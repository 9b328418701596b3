// Structured logs: one JSON object a line. What outside bytes could do to a terminal or a log reader is escaped.

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * What JSON lets stand, and a terminal or an editor obeys: DEL and the C1 controls (one of them begins a sequence as ESC
 * does), separators of lines, marks that turn the direction of writing, and characters without width.
 */
// oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is escaped by itself
const DECEPTIVE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

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
      write(`${JSON.stringify(line).replace(DECEPTIVE, escapeUnit)}\n`);
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
