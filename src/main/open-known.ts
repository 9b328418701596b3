// What is known and what was decided, as it stands in storage: policies, reservations, statements, and how feeds stand.

import { loadCurrentPolicies, type CurrentPolicies } from '../governance/current-policies.ts';
import { loadReservations, type Reservations } from '../governance/reservations.ts';
import { loadVisibility, type PackageVisibility } from '../identity/organisations/package-visibility.ts';
import { loadVexInForce, type VexInForce } from '../inventory/vex/kept-vex.ts';
import { NAMESPACE_RULES } from '../ecosystems/namespace-rules.ts';
import { SCAN_RULES } from '../ecosystems/scan-rules.ts';
import type { Clock } from '../kernel/clock.ts';
import { durationMsOf, type Config } from './config-schema.ts';
import { createKnowledge, type LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';
import { withNamespaces } from './reserved-namespaces.ts';

export interface OpenKnown {
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly vex: VexInForce;
  readonly visibility: PackageVisibility;
  readonly knowledge: LiveKnowledge;
}

/** Throws what reading it throws. */
export async function openKnown(
  { feeds }: Pick<Config, 'feeds'>,
  clock: Clock,
  { stores, lookups }: OpenStorage,
): Promise<OpenKnown> {
  const { governance } = stores;
  const policies = await loadCurrentPolicies({ governance });
  const reservations = await loadReservations({ governance: withNamespaces(stores, NAMESPACE_RULES) });
  const vex = await loadVexInForce({ rules: SCAN_RULES, vex: stores.vex });
  const knowledge = await createKnowledge({
    clock,
    adapters: SCAN_RULES,
    lookups,
    policies,
    reservations,
    feeds: feeds.sources,
    requireFeeds: feeds.require_feeds,
    staleAfterMs: durationMsOf(feeds.stale_after),
  });
  const visibility = await loadVisibility(stores);
  return { policies, reservations, vex, visibility, knowledge };
}
