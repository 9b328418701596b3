// OSV records for tests: malware that names versions or a whole package, and vulnerabilities.

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';

/** The ecosystem ids that the OSV schema fixes. */
const OSV_ECOSYSTEMS: Readonly<Record<Ecosystem, string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  cargo: 'crates.io',
  maven: 'Maven',
  composer: 'Packagist',
};

interface RecordParts {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly id?: string;
  readonly summary?: string;
  /** ISO 8601; default now. */
  readonly published?: string;
}

/** A malware record: of the versions listed, or of all. */
export function malwareRecord(parts: RecordParts & { readonly versions?: readonly string[] }): object {
  const published = parts.published ?? new Date().toISOString();
  const entry = { package: { ecosystem: OSV_ECOSYSTEMS[parts.ecosystem], name: parts.name } };
  const id = parts.id ?? `MAL-2026-${hashOf(parts.ecosystem + parts.name)}`;
  return {
    id,
    schema_version: '1.7.0',
    published,
    modified: published,
    summary: parts.summary ?? `Malicious code in ${parts.name} (${parts.ecosystem})`,
    affected: [
      parts.versions === undefined
        ? { ...entry, ranges: [{ type: rangeType(parts.ecosystem), events: [{ introduced: '0' }] }] }
        : { ...entry, versions: parts.versions },
    ],
  };
}

/** A vulnerability with a fix, reviewed; `score` 9.8 or 7.5. */
export function vulnerabilityRecord(
  parts: RecordParts & { readonly fixed: string; readonly isCritical?: boolean },
): object {
  const published = parts.published ?? new Date().toISOString();
  const impact = parts.isCritical === true ? 'C:H/I:H/A:H' : 'C:N/I:N/A:H';
  return {
    id: parts.id ?? `GHSA-test-${hashOf(parts.ecosystem + parts.name)}`,
    schema_version: '1.7.0',
    published,
    modified: published,
    summary: parts.summary ?? `A hole in ${parts.name}`,
    severity: [{ type: 'CVSS_V3', score: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/${impact}` }],
    affected: [
      {
        package: { ecosystem: OSV_ECOSYSTEMS[parts.ecosystem], name: parts.name },
        ranges: [{ type: rangeType(parts.ecosystem), events: [{ introduced: '0' }, { fixed: parts.fixed }] }],
      },
    ],
    database_specific: { github_reviewed: true },
  };
}

function rangeType(ecosystem: Ecosystem): string {
  return ecosystem === 'npm' || ecosystem === 'cargo' ? 'SEMVER' : 'ECOSYSTEM';
}

/** Four to nine digits that stay the same for the same text. */
function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 999_999_937;
  return 1_000 + hash;
}
