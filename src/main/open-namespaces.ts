// Puts namespaces together: what proves one outside, what stands here already, and how new names are judged.

import { randomBytes } from 'node:crypto';

import { ADAPTERS } from '../ecosystems/list.ts';
import { NAMESPACE_RULES } from '../ecosystems/namespace-rules.ts';
import { createAllowance } from '../identity/accounts/allowance.ts';
import { challengeLine, challengeRepository, WELL_KNOWN_PATH } from '../identity/namespaces/challenge.ts';
import type { NameRule } from '../identity/namespaces/ask-for-name.ts';
import type { NameDeps } from '../identity/namespaces/name-appeals.ts';
import type { NamesHere, ProofLooks } from '../identity/namespaces/namespace-ports.ts';
import { LOOK_WINDOW_MS } from '../identity/namespaces/prove-namespace.ts';
import type { Clock } from '../kernel/clock.ts';
import { ECOSYSTEMS, type Ecosystem } from '../kernel/ecosystem.ts';
import { holdsName } from '../kernel/namespace.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import { createTextRecords } from '../outbound/dns/text-records.ts';
import type { Fetcher } from '../outbound/fetcher.ts';
import { lookAtFile, lookAtRepository, lookAtText } from '../outbound/namespaces/namespace-proofs.ts';
import type { ConfiguredOrigin } from '../outbound/origins.ts';
import { createNamesHere, type NamesHereStore } from '../storage/names-here.ts';
import type { Config } from './config-schema.ts';
import type { HouseOptions } from './house-options.ts';
import { createKnownNames } from './known-names.ts';
import type { OpenStorage } from './open-storage.ts';
import { letterHeadOf } from './letter-head.ts';

/** Looks that one person may ask for within `LOOK_WINDOW_MS`. */
const LOOKS = 30;
/** Names in a namespace that are looked at, and that a refusal names. */
const MOST_LOOKED_AT = 2_000;
const MOST_TOLD = 5;

export function openNamespaces(
  { config, publicUrl }: Pick<HouseOptions, 'config' | 'publicUrl'>,
  storage: OpenStorage,
  fetcher: Pick<Fetcher, 'get' | 'head'>,
  clock: Clock,
): NameDeps {
  const namesHere = createNamesHere(storage.database.read);
  return {
    unit: storage.work,
    stores: storage.stores,
    clock,
    random: (sizeBytes) => randomBytes(sizeBytes),
    letterHead: letterHeadOf(config, publicUrl),
    rules: NAMESPACE_RULES,
    looks: createLooks(config, fetcher),
    namesHere: describeNamesHere(namesHere, storage),
    codeHosts: config.namespaces.code_hosts,
    lookAllowance: createAllowance({ clock }, { most: LOOKS, withinMs: LOOK_WINDOW_MS }),
    nameRule: openNameRule({ config }, storage, clock),
  };
}

/** How new names are judged; the names that they are compared with are read when something is first asked. */
export function openNameRule(
  { config }: { readonly config: Pick<Config, 'publish'> },
  { database }: Pick<OpenStorage, 'database'>,
  clock: Clock,
): NameRule {
  const namesHere = createNamesHere(database.read);
  return {
    rules: NAMESPACE_RULES,
    newNames: config.publish.new_names,
    ...createKnownNames({ clock, namesHere, toPurl: TO_PURL }),
  };
}

const TO_PURL = Object.fromEntries(
  ECOSYSTEMS.map((id) => [id, (name: PackageName) => ADAPTERS[id].names.toPurl(name)]),
) as Readonly<
  Record<Ecosystem, (name: PackageName) => ReturnType<(typeof ADAPTERS)[Ecosystem]['names']['toPurl']>>
>;

/** What the operator said may be asked although it is not public. */
export function namespaceOrigins({ namespaces }: Pick<Config, 'namespaces'>): readonly ConfiguredOrigin[] {
  return [
    ...namespaces.sites.map(({ domain, url }) => ({ name: `namespace-site:${domain}`, url })),
    ...namespaces.code_hosts.map(({ name, url }) => ({ name: `code-host:${name}`, url })),
  ];
}

function createLooks({ accounts, namespaces }: Config, fetcher: Pick<Fetcher, 'get' | 'head'>): ProofLooks {
  const texts = createTextRecords(accounts.dns_servers);
  const siteOf = (domain: string) =>
    namespaces.sites.find((site) => site.domain === domain)?.url ?? `https://${domain}`;
  const codeHostOf = (name: string) => namespaces.code_hosts.find((host) => host.name === name)?.url;
  return {
    async look({ way, place, challenge }) {
      const line = challengeLine(challenge);
      if (place.kind === 'repository') {
        const { host, account } = place;
        return lookAtRepository(
          { fetcher, codeHostOf },
          { host, account, repository: challengeRepository(challenge) },
        );
      }
      const { domain } = place;
      if (way === 'dns') return lookAtText({ texts }, domain, line);
      return lookAtFile({ fetcher, siteOf }, { domain, path: WELL_KNOWN_PATH }, line);
    },
  };
}

function describeNamesHere(
  names: Pick<NamesHereStore, 'withPrefix'>,
  { stores }: Pick<OpenStorage, 'stores'>,
): NamesHere {
  return {
    async inNamespace(ref, owner) {
      // Up to where spellings of a name may part: Cargo's `-` and `_`.
      const prefix = ref.namespace.split('-')[0] ?? '';
      const found = await names.withPrefix(ref.ecosystem, prefix, MOST_LOOKED_AT);
      return found
        .filter(({ name }) => holdsName(NAMESPACE_RULES, ref, { ecosystem: ref.ecosystem, name }))
        .filter((one) => one.owner?.kind !== owner.kind || one.owner.id !== owner.id)
        .slice(0, MOST_TOLD)
        .map(({ name }) => name);
    },
    async reservedOver(ref) {
      const own = withoutEnd(NAMESPACE_RULES[ref.ecosystem].pattern(ref.namespace));
      const reserved = await stores.governance.reservations();
      return reserved
        .filter(({ ecosystem, withdrawnAt }) => ecosystem === ref.ecosystem && withdrawnAt === undefined)
        .map(({ pattern }) => pattern)
        .filter((pattern) => isNear(withoutEnd(pattern.toLowerCase()), own))
        .slice(0, MOST_TOLD);
    },
  };
}

/** Rather too much than too little: an administrator looks at it. */
function isNear(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

/** `acme-*` as `acme`, in the one spelling that Cargo's two have in common. */
function withoutEnd(pattern: string): string {
  return pattern.replace(/[-_.:/]?\*$/, '').replaceAll('_', '-');
}
