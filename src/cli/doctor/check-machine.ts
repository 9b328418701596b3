// The program, the data folder and the way to the upstreams, as seen from this machine.

import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { messageOf } from '../../kernel/errors.ts';
import { assertNodeVersion, readVersion } from '../../main/version.ts';
import { readConfig } from '../../main/config.ts';
import type { SharedFlags } from '../context.ts';
import { describeBytes } from '../describe-bytes.ts';
import type { Machine } from '../machine.ts';
import { checkClock } from './check-server.ts';
import { fault, ok, type Finding } from './finding.ts';

const LITTLE_ROOM_BYTES = 1_000_000_000;
const TIMEOUT_MS = 8_000;

/** Gatehouse's own version and that of Node.js. */
export function checkProgram(): Finding {
  try {
    assertNodeVersion();
    return ok('program', `Gatehouse ${readVersion()} on Node.js ${process.versions.node}`);
  } catch (error) {
    return fault('program', messageOf(error), 'npm ci');
  }
}

/** The folder that a server on this machine would use, where there is one. */
export function checkFolder(
  { dataDir, configFile }: SharedFlags,
  machine: Pick<Machine, 'environment'>,
): readonly Finding[] {
  if (!existsSync(dataDir)) return [];
  const findings: Finding[] = [];
  try {
    accessSync(dataDir, constants.W_OK);
  } catch {
    findings.push(
      fault(
        'folder',
        `${dataDir} cannot be written to`,
        `make it the server's own: chown -R "$USER" ${dataDir}`,
      ),
    );
  }
  findings.push(checkRoom(dataDir), ...checkRights(dataDir));
  if (!existsSync(configFile)) return findings;
  try {
    readConfig(configFile, machine.environment);
    findings.push(ok('folder', `${configFile} is sound`));
  } catch (error) {
    findings.push(
      fault(
        'folder',
        error instanceof Error ? error.message.replaceAll('\n', ';') : messageOf(error),
        `mend ${configFile}`,
      ),
    );
  }
  return findings;
}

function checkRoom(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  const text = `${describeBytes(freeBytes)} free on the disk of ${dataDir}`;
  if (freeBytes >= LITTLE_ROOM_BYTES) return ok('folder', text);
  return fault('folder', text, 'make room, or lower storage.cache_quota in gatehouse.toml');
}

/** Credentials of upstreams and the digests of tokens are kept there. */
function checkRights(dataDir: string): readonly Finding[] {
  return [dataDir, join(dataDir, 'gatehouse.toml')]
    .filter((path) => existsSync(path) && (statSync(path).mode & 0o007) !== 0)
    .map((path) =>
      fault('folder', `${path} can be reached by every user of this machine`, `chmod o-rwx ${path}`),
    );
}

/** Asks each configured upstream itself, for when no server runs that could tell. */
export async function checkUpstreamsDirectly(
  machine: Pick<Machine, 'fetch' | 'clock' | 'environment'>,
  { configFile }: SharedFlags,
): Promise<readonly Finding[]> {
  if (!existsSync(configFile)) return [];
  let upstreams: readonly { readonly ecosystem: string; readonly name: string; readonly url: string }[];
  try {
    const configured = Object.entries(readConfig(configFile, machine.environment).upstreams);
    upstreams = configured.flatMap(([ecosystem, list]) =>
      list.map(({ name, url }) => ({ ecosystem, name, url })),
    );
  } catch {
    // Its faults are told where the folder is looked at.
    return [];
  }
  const asked = await Promise.all(
    upstreams.map(async ({ ecosystem, name, url }): Promise<readonly Finding[]> => {
      const startedAt = machine.clock.now();
      try {
        const response = await machine.fetch(url, {
          method: 'HEAD',
          signal: AbortSignal.timeout(TIMEOUT_MS),
          redirect: 'manual',
        });
        await response.body?.cancel();
        // Any answer will do: what stands at the address itself differs.
        return [
          ok('upstreams', `${ecosystem} ${name} answers`),
          ...checkClock(machine.clock.now(), startedAt, response.headers.get('date'), url),
        ];
      } catch (error) {
        const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        return [
          fault(
            'upstreams',
            `${ecosystem} ${name} (${url}) does not answer: ${messageOf(inner)}`,
            'see whether this machine may reach it, and its address in gatehouse.toml',
          ),
        ];
      }
    }),
  );
  return asked.flat();
}
