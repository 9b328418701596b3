// A file of another package that is here, as what is read beside it names it.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { FileOfPackage } from '../ecosystems/adapter-dependencies.ts';
import type { RegistryDeps } from './deps.ts';
import type { ArtifactRecord, RegistryStores } from './ports.ts';

/** Of a name that stands for whichever file is the newest (a snapshot's POM), that one. */
export async function findKeptFile(
  { artifacts }: Pick<RegistryStores, 'artifacts'>,
  adapters: RegistryDeps['adapters'],
  ecosystem: Ecosystem,
  { name, file }: FileOfPackage,
): Promise<ArtifactRecord | undefined> {
  const records = (await artifacts.ofPackage({ ecosystem, name })).filter(({ present }) => present);
  const found = records.find((one) => one.file === file);
  if (found !== undefined) return found;
  const { standsFor } = adapters[ecosystem].artifacts;
  if (standsFor === undefined) return undefined;
  const meant = records.filter((one) => standsFor(name, file, one.file));
  return meant.sort((a, b) => a.storedAt - b.storedAt).at(-1);
}
