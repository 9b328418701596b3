// Licences of components that the list of releases does not tell: as they were told before, since a version that came out keeps
// its licence, else by the documents about the version.

import type { ComponentFacts, ComponentFactStore, LicenceSource, PackageInUse } from './currency-ports.ts';

export interface LearnLicencesDeps {
  readonly stores: { readonly componentFacts: Pick<ComponentFactStore, 'factsOf'> };
  readonly told: Pick<LicenceSource, 'toldBy' | 'kept'>;
}

/** What was told of the components of these packages, by component; nothing of packages whose names are ours. */
export async function licencesBefore(
  { stores, told }: LearnLicencesDeps,
  packages: readonly PackageInUse[],
): Promise<ReadonlyMap<number, string>> {
  const outside = packages.filter(({ ref }) => told.toldBy(ref) !== 'nobody');
  const ids = outside.flatMap(({ components }) => components.map(({ id }) => id));
  const facts = await stores.componentFacts.factsOf(ids);
  return new Map(
    facts.flatMap(({ componentId, licence }) => (licence === undefined ? [] : [[componentId, licence]])),
  );
}

/** `facts` of a package's components with the licences that are known otherwise. Throws what reading documents throws. */
export async function learnLicences(
  { told }: LearnLicencesDeps,
  { ref, components }: PackageInUse,
  facts: readonly ComponentFacts[],
  before: ReadonlyMap<number, string>,
): Promise<readonly ComponentFacts[]> {
  const kept = facts.map((one) => withLicence(one, before.get(one.componentId)));
  const missing = new Set(
    kept.flatMap(({ licence, componentId }) => (licence === undefined ? componentId : [])),
  );
  if (missing.size === 0 || told.toldBy(ref) !== 'documents') return kept;
  const versions = new Map(components.map(({ id, version }) => [id, version]));
  const wanted = new Set([...missing].flatMap((id) => versions.get(id) ?? []));
  const found = await told.kept(ref, [...wanted]);
  return kept.map((one) => withLicence(one, found.get(versions.get(one.componentId) ?? '')));
}

/** Versions of a package of which no licence is known, though documents may tell it. */
export async function untoldVersions(
  { stores, told }: LearnLicencesDeps,
  { ref, components }: PackageInUse,
): Promise<readonly string[]> {
  if (told.toldBy(ref) !== 'documents') return [];
  const facts = await stores.componentFacts.factsOf(components.map(({ id }) => id));
  const known = new Set(
    facts.flatMap(({ componentId, licence }) => (licence === undefined ? [] : componentId)),
  );
  return components.flatMap(({ id, version }) => (known.has(id) ? [] : version));
}

function withLicence(facts: ComponentFacts, licence: string | undefined): ComponentFacts {
  return facts.licence !== undefined || licence === undefined ? facts : { ...facts, licence };
}
