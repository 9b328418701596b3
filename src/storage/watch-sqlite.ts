// Notices commits of other connections, threads and processes to an SQLite file.

import { openSqliteReader } from './sqlite-dialect.ts';

const INTERVAL_MS = 250;

/**
 * Calls `listener` within a quarter of a second after a commit to the file (https://www.sqlite.org/pragma.html#pragma_data_version).
 * Answers a function that stops it; the timer does not keep the process alive.
 */
export function watchSqlite(path: string, listener: () => void): () => Promise<void> {
  const handle = openSqliteReader(path);
  const readVersion = (): number | undefined =>
    handle.run<{ data_version: number }>('pragma data_version').rows[0]?.data_version;
  let version = readVersion();
  const timer = setInterval(() => {
    const found = readVersion();
    if (found === version) return;
    version = found;
    listener();
  }, INTERVAL_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    handle.close();
  };
}
