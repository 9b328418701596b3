// Notices commits of other connections, threads and processes to an SQLite file.

import type { SqliteHandle } from './sqlite-connection.ts';
import { openSqliteReader } from './sqlite-dialect.ts';

const INTERVAL_MS = 250;

/**
 * Calls `listener` within a quarter of a second after a commit to the file (https://www.sqlite.org/pragma.html#pragma_data_version).
 * Answers a function that stops it; the timer does not keep the process alive.
 */
export function watchSqlite(path: string, listener: () => void): () => Promise<void> {
  const handle = openSqliteReader(path);
  let version = readVersion(handle);
  const timer = setInterval(() => {
    const found = readVersion(handle);
    if (found === undefined || found === version) return;
    version = found;
    listener();
  }, INTERVAL_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    handle.close();
  };
}

/** Undefined while the file cannot be read: the next look may find it, and whoever queries meanwhile tells of it. */
function readVersion(handle: SqliteHandle): number | undefined {
  try {
    return handle.run<{ data_version: number }>('pragma data_version').rows[0]?.data_version;
  } catch {
    return undefined;
  }
}
