// gradle.lockfile as a flat list of components (docs.gradle.org, "Locking Versions"): each with the configurations that it
// is in, and no word about which of them needs which.

import type { Component, ComponentGraph, ComponentScope } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { names } from './name.ts';
import { versions } from './version.ts';

const WHAT = 'gradle.lockfile';
const MAX_LENGTH = 64 * 1024 * 1024;
/** What the last line begins with: the configurations that lock nothing. */
const EMPTY = 'empty';

/** The lock file of a project, of its build script (`buildscript-`) and of its settings (`settings-`). */
export const gradleLockfile: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => /^(?:[\w.]+-)?gradle\.lockfile$/.test(fileName),
  read: readGradleLockfile,
};

function readGradleLockfile(text: string): ComponentGraph {
  if (text.length > MAX_LENGTH) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${WHAT}: found ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  const components: Component[] = [];
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    if (equals < 0) throw notALine(line, at + 1);
    const coordinates = line.slice(0, equals);
    if (coordinates !== EMPTY) components.push(readComponent(coordinates, line.slice(equals + 1), at + 1));
  }
  return {
    format: WHAT,
    components,
    roots: [],
    needs: components.map(() => undefined),
    gaps: [],
  };
}

function readComponent(coordinates: string, configurations: string, line: number): Component {
  const [groupId = '', artifactId = '', version = '', ...rest] = coordinates.split(':', 4);
  if (groupId === '' || artifactId === '' || version === '' || rest.length > 0) {
    throw notALine(coordinates, line);
  }
  const name = findName(`${groupId}:${artifactId}`);
  return {
    ...(name === undefined ? {} : { ecosystem: 'maven' as const }),
    name: name ?? `${groupId}:${artifactId}`,
    ...(versions.isValid(version) ? { version } : { requested: version }),
    source: 'registry',
    scope: scopeOf(configurations),
    line,
  };
}

function findName(raw: string): string | undefined {
  try {
    return names.parse(raw);
  } catch {
    // A name that Maven cannot have: it is told as unknown.
    return undefined;
  }
}

/** The word "test" within a name that runs its words together: `testRuntimeClasspath`, `debugUnitTestRuntimeClasspath`. */
const TEST = /^test(?:[A-Z0-9]|$)|Test(?:s|Fixtures)?(?:[A-Z0-9]|$)/;
/** The build's own tools: plugins of a build script, and what Gradle's own plugins run beside the code. */
const TOOLS: ReadonlySet<string> = new Set([
  'classpath',
  'checkstyle',
  'pmd',
  'pmdAux',
  'codenarc',
  'jacocoAgent',
  'jacocoAnt',
]);

/** Development when nothing but tests and the build's tools has it; annotation processors write code that is delivered. */
function scopeOf(configurations: string): ComponentScope {
  const all = configurations.split(',').filter((one) => one !== '');
  if (all.length === 0) return 'unknown';
  return all.every((one) => TEST.test(one) || TOOLS.has(one)) ? 'development' : 'runtime';
}

function notALine(found: string, line: number): GatehouseError {
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${JSON.stringify(found.slice(0, 100))} at line ${line}, expected "group:artifact:version=configurations"`,
    { facts: { line } },
  );
}
