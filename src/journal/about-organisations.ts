// Which organisations an entry is about: their people with that right read it in the organisation's own journal.

import type { ChangeData, ChangeKind } from './changes.ts';
import type { Change } from './journal.ts';

type NamesOrganisation = {
  [K in ChangeKind]: ChangeData[K] extends { readonly organisation: string } ? K : never;
}[ChangeKind];

/** Kinds that name the organisation itself; the types see to it that none is missing. */
const NAMING: Readonly<Record<NamesOrganisation, true>> = {
  'organisation-created': true,
  'organisation-changed': true,
  'organisation-deleted': true,
  'member-invited': true,
  'invitation-ended': true,
  'member-joined': true,
  'member-role-changed': true,
  'member-left': true,
  'team-changed': true,
  'grant-given': true,
  'grant-ended': true,
};

/**
 * Kinds that say whose something is, as `organisation:acme`. Other kinds are left out whatever stands in them: the owner of
 * an application is a text that anybody may push.
 */
const OWNING = [
  'package-created',
  'package-assigned',
  'package-visibility-changed',
  'package-proof-changed',
  'package-transfer-offered',
  'package-transferred',
  'namespace-claimed',
  'namespace-unproven',
  'namespace-waiting',
  'namespace-proven',
  'namespace-lapsed',
  'namespace-ended',
] as const;

/** Kinds about what is published under a name: they are about whose the package is when they are written. */
const PUBLISHED = [
  'version-published',
  'version-imported',
  'publish-refused',
  'version-staged',
  'staged-approved',
  'staged-rejected',
  'staged-expired',
  'approval-refused',
  'approval-required-changed',
  'version-yanked',
  'version-restored',
  'version-deprecated',
  'version-removed',
  'tag-moved',
  'package-status-changed',
  'package-frozen',
  'package-unfrozen',
  'high-impact-began',
  'high-impact-ended',
  'high-impact-said',
  'high-impact-taken-in',
  'package-held',
] as const;

const OWNER_PREFIX = 'organisation:';

/** Every kind that may be about an organisation. */
export const ORGANISATION_KINDS = [
  ...(Object.keys(NAMING) as NamesOrganisation[]),
  ...OWNING,
  ...PUBLISHED,
] as const;

/**
 * The names of the organisations that a change is about, each once; a name is one organisation's for ever. What is offered or
 * handed over is about both sides.
 */
export function organisationsOf({ kind, data }: Change): readonly string[] {
  const told: Readonly<Record<string, unknown>> = { ...data };
  if (Object.hasOwn(NAMING, kind)) return [String(told['organisation'])];
  if (!OWNING.some((owning) => owning === kind)) return [];
  const owners = [told['owner'], told['from'], told['to']].filter((owner) => typeof owner === 'string');
  return [
    ...new Set(
      owners
        .filter((owner) => owner.startsWith(OWNER_PREFIX))
        .map((owner) => owner.slice(OWNER_PREFIX.length)),
    ),
  ];
}

/** Whether a change is about the owner of its package, whom it does not name. */
export function isAboutOwner({ kind, ecosystem, name }: Change): boolean {
  return ecosystem !== undefined && name !== undefined && PUBLISHED.some((published) => published === kind);
}
