// The lock files of a project whose clients are known, each with what lies beside it.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { ClientRecipe } from '../../ecosystems/adapter-client-setup.ts';
import type { FixFiles, FixMethod } from '../../ecosystems/adapter-fix.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import type { ProjectFolder } from '../../inventory/ports.ts';
import type { Project } from '../../inventory/scan/read-project.ts';

/** A lock file that can be moved. */
export interface FixSubject {
  /** Relative to what was opened. */
  readonly path: string;
  /** The folder that it lies in; '' is the one that was opened. */
  readonly base: string;
  readonly graph: ComponentGraph;
  readonly adapter: Adapter;
  readonly method: FixMethod;
  readonly recipe: ClientRecipe;
  readonly files: FixFiles;
}

/** How often a client may name further files that it takes. */
const MOST_ROUNDS = 5;

/** In the order of the project's files. */
export async function findSubjects(folder: ProjectFolder, project: Project): Promise<readonly FixSubject[]> {
  const found: FixSubject[] = [];
  for (const { path, graph } of project.files) {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const base = path.slice(0, Math.max(0, slash));
    const client = clientFor(name, base.slice(base.lastIndexOf('/') + 1));
    const text = client === undefined ? undefined : await folder.read(path);
    if (client === undefined || text === undefined) continue;
    const files = await readBeside(folder, base, client.method, {
      lock: name,
      texts: new Map([[name, text]]),
    });
    found.push({ path, base, graph, ...client, files });
  }
  return found;
}

/** Those that a client could be told to move have no place here: the format alone decides. */
function clientFor(
  name: string,
  folderName: string,
): Pick<FixSubject, 'adapter' | 'method' | 'recipe'> | undefined {
  for (const adapter of Object.values(ADAPTERS)) {
    const format = adapter.manifests.find((one) => one.isNamed(name, folderName));
    const method = adapter.fixes.find((one) => one.format === format?.id);
    const recipe = adapter.clients.find(({ id }) => id === method?.client);
    if (method !== undefined && recipe !== undefined) return { adapter, method, recipe };
  }
  return undefined;
}

async function readBeside(
  folder: ProjectFolder,
  base: string,
  method: FixMethod,
  first: FixFiles,
): Promise<FixFiles> {
  const texts = new Map(first.texts);
  const asked = new Set<string>(texts.keys());
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const wanted = method.companions({ lock: first.lock, texts }).filter((path) => !asked.has(path));
    if (wanted.length === 0) break;
    for (const path of wanted) {
      asked.add(path);
      // What lies outside of the folder is not the project's.
      if (path.startsWith('/') || path.split('/').includes('..')) continue;
      const text = await folder.read(base === '' ? path : `${base}/${path}`);
      if (text !== undefined) texts.set(path, text);
    }
  }
  return { lock: first.lock, texts };
}
