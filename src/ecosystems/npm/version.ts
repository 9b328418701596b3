// npm's version order: Semantic Versioning as node-semver reads it loosely, with a lenient reading below that.
// Advisories of npm are ranges of type SEMVER (OSV schema 1.7): they compare by this order, never by `semver.satisfies`,
// which passes over the pre-releases of a fixed version.

// Its parts, and not the package, which is some fifty files: every command loads this.
import parse from 'semver/functions/parse.js';
import valid from 'semver/functions/valid.js';

import type { VersionOrder } from '../adapter-version.ts';
import { semanticOrder, type SemanticVersion } from '../semantic-version.ts';
import { MAX_VERSION_LENGTH } from '../sort-key.ts';

const LENIENT = /^[v=\s]*([0-9]+(?:\.[0-9]+)*)(.*)$/s;

/**
 * The order of npm versions. Valid is what `semver.parse` takes with `loose`. Versions that it rejects but that start
 * with a number (`1.2`, `1.2.3.4`, numbers beyond 2^53) are not valid, yet take their place among the valid ones,
 * as advisories use them; anything else sorts below.
 */
export const versions: VersionOrder = {
  isValid: (version) => valid(version, { loose: true }) !== null,
  ...semanticOrder(readVersion),
};

function readVersion(version: string): SemanticVersion | undefined {
  if (version.length > MAX_VERSION_LENGTH) return undefined;
  const parsed = parse(version, { loose: true });
  if (parsed === null) return readLeniently(version.trim());
  return {
    numbers: [String(parsed.major), String(parsed.minor), String(parsed.patch)],
    prerelease: parsed.prerelease.map(String),
  };
}

function readLeniently(version: string): SemanticVersion | undefined {
  const match = LENIENT.exec(version);
  if (match === null) return undefined;
  const [, numbers = '', rest = ''] = match;
  const plus = rest.indexOf('+');
  const prerelease = (plus < 0 ? rest : rest.slice(0, plus)).replace(/^[-.]/, '');
  return {
    numbers: numbers.split('.'),
    prerelease: prerelease.split('.').filter((identifier) => identifier !== ''),
  };
}
