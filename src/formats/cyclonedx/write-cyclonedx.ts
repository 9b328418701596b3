// Writes a bill of materials, with what is known against its components, as CycloneDX 1.6 or 1.7 JSON (cyclonedx.org, ECMA-424).

import type { ComponentScope } from '../../kernel/component-graph.ts';
import { DIGEST_ALGORITHMS } from '../../kernel/digest.ts';
import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import { isSpdxLicenceId } from '../spdx-licence-ids.ts';
import { ALGORITHM_NAMES } from './words.ts';
import { renderAnalysis } from './write-analyses.ts';

export const WRITTEN_VERSIONS = ['1.6', '1.7'] as const;

/** Something that is known against components of the bill. */
export interface BillVulnerability {
  readonly id: string;
  /** Who says so: a feed. */
  readonly source: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly url?: string;
  readonly rating?: { readonly severity: string; readonly score?: number; readonly vector?: string };
  /** What to do, in a sentence. */
  readonly recommendation?: string;
  readonly affects: readonly {
    readonly ref: string;
    readonly version: string;
    readonly status: 'affected' | 'unknown';
  }[];
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** What a VEX statement says of it. */
  readonly analysis?: Parameters<typeof renderAnalysis>[0];
}

export interface CycloneDxFacts {
  readonly version: (typeof WRITTEN_VERSIONS)[number];
  /** Of this document, as 8-4-4-4-12 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** RFC 3339. */
  readonly time: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly vulnerabilities: readonly BillVulnerability[];
}

/**
 * The document, to be written as JSON. The first subject is what it is about, further ones stand within it. What the bill
 * leaves open (scopes, dependencies) is left out rather than guessed; components without a ref take part in no dependency.
 */
export function renderCycloneDx(bill: BillOfMaterials, facts: CycloneDxFacts): object {
  const { version, uuid, time, tool, vulnerabilities } = facts;
  const [subject, ...parts] = bill.components.filter(({ isSubject }) => isSubject);
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: 'application', ...tool }] },
      ...(subject === undefined
        ? {}
        : {
            component: {
              ...renderComponent(subject),
              ...(parts.length === 0 ? {} : { components: parts.map(renderComponent) }),
            },
          }),
    },
    components: bill.components.filter(({ isSubject }) => !isSubject).map(renderComponent),
    dependencies: [...bill.dependencies].map(([ref, targets]) => ({
      ref,
      dependsOn: [...new Set(targets)],
    })),
    ...(vulnerabilities.length === 0 ? {} : { vulnerabilities: vulnerabilities.map(renderVulnerability) }),
  };
}

const SCOPES: Readonly<Record<ComponentScope, string | undefined>> = {
  runtime: 'required',
  development: 'excluded',
  unknown: undefined,
};

function renderComponent(component: BillComponent): object {
  const { ref, isSubject, name, group, version, requested, purl, scope, digests, licence } = component;
  const hashes = DIGEST_ALGORITHMS.flatMap((algorithm) => {
    const content = digests[algorithm];
    return content === undefined ? [] : [{ alg: ALGORITHM_NAMES[algorithm], content }];
  });
  const written = isSubject ? undefined : SCOPES[scope];
  return {
    type: isSubject ? 'application' : 'library',
    ...(ref === undefined ? {} : { 'bom-ref': ref }),
    ...(group === undefined ? {} : { group }),
    name,
    ...(version === undefined ? {} : { version }),
    ...(written === undefined ? {} : { scope: written }),
    ...(hashes.length === 0 ? {} : { hashes }),
    ...(licence === undefined ? {} : { licenses: [renderLicence(licence)] }),
    ...(purl === undefined ? {} : { purl }),
    ...(requested === undefined ? {} : { properties: [{ name: 'gatehouse:requested', value: requested }] }),
  };
}

/** Tokens of an SPDX expression (SPDX 2.3, annex D). */
const LICENCE_TOKENS = /[()]|[^\s()]+/g;
const LICENCE_REF = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/;

/** What is an identifier of SPDX's list, what is an expression of such, and what are somebody's own words. */
function renderLicence(licence: string): object {
  if (isSpdxLicenceId(licence)) return { license: { id: licence } };
  const tokens = licence.match(LICENCE_TOKENS) ?? [];
  const isOfList = (token: string) =>
    /^(?:[()]|AND|OR|WITH)$/.test(token) ||
    LICENCE_REF.test(token) ||
    isSpdxLicenceId(token.endsWith('+') ? token.slice(0, -1) : token);
  return tokens.length > 0 && tokens.every(isOfList)
    ? { expression: licence }
    : { license: { name: licence } };
}

function renderVulnerability(vulnerability: BillVulnerability): object {
  const { id, source, aliases, summary, url, rating, recommendation, affects, properties, analysis } =
    vulnerability;
  return {
    id,
    source: { name: source },
    ...(aliases.length === 0
      ? {}
      : { references: aliases.map((alias) => ({ id: alias, source: { name: source } })) }),
    ...(rating === undefined ? {} : { ratings: [renderRating(rating)] }),
    ...(summary === '' ? {} : { description: summary }),
    ...(recommendation === undefined ? {} : { recommendation }),
    ...(url === undefined || !IS_ADDRESS.test(url) ? {} : { advisories: [{ url }] }),
    ...(analysis === undefined ? {} : { analysis: renderAnalysis(analysis) }),
    affects: affects.map(({ ref, version, status }) => ({ ref, versions: [{ version, status }] })),
    ...(properties.length === 0 ? {} : { properties: properties.map(([name, value]) => ({ name, value })) }),
  };
}

/** The schema wants an IRI: no blanks and none of the characters that have no place in one. */
const IS_ADDRESS = /^https?:\/\/[^\s<>"{}|\\^`]+$/;

const METHODS: readonly (readonly [prefix: string, method: string])[] = [
  ['CVSS:4.', 'CVSSv4'],
  ['CVSS:3.1', 'CVSSv31'],
  ['CVSS:3.0', 'CVSSv3'],
  ['AV:', 'CVSSv2'],
];

function renderRating({ severity, score, vector }: NonNullable<BillVulnerability['rating']>): object {
  const method = METHODS.find(([prefix]) => vector?.startsWith(prefix))?.[1];
  return {
    ...(score === undefined ? {} : { score }),
    severity,
    ...(method === undefined ? {} : { method }),
    ...(vector === undefined ? {} : { vector }),
  };
}
