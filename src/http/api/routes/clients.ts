// What clients need: how each package manager is pointed here, and the upstream's own addresses for lock files.

import { ECOSYSTEMS, type Ecosystem } from '../../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../../kernel/errors.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import { verdictOf } from '../../../kernel/verdict.ts';
import { examinePackage, type ExaminedPackage } from '../../../registry/examine-package.ts';
import { addressAnswer, addressRequest, clientList } from '../client-contract.ts';
import { assertKnownHere, type Asker } from '../assert-known-here.ts';
import type { ApiDeps } from '../deps.ts';
import { route } from '../route.ts';

/** Packages that are looked up side by side. */
const SIDE_BY_SIDE = 8;

const clientsRoute = route({
  method: 'GET',
  url: '/api/v1/clients',
  summary: 'How each package manager is pointed here',
  access: 'anyone',
  answer: clientList,
  handle: (deps) => ({
    items: ECOSYSTEMS.flatMap((ecosystem) =>
      deps.registry.adapters[ecosystem].clients.map((recipe) => ({
        id: recipe.id,
        title: recipe.title,
        ecosystem,
        command: `npx gatehouse setup ${recipe.id}`,
        snippet: recipe.snippet({ gateUrl: deps.publicUrl }),
        ...(recipe.files.user === undefined ? {} : { userFile: recipe.files.user }),
        ...(recipe.files.project === undefined ? {} : { projectFile: recipe.files.project }),
      })),
    ),
  }),
});

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly file?: string | undefined;
}

const addressesRoute = route({
  method: 'POST',
  url: '/api/v1/locks/addresses',
  summary: "The upstream's own addresses of files, for a lock file that others can use",
  access: 'read-packages',
  body: addressRequest,
  answer: addressAnswer,
  async handle(deps, { body, principal, address }) {
    const packages = await examineAll(deps, { principal, address }, body.ecosystem, body.entries);
    return {
      urls: body.entries.map((entry) => findAddress(deps, packages.get(entry.name), entry) ?? null),
    };
  },
});

export const clientRoutes = [clientsRoute, addressesRoute];

/** By the name as it was asked for; a package that cannot be examined is left out. */
async function examineAll(
  deps: ApiDeps,
  asker: Asker,
  ecosystem: Ecosystem,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, ExaminedPackage>> {
  const names = [...new Set(entries.map(({ name }) => name))];
  const packages = new Map<string, ExaminedPackage>();
  const work = names.values();
  const worker = async () => {
    for (const name of work) {
      const examined = await examineOne(deps, asker, ecosystem, name);
      if (examined !== undefined) packages.set(name, examined);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return packages;
}

/** Undefined for what is no name, or unknown upstream; an upstream that cannot be asked is an error. */
async function examineOne(
  deps: ApiDeps,
  asker: Asker,
  ecosystem: Ecosystem,
  name: string,
): Promise<ExaminedPackage | undefined> {
  try {
    const ref: PackageRef = { ecosystem, name: deps.registry.adapters[ecosystem].names.parse(name) };
    await assertKnownHere(deps, asker, ref);
    return await examinePackage(deps.registry, ref, deps.viewFor(asker.principal, asker.address));
  } catch (error) {
    if (isGatehouseError(error, 'not-found', 'invalid-name')) return undefined;
    throw error;
  }
}

/** The address of the file; without a file's name, that of the version's only file. */
function findAddress(
  deps: ApiDeps,
  examined: ExaminedPackage | undefined,
  { version, file }: Entry,
): string | undefined {
  if (examined?.loaded === undefined) return undefined;
  const { ref, loaded, evidence, decision } = examined;
  // Of what is refused here no way around is shown.
  if (verdictOf(decision, version).action === 'block') return undefined;
  if (file !== undefined) {
    const located = deps.registry.adapters[ref.ecosystem].artifacts.locate(
      loaded.index,
      file,
      loaded.context,
    );
    return located?.version === version ? located.artifact.url : undefined;
  }
  const facts = evidence.versions.find((one) => one.version === version);
  return facts?.artifacts.length === 1 ? facts.artifacts[0]?.url : undefined;
}
