// A tarball that is to be published: an archive that every client unpacks alike, whose package.json says what the manifest says.

import { isDeepStrictEqual } from 'node:util';

import { GatehouseError } from '../../kernel/errors.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { readTarGz } from '../../formats/archive/read-tar-gz.ts';
import { hasInstallScripts } from './manifest-facts.ts';

export interface ReadTarball {
  readonly fileCount: number;
  readonly unpackedBytes: number;
  readonly hasInstallScript: boolean;
  readonly warnings: readonly string[];
}

const LIMITS = { maxBytes: 8 << 20, maxDepth: 64 };
/** npm runs these when a package is installed. */
const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'];
/** What a resolver reads: it installs by the manifest, and runs what the archive holds. */
const NEEDS = ['optionalDependencies', 'peerDependencies'];

/**
 * Throws `invalid-archive`, `too-large` for what is no tarball of a package, and `invalid-request` where the package.json in
 * it is of another name or version, or asks for other packages and scripts than the manifest that clients resolve by
 * ("manifest confusion").
 */
export async function readTarball(
  bytes: Uint8Array,
  manifest: JsonObject,
  name: string,
  version: string,
): Promise<ReadTarball> {
  const what = `${name}@${version}`;
  const { packaged, ...facts } = await openTarball(bytes, what);
  assertSame(packaged, manifest, what);
  return { ...facts, warnings: [] };
}

/** What is in a tarball, whoever it says to be. Throws `invalid-archive`, `too-large`, `invalid-document`. */
export async function openTarball(
  bytes: Uint8Array,
  what: string,
): Promise<Omit<ReadTarball, 'warnings'> & { readonly packaged: JsonObject }> {
  // npm strips the first folder, whatever it is called.
  const { entries, taken } = await readTarGz(bytes, what, (path) => /^[^/]+\/package\.json$/.test(path));
  const roots = new Set(entries.map(({ path }) => path.split('/', 1)[0] ?? ''));
  const [[, file] = []] = taken;
  if (roots.size !== 1 || file === undefined) {
    throw invalid(
      what,
      `its archive has ${roots.size} folders at the top, expected one, with a package.json in it`,
    );
  }
  const packaged = parseJsonObject(file, `the package.json of ${what}`, LIMITS);
  const [root] = roots;
  // Some file systems find it in any case.
  const hasBindings = entries.some(({ path }) => path.toLowerCase() === `${root}/binding.gyp`.toLowerCase());
  const files = entries.filter(({ kind }) => kind === 'file');
  return {
    packaged,
    fileCount: files.length,
    unpackedBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    hasInstallScript: hasInstallScripts(packaged) || hasBindings,
  };
}

function assertSame(packaged: JsonObject, manifest: JsonObject, what: string): void {
  for (const key of ['name', 'version'] as const) {
    const [found, expected] = [stringField(packaged, key), stringField(manifest, key)];
    if (found !== expected) {
      throw invalid(
        what,
        `the package.json in its tarball says ${key} ${shown(found)}, its manifest ${shown(expected)}`,
      );
    }
  }
  const [confused] = confusions(packaged, manifest);
  if (confused !== undefined) throw invalid(what, confused.says);
}

/**
 * What the package.json in a tarball says otherwise than the manifest that clients resolve by ("manifest confusion"): other
 * packages that it needs, other scripts that run when it is installed.
 */
export function confusions(
  packaged: JsonObject,
  manifest: JsonObject,
): readonly { readonly key: string; readonly says: string }[] {
  const compared = [
    ...NEEDS.map((key) => [key, wordsOf(packaged, key), wordsOf(manifest, key)] as const),
    ['dependencies', needsOf(packaged), needsOf(manifest)] as const,
    ['bundleDependencies', bundledOf(packaged), bundledOf(manifest)] as const,
  ];
  const needs = compared
    .filter(([, found, expected]) => !isDeepStrictEqual(found, expected))
    .map(([key, found, expected]) => ({
      key,
      says: `${key} of the package.json in its tarball are not those of its manifest: ${shown(found)}, ${shown(expected)}`,
    }));
  const [ran, told] = [hooksOf(packaged), hooksOf(manifest)];
  const hooks = Object.entries(ran)
    .filter(([hook, script]) => told[hook] !== script)
    .map(([hook, script]) => ({
      key: 'scripts',
      says: `its tarball runs ${hook} (${shown(script)}), and its manifest says ${shown(told[hook])}`,
    }));
  return [...needs, ...hooks];
}

/** What both ways of asking come to: npm adds the optional ones to the others. */
function needsOf(manifest: JsonObject): JsonObject {
  return { ...wordsOf(manifest, 'dependencies'), ...wordsOf(manifest, 'optionalDependencies') };
}

function wordsOf(manifest: JsonObject, key: string): JsonObject {
  const words = Object.entries(objectField(manifest, key) ?? {}).filter(
    ([, range]) => typeof range === 'string',
  );
  return Object.fromEntries(words.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** `true` stands for all of them. */
function bundledOf(manifest: JsonObject): readonly unknown[] | boolean {
  const key =
    field(manifest, 'bundleDependencies') === undefined ? 'bundledDependencies' : 'bundleDependencies';
  if (field(manifest, key) === true) return Object.keys(wordsOf(manifest, 'dependencies'));
  return [...arrayField(manifest, key)].map(String).sort((one, other) => (one < other ? -1 : 1));
}

function hooksOf(manifest: JsonObject): Readonly<Record<string, string>> {
  const scripts = objectField(manifest, 'scripts') ?? {};
  const hooks = INSTALL_HOOKS.flatMap((hook) => {
    const script = stringField(scripts, hook);
    return script === undefined ? [] : [[hook, script] as const];
  });
  return Object.fromEntries(hooks);
}

function shown(value: unknown): string {
  const text = isObject(value) || value !== undefined ? JSON.stringify(value) : 'nothing';
  return text.slice(0, 200);
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
