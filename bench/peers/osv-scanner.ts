// osv-scanner, offline, on the very records that Gatehouse took in: those about npm, in the archive that it keeps of them.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { packZip } from '../../test/support/zip.ts';
import { SERVER_CORE, isInstalled, startChild } from './child.ts';

/** Why it cannot stand beside; undefined when it can. */
export function missingOsvScanner(): string | undefined {
  return isInstalled('osv-scanner') ? undefined : 'osv-scanner is not installed';
}

export interface OsvScanner {
  /** Reads the lock file by a process of its own; answers the packages that it reports, as `name@version`. */
  scan(lockFile: string): Promise<readonly string[]>;
}

/** Lays its archive of npm's records in `folder`; of several records of one id the last counts. */
export function openOsvScanner(folder: string, data: string): OsvScanner {
  const records = new Map<string, string>();
  for (const source of ['osv', 'malware']) {
    for (const file of readdirSync(join(data, source)).filter((name) => name.endsWith('.ndjson.gz'))) {
      for (const line of gunzipSync(readFileSync(join(data, source, file)))
        .toString()
        .split('\n')) {
        const id = idOfNpmRecord(line);
        if (id !== undefined) records.set(id, line);
      }
    }
  }
  const archive = packZip([...records].map(([id, content]) => ({ name: `${id}.json`, content })));
  // Older versions of it and newer ones look into folders of different names.
  for (const name of ['osv-scanner', 'osv-scalibr']) {
    mkdirSync(join(folder, name, 'npm'), { recursive: true });
    writeFileSync(join(folder, name, 'npm', 'all.zip'), archive);
  }
  return { scan: (lockFile) => scan(folder, lockFile) };
}

function idOfNpmRecord(line: string): string | undefined {
  if (!line.includes('"npm"')) return undefined;
  const record = JSON.parse(line) as {
    readonly id: string;
    readonly modified?: string;
    readonly affected?: readonly { readonly package?: { readonly ecosystem?: string } }[];
  };
  const isAbout = record.affected?.some((one) => one.package?.ecosystem === 'npm') ?? false;
  return isAbout && record.modified !== undefined ? record.id : undefined;
}

async function scan(folder: string, lockFile: string): Promise<readonly string[]> {
  const child = startChild(
    [
      'osv-scanner',
      'scan',
      'source',
      '--offline',
      '--offline-vulnerabilities',
      '--format',
      'json',
      '-L',
      lockFile,
    ],
    { core: SERVER_CORE, env: { ...process.env, XDG_CACHE_HOME: folder } },
  );
  // It ends with 1 when it found something.
  if ((await child.ended) > 1) throw new Error(`osv-scanner failed:\n${child.output().slice(-2_000)}`);
  const printed = child.output();
  const { results } = JSON.parse(printed.slice(printed.indexOf('\n{') + 1, printed.lastIndexOf('}') + 1)) as {
    readonly results: readonly {
      readonly packages: readonly { readonly package: { readonly name: string; readonly version: string } }[];
    }[];
  };
  return results.flatMap(({ packages }) =>
    packages.map((one) => `${one.package.name}@${one.package.version}`),
  );
}
