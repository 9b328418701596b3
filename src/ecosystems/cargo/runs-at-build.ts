// What of a crate runs on the machine of whoever builds it: its build scripts, and macros that the compiler itself runs.

import { field, objectField, type JsonObject } from '../../formats/json.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { InstallRun } from '../adapter-publish.ts';
import { readToml } from './read-toml.ts';

/** By the Cargo.toml in the crate; of one that cannot be read it says so, and names what scripts are called where nothing is said. */
export function runsAtBuild(
  manifest: Uint8Array | undefined,
  paths: ReadonlySet<string>,
): readonly InstallRun[] {
  const read = manifest === undefined ? undefined : findDocument(manifest);
  const document = read ?? {};
  const build = field(objectField(document, 'package') ?? objectField(document, 'project') ?? {}, 'build');
  const isUnread = read === undefined && paths.has('Cargo.toml');
  return [
    ...scriptsOf(build, paths).map((what) => ({ what, runs: 'compiled and run before the crate is built' })),
    ...(isMacro(document)
      ? [{ what: 'proc-macro', runs: 'run by the compiler of whoever builds with it' }]
      : []),
    ...(isUnread ? [{ what: 'Cargo.toml', runs: 'cannot be read here, and may name more that runs' }] : []),
  ];
}

/** Several are named by a list. */
function scriptsOf(build: unknown, paths: ReadonlySet<string>): readonly string[] {
  if (build === false) return [];
  const named = (Array.isArray(build) ? build : [build]).filter((one) => typeof one === 'string');
  if (named.length > 0) return named.map((path) => path.replace(/^(?:\.\/)+/, ''));
  return paths.has('build.rs') ? ['build.rs'] : [];
}

/** The old spellings count too, as cargo counts them. */
function isMacro(document: JsonObject): boolean {
  const library = objectField(document, 'lib') ?? {};
  const kinds = [field(library, 'crate-type') ?? field(library, 'crate_type')].flat();
  return (
    (field(library, 'proc-macro') ?? field(library, 'proc_macro')) === true || kinds.includes('proc-macro')
  );
}

function findDocument(manifest: Uint8Array): JsonObject | undefined {
  try {
    return readToml(Buffer.from(manifest).toString('utf8'), 'the Cargo.toml');
  } catch (error) {
    if (isGatehouseError(error)) return undefined;
    throw error;
  }
}
