// Asks for what is wanted, side by side, until nothing is.

import { isGatehouseError, GatehouseError } from '../../kernel/errors.ts';
import type { RegistryAsker } from '../adapter-manifest.ts';
import { names } from './name.ts';
import type { Coordinates, PomShelf } from './pom-shelf.ts';
import { versions as order } from './version.ts';

/** The versions that a package has, by its name; `wanted` while they are not known. */
export type VersionLists = Map<string, readonly string[] | 'wanted'>;

/** A parent takes a round, an import another. */
const MAX_ROUNDS = 2_000;

/** Tries until `attempt` answers, and brings what it wanted in between. */
export async function fillShelf<T>(
  shelf: PomShelf,
  lists: VersionLists,
  ask: RegistryAsker,
  attempt: () => T | undefined,
): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const answer = attempt();
    if (answer !== undefined) return answer;
    const unlisted = [...lists].filter(([, list]) => list === 'wanted').map(([name]) => name);
    await Promise.all([
      ...shelf.takeWanted().map(async (one) => shelf.put(one, await askForPom(ask, one))),
      ...unlisted.map(async (name) => lists.set(name, await listVersions(ask, name))),
    ]);
  }
  throw new GatehouseError('too-large', `Cannot resolve pom.xml: found over ${MAX_ROUNDS} rounds of POMs`);
}

type Answer = Awaited<ReturnType<RegistryAsker['document']>>;

async function askForPom(ask: RegistryAsker, { groupId, artifactId, version }: Coordinates): Promise<Answer> {
  try {
    const name = names.parse(`${groupId}:${artifactId}`);
    if (!order.isValid(version)) return { because: 'found no exact version' };
    return await ask.document(name, version, `${version}/${artifactId}-${version}.pom`);
  } catch (error) {
    if (isGatehouseError(error, 'invalid-name')) return { because: 'it is no name of a package' };
    throw error;
  }
}

async function listVersions(ask: RegistryAsker, rawName: string): Promise<readonly string[]> {
  try {
    return (await ask.versions(names.parse(rawName))) ?? [];
  } catch (error) {
    if (isGatehouseError(error, 'invalid-name')) return [];
    throw error;
  }
}
