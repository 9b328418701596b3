// `npm ci` of fixtures/app by a client with nothing in its cache; and the files that it asks a registry for.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import type { Bench } from '../bench.ts';
import { APP_FOLDER, lockedPackages, type LockedPackage } from '../locked-packages.ts';
import { CLIENT_CORE, runToEnd } from '../peers/child.ts';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';
const AT_ONCE = 12;
/** Files in memory, on Linux. */
const MEMORY_FOLDER = '/dev/shm';
/** What a cache and an installation take, with room to spare. */
const ROOM_BYTES = 4 * 1024 ** 3;

/** How long it takes, in milliseconds. Throws when npm fails. Packages' own scripts do not run. */
export async function installLocked({ folder }: Pick<Bench, 'folder'>, registry: string): Promise<number> {
  const root = mkdtempSync(join(clientFolder(folder), 'gatehouse-bench-app-'));
  try {
    const project = join(root, 'project');
    const home = join(root, 'home');
    for (const made of [project, home]) mkdirSync(made);
    for (const file of ['package.json', 'package-lock.json'])
      cpSync(join(APP_FOLDER, file), join(project, file));
    writeFileSync(
      join(home, '.npmrc'),
      `registry=${registry}/\nfund=false\naudit=false\nupdate-notifier=false\n`,
    );
    // What runs before this one wrote and deleted is not to be paid for by this one.
    await runToEnd(['sync'], { cwd: project });
    const startedAt = performance.now();
    await runToEnd(['npm', 'ci', '--ignore-scripts', '--loglevel=error', '--cache', join(root, 'cache')], {
      cwd: project,
      core: CLIENT_CORE,
      env: { ...machineEnvironment(), HOME: home },
    });
    const tookMs = performance.now() - startedAt;
    if (
      !existsSync(join(project, 'node_modules')) ||
      readdirSync(join(project, 'node_modules')).length < 100
    ) {
      throw new Error(`npm ci from ${registry} installed nothing`);
    }
    return tookMs;
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Where the client works: in memory where there is room, since its hundred thousand small files would keep the disk busy
 * for minutes, and whoever is measured next, or waits for the disk at the same time, would pay for that.
 */
function clientFolder(folder: string): string {
  if (!existsSync(MEMORY_FOLDER)) return folder;
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize < ROOM_BYTES ? folder : MEMORY_FOLDER;
}

/** Without what an npm that runs this says to the npm below it. */
function machineEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}

/** A file of a registry. */
export interface CopiedFile {
  /** Below the registry's root; begins with a slash. */
  readonly path: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly isIndex: boolean;
}

/** Everything that `npm ci` of fixtures/app asks `registry` for: abbreviated packuments and archives. */
export async function readRegistry(registry: string): Promise<readonly CopiedFile[]> {
  const names = Map.groupBy(lockedPackages(), ({ name }) => name);
  const files: CopiedFile[] = [];
  const left = [...names];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      files.push(...(await readPackage(registry, ...next)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return files;
}

async function readPackage(
  registry: string,
  name: string,
  versions: readonly LockedPackage[],
): Promise<readonly CopiedFile[]> {
  const index = await readFile(registry, `${registry}/${name}`, true);
  const packument = JSON.parse(index.body.toString()) as {
    readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } }>>;
  };
  const files = versions.map(({ version }) => {
    const address = packument.versions[version]?.dist.tarball;
    if (address === undefined) throw new Error(`${registry} has no ${name}@${version}`);
    return readFile(registry, address, false);
  });
  return [index, ...(await Promise.all(files))];
}

async function readFile(registry: string, url: string, isIndex: boolean): Promise<CopiedFile> {
  const answer = await fetch(url, isIndex ? { headers: { accept: ABBREVIATED } } : {});
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  const body = Buffer.from(await answer.arrayBuffer());
  const path = new URL(url).pathname.slice(new URL(registry).pathname.replace(/\/$/, '').length);
  return { path, body, contentType: answer.headers.get('content-type') ?? '', isIndex };
}
