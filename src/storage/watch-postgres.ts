// Notices commits of other servers to a PostgreSQL database.

import { Client } from 'pg';

import { JOURNAL_CHANNEL } from './journal-store.ts';
import { translatePostgresError } from './storage-error.ts';

const FALLBACK_MS = 1_000;

/**
 * Calls `listener` when a server has committed journal entries, and once a second in case a notification was lost or
 * the connection broke, which it then makes anew. Answers a function that stops it; the timer does not keep the process alive.
 */
export async function watchPostgres(url: string, listener: () => void): Promise<() => Promise<void>> {
  const watch = new PostgresWatch(url, listener);
  await watch.connect();
  const timer = setInterval(() => watch.tick(), FALLBACK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await watch.close();
  };
}

class PostgresWatch {
  readonly #url: string;
  readonly #listener: () => void;
  #client: Client | undefined;
  #isConnecting = false;
  #isClosed = false;

  constructor(url: string, listener: () => void) {
    this.#url = url;
    this.#listener = listener;
  }

  tick(): void {
    this.#listener();
    if (this.#client !== undefined || this.#isConnecting) return;
    this.#isConnecting = true;
    // The database is away: the next tick tries again, and whoever queries meanwhile tells of it.
    void this.connect()
      .catch(() => {})
      .finally(() => {
        this.#isConnecting = false;
      });
  }

  async connect(): Promise<void> {
    const client = new Client({ connectionString: this.#url, application_name: 'gatehouse watch' });
    const drop = (): void => {
      if (this.#client === client) this.#client = undefined;
    };
    client.on('error', drop);
    client.on('end', drop);
    client.on('notification', () => this.#listener());
    try {
      await client.connect();
      await client.query(`listen ${JOURNAL_CHANNEL}`);
    } catch (error) {
      // A standby takes connections and refuses to notify: each try would leave one behind.
      await client.end().catch(() => {});
      throw translatePostgresError(error);
    }
    if (this.#isClosed) await client.end();
    else this.#client = client;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client?.end();
  }
}
