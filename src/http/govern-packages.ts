// A client's person decides who may know, publish and change a package.

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { AccessAsk, GovernanceRequest } from '../ecosystems/adapter-governance.ts';
import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import { endGrant, grantRole, listGrants } from '../identity/organisations/grants.ts';
import { mayOn } from '../identity/organisations/object-rights.ts';
import {
  changeVisibility,
  listOwnedPackages,
  noPackage,
  requireOnPackage,
  rolesOnPackage,
} from '../identity/organisations/owned-packages.ts';
import { listPackagePeople } from '../identity/organisations/package-people.ts';
import { setAsksProof } from '../identity/organisations/proof-rule.ts';
import type { OwnedPackage } from '../identity/organisations/organisation-ports.ts';
import type { Person } from '../identity/principal.ts';
import { addPublisher, listPublishers, removePublisher } from '../identity/trusted-publishing/publishers.ts';
import { readBody } from './read-body.ts';
import {
  assertCovered,
  isCovered,
  look,
  prove,
  publicIssuerOf,
  publisherWords,
  type Asking,
} from './governing.ts';

export async function aboutAccess(
  asking: Asking,
  ask: 'visibility' | 'collaborators' | 'set-access',
  name: PackageName,
): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const { organisations } = governing;
  const ref = { ecosystem: exchange.ecosystem, name };
  if (ask === 'collaborators') {
    const { people } = await listPackagePeople(organisations.stores, exchange.reader.principal, ref);
    return rules.access(new Map(people.map((person) => [person.name, person.mayPublish])));
  }
  if (ask === 'visibility') {
    // Whether its reader may know it was asked before.
    const owned = await organisations.stores.ownership.find(ref.ecosystem, name);
    if (owned === undefined) throw noPackage();
    return rules.visibility(owned.visibility === 'public');
  }
  const wish = rules.readAccess(await readBody(exchange.message));
  const { visibility, asksProof } = wish;
  const person = await prove(asking, accessWords(name, wish), ref);
  if (visibility !== undefined) await changeVisibility(organisations, person, { ...ref, visibility });
  if (asksProof !== undefined) await setAsksProof(organisations, person, { ...ref, asksProof });
  return rules.done();
}

/** Whoever says yes to it says it to what they read. */
function accessWords(name: PackageName, { visibility, asksProof }: AccessAsk): string {
  const told = visibility === undefined ? [] : [`make ${name} ${visibility}`];
  if (asksProof === true) told.push(`have each change of ${name} take a second factor`);
  if (asksProof === false) told.push(`have tokens change ${name} without a second factor`);
  return told.join(' and ');
}

export async function aboutPublishers(
  asking: Asking,
  ask: 'publishers' | 'add-publisher',
  name: PackageName,
): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const { trusted } = governing;
  const { ecosystem } = exchange;
  const subject = { ecosystem, pattern: name };
  if (ask === 'publishers') {
    const person = await look(asking, 'list trusted publishers');
    assertCovered(asking, name);
    return rules.publishers((await listPublishers(trusted, person, subject)).map(toldPublisher));
  }
  const wish = rules.readPublisher(await readBody(exchange.message));
  const person = await prove(asking, publisherWords(name, wish), { ecosystem, name });
  const issuer = publicIssuerOf(trusted, wish.provider);
  const { settings, right } = wish;
  const added = await addPublisher(trusted, person, { subject, issuer: issuer.name, settings, right });
  return rules.publishers([toldPublisher(added)]);
}

function toldPublisher({ id, provider, settings, right }: Awaited<ReturnType<typeof addPublisher>>) {
  const said = Object.entries(settings).filter(([, value]) => typeof value !== 'boolean');
  return {
    id,
    provider,
    settings: Object.fromEntries(said) as Record<string, string | readonly string[]>,
    right,
  };
}

export async function endPublisher(
  asking: Asking,
  { name, id }: { readonly name: PackageName; readonly id: string },
): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const person = await prove(asking, `end a trusted publisher of ${name}`, {
    ecosystem: exchange.ecosystem,
    name,
  });
  const publishers = await listPublishers(governing.trusted, person, {
    ecosystem: exchange.ecosystem,
    pattern: name,
  });
  // The token is for this package, and an id of another one's would lead past that.
  if (!publishers.some((one) => one.id === id)) throw noPackage();
  await removePublisher(governing.trusted, person, id);
  return rules.done();
}

/** Of an organisation that its asker belongs to, or their own. */
export async function tellOwned(asking: Asking, owner: string): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const { organisations } = governing;
  const person = await look(asking, 'list packages');
  const packages = await ownedBy(asking, person, owner);
  const mayWrite = new Map<string, boolean>();
  for (const owned of packages) {
    if (owned.ecosystem !== exchange.ecosystem || !isCovered(asking, owned.name)) continue;
    mayWrite.set(owned.name, mayOn(await rolesOnPackage(organisations.stores, person, owned), 'publish'));
  }
  return rules.access(mayWrite);
}

async function ownedBy(
  { governing: { organisations } }: Asking,
  person: Person,
  owner: string,
): Promise<readonly OwnedPackage[]> {
  try {
    return await listOwnedPackages(organisations, person, owner);
  } catch (error) {
    if (!isGatehouseError(error, 'not-found') || owner !== person.accountName) throw error;
    return organisations.stores.ownership.of({ kind: 'account', id: person.accountId });
  }
}

export async function changeTeam(
  asking: Asking,
  { ask, organisation, team }: Extract<GovernanceRequest, { ask: 'give-team' | 'end-team' }>,
): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const { organisations } = governing;
  const { ecosystem } = exchange;
  const { name, may } = rules.readTeam(await readBody(exchange.message));
  const role = ask === 'end-team' ? undefined : may === 'write' ? 'publisher' : 'auditor';
  const words =
    role === undefined
      ? `take ${name} from ${organisation}:${team}`
      : `make ${organisation}:${team} ${role} of ${name}`;
  const person = await prove(asking, words, { ecosystem, name });
  const owned = await requireOnPackage(organisations.stores, person, { ecosystem, name }, 'see');
  await assertOwner(asking, owned, organisation);
  const present = (await listGrants(organisations, person, organisation)).filter(
    (grant) =>
      grant.to.kind === 'team' &&
      grant.name === team &&
      grant.ecosystem === ecosystem &&
      grant.pattern === name,
  );
  const isThere = present.some((grant) => grant.role === role);
  if (role === undefined && present.length === 0) {
    throw new GatehouseError(
      'not-found',
      `Cannot take ${name} from ${team}: it has no grant on that package alone`,
    );
  }
  if (role !== undefined && !isThere) {
    const to = { kind: 'team', name: team } as const;
    await grantRole(organisations, person, { organisation, to, role, ecosystem, pattern: name });
  }
  for (const { id, role: had } of present) {
    if (had !== role) await endGrant(organisations, person, { organisation, id });
  }
  return rules.done();
}

/** Else one organisation would grant what is another's. */
async function assertOwner(
  { governing: { organisations } }: Asking,
  { name, owner }: OwnedPackage,
  organisation: string,
): Promise<void> {
  const found = await organisations.stores.organisations.findByName(organisation);
  if (owner.kind === 'organisation' && found?.id === owner.id) return;
  throw new GatehouseError(
    'not-found',
    `Cannot change what a team may do with ${name}: it is not of ${organisation}`,
  );
}
