// pylock.toml and pylock.<name>.toml as a graph of components (PEP 751). A version may be missing; what depends on what is
// told for people only, and need not be told; markers say for which platforms, extras and groups a package is there.

import type { Component, ComponentGraph, ComponentScope } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { connectPackages, type Ask, type AskingPackage } from './connect-packages.ts';
import { withoutCredentials } from './gate-address.ts';
import { lockedComponent } from './locked-component.ts';
import { normalizeName } from './name.ts';
import { readToml, tellValue } from './read-toml.ts';
import { tablesOf, type LockTable } from './tables-of.ts';

const WHAT = 'pylock.toml';

export const pylock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => /^pylock(?:\.[^.]+)?\.toml$/.test(fileName),
  read: readPylockGraph,
};

function readPylockGraph(text: string): ComponentGraph {
  const document = readToml(text, WHAT);
  const version = field(document.value, 'lock-version');
  assertVersion(version);
  const scopes = scopeRules(document.value);
  const packages = tablesOf(document, 'packages', WHAT).map((one) => readPackage(one, scopes));
  return { format: `${WHAT} ${version}`, ...connectPackages({ what: WHAT, packages, roots: [] }) };
}

/** A newer minor version may be read, says the PEP. */
function assertVersion(version: unknown): asserts version is string {
  const major = typeof version === 'string' ? /^(\d{1,3})\.\d{1,3}$/.exec(version)?.[1] : undefined;
  if (major === '1') return;
  throw new GatehouseError(
    major === undefined ? 'invalid-document' : 'unsupported',
    `Cannot read ${WHAT}: found ${tellValue(version)} as lock-version, expected 1.x`,
  );
}

/** What a package is for, by its marker. */
type ScopeRules = (marker: string) => ComponentScope;

/**
 * A file without groups does not say what is for development. With groups, those that are installed by default are for
 * running; a marker that asks for other groups only is for development; where it is not that plain it stays unknown.
 */
function scopeRules(value: JsonObject): ScopeRules {
  const groups = new Set(textsOf(field(value, 'dependency-groups')).map(normalizeName));
  const byDefault = new Set(textsOf(field(value, 'default-groups')).map(normalizeName));
  if (groups.size === 0 && byDefault.size === 0) return () => 'unknown';
  return (marker) => {
    if (!marker.includes('dependency_groups')) return 'runtime';
    if (/\bextras\b/.test(marker) || /\bnot\s+in\s+dependency_groups\b/.test(marker)) return 'unknown';
    const asked = [...marker.matchAll(/["']([^"']*)["']\s+in\s+dependency_groups\b/g)];
    if (asked.some(([, group = '']) => byDefault.has(normalizeName(group)))) return 'runtime';
    return asked.length > 0 && isOnlyGroups(marker) ? 'development' : 'unknown';
  };
}

/** Whether every way to meet the marker asks for a group: no `or` beside one that does not. */
function isOnlyGroups(marker: string): boolean {
  return marker.split(/\bor\b/).every((way) => way.includes('dependency_groups'));
}

function readPackage({ table, line }: LockTable, scopes: ScopeRules): AskingPackage {
  const files = [field(table, 'sdist'), ...arrayField(table, 'wheels'), field(table, 'archive')].filter(
    isObject,
  );
  const address = stringField(objectField(table, 'vcs') ?? objectField(table, 'archive') ?? {}, 'url');
  const component = lockedComponent({
    name: stringField(table, 'name') ?? '',
    version: stringField(table, 'version'),
    requested: address === undefined ? undefined : withoutCredentials(address),
    source: sourceOf(table),
    scope: scopes(stringField(table, 'marker') ?? ''),
    hashes: files.map(readHash),
    line,
  });
  return { component, asks: asksOf(table) };
}

function sourceOf(table: JsonObject): Component['source'] {
  if (field(table, 'directory') !== undefined) return 'project';
  return field(table, 'vcs') === undefined && field(table, 'archive') === undefined
    ? 'registry'
    : 'elsewhere';
}

function readHash(file: JsonObject): string | undefined {
  const hashes = objectField(file, 'hashes') ?? {};
  const [algorithm] = ['sha512', 'sha384', 'sha256', 'sha1'].filter(
    (one) => field(hashes, one) !== undefined,
  );
  return algorithm === undefined ? undefined : `${algorithm}:${stringField(hashes, algorithm) ?? ''}`;
}

/** Undefined where the package says nothing, since the tools that write these files need not. */
function asksOf(table: JsonObject): readonly Ask[] | undefined {
  const dependencies = field(table, 'dependencies');
  if (!Array.isArray(dependencies)) return undefined;
  return dependencies.filter(isObject).flatMap((dependency): readonly Ask[] => {
    const name = stringField(dependency, 'name');
    const version = stringField(dependency, 'version');
    if (name === undefined) return [];
    return [
      {
        name: normalizeName(name),
        ...(version === undefined ? {} : { accepts: (component) => component.version === version }),
      },
    ];
  });
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
