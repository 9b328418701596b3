// Writes a bill of materials as SPDX 3.0.1 in JSON.

import type { ComponentScope } from '../../kernel/component-graph.ts';
import { DIGEST_ALGORITHMS } from '../../kernel/digest.ts';
import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import {
  dependenciesOf,
  isLicenceExpression,
  wholeName,
  wholeSeconds,
  type Dependency,
  type SpdxFacts,
} from './written.ts';

const VERSION = '3.0.1';
const CREATION = '_:creation';
const NONE = `https://spdx.org/rdf/${VERSION}/terms/Core/NoneElement`;
const DATA_LICENCE = 'https://spdx.org/licenses/CC0-1.0';

/** Gives an element its id and the information that every element must have. */
type Element = (type: string, name: string, rest: object) => { readonly spdxId: string };

/** The document, to be written as JSON: as `renderSpdx2`, with the scope of each dependency where it is known. */
export function renderSpdx3(bill: BillOfMaterials, { uuid, time, tool }: SpdxFacts): object {
  const space = `urn:uuid:${uuid}`;
  const element: Element = (type, name, rest) => ({
    type,
    spdxId: `${space}#${name}`,
    creationInfo: CREATION,
    ...rest,
  });
  const maker = element('SoftwareAgent', 'agent', { name: tool.name });
  const made = element('Tool', 'tool', { name: `${tool.name}-${tool.version}` });
  const packages = bill.components.map((component, at) => renderPackage(element, component, at));
  const roots = packages.flatMap(({ spdxId }, at) => (bill.components[at]?.isSubject ? [spdxId] : []));
  const subject = bill.components.find(({ isSubject }) => isSubject);
  const title = subject === undefined ? 'components' : wholeName(subject);
  const sbom = element('software_Sbom', 'sbom', { name: title, rootElement: roots });
  return {
    '@context': `https://spdx.org/rdf/${VERSION}/spdx-context.jsonld`,
    '@graph': [
      {
        type: 'CreationInfo',
        '@id': CREATION,
        specVersion: VERSION,
        created: wholeSeconds(time),
        createdBy: [maker.spdxId],
        createdUsing: [made.spdxId],
      },
      element('SpdxDocument', 'document', {
        name: title,
        dataLicense: DATA_LICENCE,
        profileConformance: ['core', 'software', 'simpleLicensing'],
        rootElement: [sbom.spdxId],
      }),
      maker,
      made,
      sbom,
      ...packages,
      ...renderDependencies(element, bill, packages),
      ...renderLicences(element, bill.components, packages),
    ],
  };
}

function renderPackage(element: Element, component: BillComponent, at: number): { readonly spdxId: string } {
  const { version, requested, purl, digests, isSubject } = component;
  const hashes = DIGEST_ALGORITHMS.flatMap((algorithm) => {
    const hashValue = digests[algorithm];
    return hashValue === undefined ? [] : [{ type: 'Hash', algorithm, hashValue }];
  });
  return element('software_Package', `package-${at}`, {
    name: wholeName(component),
    ...(version === undefined ? {} : { software_packageVersion: version }),
    ...(requested === undefined ? {} : { comment: `Asked for as ${requested}` }),
    software_primaryPurpose: isSubject ? 'application' : 'library',
    ...(purl === undefined ? {} : { software_packageUrl: purl }),
    ...(hashes.length === 0 ? {} : { verifiedUsing: hashes }),
  });
}

/** One relationship for what a component needs in one scope. */
function renderDependencies(
  element: Element,
  bill: BillOfMaterials,
  packages: readonly { readonly spdxId: string }[],
): readonly object[] {
  const idOf = (at: number) => packages[at]?.spdxId ?? '';
  const groups = Map.groupBy(dependenciesOf(bill), (one) => `${one.from}-${scopeOf(bill, one)}`);
  return [...groups.entries()].flatMap(([name, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const scope = scopeOf(bill, first);
    return [
      element(scope === 'unknown' ? 'Relationship' : 'LifecycleScopedRelationship', `depends-${name}`, {
        relationshipType: 'dependsOn',
        ...(scope === 'unknown' ? {} : { scope }),
        from: idOf(first.from),
        to: group.map(({ to }) => (to === undefined ? NONE : idOf(to))),
        completeness: 'complete',
      }),
    ];
  });
}

function scopeOf({ components }: BillOfMaterials, { to, isForDevelopment }: Dependency): ComponentScope {
  if (isForDevelopment) return 'development';
  return to !== undefined && components[to]?.scope === 'runtime' ? 'runtime' : 'unknown';
}

/** Each licence once, and for each the packages that declare it. */
function renderLicences(
  element: Element,
  components: readonly BillComponent[],
  packages: readonly { readonly spdxId: string }[],
): readonly object[] {
  const licences = new Map<string, { readonly spdxId: string }>();
  const declared: object[] = [];
  for (const [at, { licence }] of components.entries()) {
    if (licence === undefined) continue;
    const known = licences.get(licence) ?? renderLicence(element, licence, licences.size + 1);
    licences.set(licence, known);
    declared.push(
      element('Relationship', `licence-of-${at}`, {
        relationshipType: 'hasDeclaredLicense',
        from: packages[at]?.spdxId ?? '',
        to: [known.spdxId],
      }),
    );
  }
  return [...licences.values(), ...declared];
}

function renderLicence(element: Element, licence: string, number: number): { readonly spdxId: string } {
  return isLicenceExpression(licence)
    ? element('simplelicensing_LicenseExpression', `licence-${number}`, {
        simplelicensing_licenseExpression: licence,
      })
    : element('simplelicensing_SimpleLicensingText', `licence-${number}`, {
        name: licence,
        simplelicensing_licenseText: licence,
      });
}
