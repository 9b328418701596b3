// Writes a bill of materials as SPDX 3.0.1 in JSON.

import type { ComponentScope } from '../../kernel/component-graph.ts';
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
  type Dependency,
  type DependencyKind,
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
  const people = gatherPeople(element, bill.components);
  const packages = bill.components.map((component, at) => renderPackage(element, component, at, people.idOf));
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
      ...renderContained(element, bill, packages),
      ...renderLicences(element, bill.components, packages),
      ...people.elements,
    ],
  };
}

function renderPackage(
  element: Element,
  component: BillComponent,
  at: number,
  personOf: PeopleIds,
): { readonly spdxId: string } {
  const { version, purl, digests, isSubject, more = {} } = component;
  const hashes = DIGEST_ALGORITHMS.flatMap((algorithm) => {
    const hashValue = digests[algorithm];
    return hashValue === undefined ? [] : [{ type: 'Hash', algorithm, hashValue }];
  });
  return element('software_Package', `package-${at}`, {
    name: wholeName(component),
    ...given('software_packageVersion', version),
    ...given('description', more.description),
    ...given('comment', commentOf(component)),
    ...given(
      'originatedBy',
      more.authors?.map((name) => personOf('Person', name)),
    ),
    ...given('suppliedBy', more.supplier === undefined ? undefined : personOf('Organization', more.supplier)),
    ...given('software_homePage', linkOf(component, 'website')),
    ...given('software_sourceInfo', linkOf(component, 'vcs')),
    ...given('software_downloadLocation', linkOf(component, 'distribution')),
    software_primaryPurpose: more.kind ?? (isSubject ? 'application' : 'library'),
    ...given('software_packageUrl', purl),
    ...(hashes.length === 0 ? {} : { verifiedUsing: hashes }),
  });
}

type PeopleIds = (type: 'Person' | 'Organization', name: string) => string;

/** Everybody who is named, once. */
function gatherPeople(element: Element, components: readonly BillComponent[]) {
  const named = components.flatMap(({ more }) => [
    ...(more?.authors ?? []).map((name) => `Person\n${name}`),
    ...(more?.supplier === undefined ? [] : [`Organization\n${more.supplier}`]),
  ]);
  const keys = [...new Set(named)];
  const elements = keys.map((key, at) => {
    const [type = '', name = ''] = key.split('\n');
    return element(type, `agent-${at}`, { name });
  });
  const ids = new Map(keys.map((key, at) => [key, elements[at]?.spdxId ?? '']));
  const idOf: PeopleIds = (type, name) => ids.get(`${type}\n${name}`) ?? '';
  return { elements, idOf };
}

/** The types of relationships that say more than the scope does. */
const RELATIONSHIPS: Readonly<Partial<Record<DependencyKind, string>>> = {
  provided: 'hasProvidedDependency',
  optional: 'hasOptionalDependency',
};
const COMPLETENESS = { complete: 'complete', incomplete: 'incomplete', unknown: 'noAssertion' } as const;

/** One relationship for what a component needs in one scope. */
function renderDependencies(
  element: Element,
  bill: BillOfMaterials,
  packages: readonly { readonly spdxId: string }[],
): readonly object[] {
  const idOf = (at: number) => packages[at]?.spdxId ?? '';
  const nameOf = (one: Dependency) =>
    [one.from, ...(RELATIONSHIPS[one.kind] === undefined ? [] : [one.kind]), scopeOf(bill, one)].join('-');
  const groups = Map.groupBy(dependenciesOf(bill), nameOf);
  return [...groups.entries()].flatMap(([name, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const scope = scopeOf(bill, first);
    return [
      element(scope === 'unknown' ? 'Relationship' : 'LifecycleScopedRelationship', `depends-${name}`, {
        relationshipType: RELATIONSHIPS[first.kind] ?? 'dependsOn',
        ...(scope === 'unknown' ? {} : { scope }),
        from: idOf(first.from),
        to: group.map(({ to }) => (to === undefined ? NONE : idOf(to))),
        completeness: COMPLETENESS[toldOf(bill, first.from)?.needs ?? 'complete'],
      }),
    ];
  });
}

function renderContained(
  element: Element,
  bill: BillOfMaterials,
  packages: readonly { readonly spdxId: string }[],
): readonly object[] {
  const idOf = (at: number) => packages[at]?.spdxId ?? '';
  return containedIn(bill).map(({ from, to }) =>
    element('Relationship', `contains-${from}`, {
      relationshipType: 'contains',
      from: idOf(from),
      to: to.map(idOf),
      completeness: COMPLETENESS[toldOf(bill, from)?.parts ?? 'unknown'],
    }),
  );
}

function toldOf({ components, completeness }: BillOfMaterials, at: number) {
  return completeness?.get(components[at]?.ref ?? '');
}

function scopeOf({ components }: BillOfMaterials, { to, kind }: Dependency): ComponentScope | 'build' {
  if (kind === 'development' || kind === 'build') return kind;
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
