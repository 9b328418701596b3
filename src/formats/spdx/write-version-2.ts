// Writes a bill of materials as SPDX 2.3 in JSON.

import { DIGEST_ALGORITHMS } from '../../kernel/digest.ts';
import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import { given } from '../../kernel/given.ts';
import {
  commentOf,
  containedIn,
  dependenciesOf,
  isLicenceExpression,
  linkOf,
  wholeName,
  wholeSeconds,
  type DependencyKind,
  type SpdxFacts,
} from './written.ts';

const DOCUMENT = 'SPDXRef-DOCUMENT';

/**
 * The document, to be written as JSON. It describes the subjects of the bill; what the bill leaves open is left open
 * (`NOASSERTION`, no relationship), and that a component needs nothing is said (`NONE`).
 */
export function renderSpdx2(bill: BillOfMaterials, { uuid, time, tool }: SpdxFacts): object {
  const ids = bill.components.map((component, at) => idOf(component, at));
  const licences = licenceIds(bill.components);
  const subjects = ids.filter((_, at) => bill.components[at]?.isSubject);
  const name = bill.components.find(({ isSubject }) => isSubject);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    name: name === undefined ? 'components' : wholeName(name),
    documentNamespace: `urn:uuid:${uuid}`,
    creationInfo: { created: wholeSeconds(time), creators: [`Tool: ${tool.name}-${tool.version}`] },
    packages: bill.components.map((component, at) => renderPackage(component, ids[at] ?? '', licences)),
    ...(licences.size === 0 ? {} : { hasExtractedLicensingInfos: [...licences].map(renderLicence) }),
    relationships: [
      ...subjects.map((id) => relate(DOCUMENT, 'DESCRIBES', id)),
      ...dependenciesOf(bill).map(({ from, to, kind }) => {
        const source = ids[from] ?? '';
        const target = to === undefined ? 'NONE' : (ids[to] ?? '');
        const reverse = REVERSE[kind];
        return reverse === undefined ? relate(source, 'DEPENDS_ON', target) : relate(target, reverse, source);
      }),
      ...containedIn(bill).flatMap(({ from, to }) =>
        to.map((one) => relate(ids[from] ?? '', 'CONTAINS', ids[one] ?? '')),
      ),
    ],
  };
}

/** SPDX 2 tells these the other way round. */
const REVERSE: Readonly<Record<DependencyKind, string | undefined>> = {
  plain: undefined,
  development: 'DEV_DEPENDENCY_OF',
  build: 'BUILD_DEPENDENCY_OF',
  provided: 'PROVIDED_DEPENDENCY_OF',
  optional: 'OPTIONAL_DEPENDENCY_OF',
};

/** Ids are of letters, digits, dots and hyphens; the position keeps them apart. */
function idOf({ name, version }: BillComponent, at: number): string {
  const words = version === undefined ? name : `${name}-${version}`;
  return `SPDXRef-${at}-${words.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 100)}`;
}

/** An id for the words of each licence that is no expression. */
function licenceIds(components: readonly BillComponent[]): ReadonlyMap<string, string> {
  const words = components.flatMap(({ licence }) =>
    licence === undefined || isLicenceExpression(licence) ? [] : [licence],
  );
  return new Map([...new Set(words)].map((licence, at) => [licence, `LicenseRef-${at + 1}`]));
}

function renderLicence([words, licenseId]: readonly [string, string]): object {
  return { licenseId, name: words, extractedText: words };
}

function renderPackage(component: BillComponent, id: string, licences: ReadonlyMap<string, string>): object {
  const { version, purl, digests, licence, isSubject, more = {} } = component;
  const purpose = more.kind ?? (isSubject ? 'application' : undefined);
  const checksums = DIGEST_ALGORITHMS.flatMap((algorithm) => {
    const checksumValue = digests[algorithm];
    return checksumValue === undefined ? [] : [{ algorithm: algorithm.toUpperCase(), checksumValue }];
  });
  return {
    SPDXID: id,
    name: wholeName(component),
    ...(version === undefined ? {} : { versionInfo: version }),
    ...given('comment', commentOf(component)),
    ...given('description', more.description),
    ...given('homepage', linkOf(component, 'website')),
    ...given('sourceInfo', linkOf(component, 'vcs')),
    ...given('supplier', more.supplier === undefined ? undefined : `Organization: ${more.supplier}`),
    ...given('originator', more.authors === undefined ? undefined : `Person: ${more.authors.join(', ')}`),
    ...given('primaryPackagePurpose', purpose?.toUpperCase()),
    downloadLocation: linkOf(component, 'distribution') ?? 'NOASSERTION',
    filesAnalyzed: false,
    ...(checksums.length === 0 ? {} : { checksums }),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licence === undefined ? 'NOASSERTION' : (licences.get(licence) ?? licence),
    copyrightText: 'NOASSERTION',
    ...(purl === undefined
      ? {}
      : {
          externalRefs: [
            { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
          ],
        }),
  };
}

function relate(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): object {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}
