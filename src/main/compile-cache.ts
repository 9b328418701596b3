// Keeps what Node.js makes of the source, types stripped and compiled, so that later starts need not do it again.

import { constants, enableCompileCache, flushCompileCache, getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Beside the installed packages: whoever can write there can change the code as well. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/gatehouse', import.meta.url));

/**
 * To be called before the code that shall be kept is imported. Entries are found by their source, so that changed code
 * is compiled anew; a folder that cannot be written costs the speed alone. Answers whether anything will be kept.
 */
export function keepCompiled(): boolean {
  const { status } = enableCompileCache(FOLDER);
  return (
    status === constants.compileCacheStatus.ENABLED || status === constants.compileCacheStatus.ALREADY_ENABLED
  );
}

/** The environment of a worker thread, which then finds and keeps what this one does. */
export function workerEnvironment(): NodeJS.ProcessEnv {
  if (getCompileCacheDir() === undefined) return process.env;
  return { ...process.env, NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? FOLDER };
}

/**
 * Writes what is new so far, which otherwise happens when the process ends by itself, and frees what was read and is compiled
 * now: it would stay in memory until then.
 */
export function writeCompiled(): void {
  flushCompileCache();
}
