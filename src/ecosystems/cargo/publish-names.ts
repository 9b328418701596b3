// Which names and versions Cargo lets be published: fewer than its index may hold.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { names } from './name.ts';
import { versions } from './version.ts';

const START = /^[A-Za-z]/;

/** The crates that come with the compiler: a crate of such a name would be taken for one. */
const OF_THE_COMPILER = [
  'alloc',
  'arena',
  'ast',
  'builtins',
  'collections',
  'compiler-builtins',
  'compiler-rt',
  'compiletest',
  'core',
  'coretest',
  'debug',
  'driver',
  'flate',
  'fmt-macros',
  'grammar',
  'graphviz',
  'macro',
  'macros',
  'proc-macro',
  'rbml',
  'rust-installer',
  'rustbook',
  'rustc',
  'rustdoc',
  'rustllvm',
  'rustuv',
  'serialize',
  'std',
  'syntax',
  'test',
  'unicode',
];

/** No folder of such a name can be made on Windows. */
const DEVICES = [
  'nul',
  'con',
  'prn',
  'aux',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((at) => [`com${at}`, `lpt${at}`]),
];

const RESERVED: ReadonlySet<string> = new Set([...OF_THE_COMPILER, ...DEVICES]);

/** The canonical name. Throws `invalid-name` for what no index holds, and for what a new crate may not be called. */
export function readPublishName(raw: string): PackageName {
  const name = names.parse(raw);
  if (!START.test(raw)) throw invalidName(raw, 'found another beginning, expected a letter');
  if (RESERVED.has(name.replaceAll('_', '-')) || name.startsWith('rustc-') || name.startsWith('rustc_')) {
    throw invalidName(raw, 'found a name that is the compiler’s or a device’s, expected another');
  }
  return name;
}

/** Throws `invalid-version` for what is no version of three numbers. */
export function readPublishVersion(version: string, name: string): string {
  if (versions.isValid(version)) return version;
  throw new GatehouseError(
    'invalid-version',
    `Cannot publish ${name}: found the version ${JSON.stringify(version.slice(0, 100))}, expected a semantic version such as 1.2.3 or 1.2.3-rc.1`,
  );
}

/** Cargo orders by no build metadata: versions that differ in it alone are one. */
export function versionKey(version: string): string {
  return version.split('+', 1)[0] ?? version;
}

function invalidName(raw: string, why: string): GatehouseError {
  return new GatehouseError('invalid-name', `Cannot publish ${raw}: ${why}`);
}
