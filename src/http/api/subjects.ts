// The subjects of the JSON API. One is loaded when something below it is first asked for: a server is not to hold the schemas
// and use cases of what nobody uses.

import type { ApiRoute } from './route.ts';

export interface ApiSubject {
  /** What follows `/api/v1/` in the addresses of its routes; no other subject has any of them. */
  readonly below: readonly string[];
  load(): Promise<readonly ApiRoute[]>;
}

export const SUBJECTS: readonly ApiSubject[] = [
  { below: ['status', 'feeds'], load: async () => (await import('./routes/status.ts')).statusRoutes },
  {
    below: ['session', 'setup'],
    load: async () => [
      ...(await import('./routes/session.ts')).sessionRoutes,
      ...(await import('./routes/sign-in-steps.ts')).signInStepRoutes,
    ],
  },
  { below: ['packages', 'explain'], load: async () => (await import('./routes/packages.ts')).packageRoutes },
  { below: ['who', 'readers'], load: async () => (await import('./routes/exposure.ts')).exposureRoutes },
  {
    below: ['decisions', 'overview', 'journal', 'events'],
    load: async () => (await import('./routes/decisions.ts')).decisionRoutes,
  },
  { below: ['holds'], load: async () => (await import('./routes/holds.ts')).holdRoutes },
  {
    below: ['hosted'],
    load: async () => [
      ...(await import('./routes/hosted.ts')).hostedRoutes,
      ...(await import('./routes/contents.ts')).contentsRoutes,
      ...(await import('./routes/approval.ts')).approvalRoutes,
    ],
  },
  { below: ['advisories'], load: async () => (await import('./routes/advisories.ts')).advisoryRoutes },
  { below: ['scan'], load: async () => (await import('./routes/scan.ts')).scanRoutes },
  {
    below: ['applications'],
    load: async () => [
      ...(await import('./routes/applications.ts')).applicationRoutes,
      ...(await import('./routes/fix-plans.ts')).fixPlanRoutes,
    ],
  },
  { below: ['currency'], load: async () => (await import('./routes/currency.ts')).currencyRoutes },
  { below: ['giving'], load: async () => (await import('./routes/giving.ts')).givingRoutes },
  {
    below: ['findings', 'portfolio'],
    load: async () => (await import('./routes/findings.ts')).findingRoutes,
  },
  { below: ['vex'], load: async () => (await import('./routes/vex.ts')).vexRoutes },
  { below: ['impact', 'blast-radius'], load: async () => (await import('./routes/impact.ts')).impactRoutes },
  { below: ['policies'], load: async () => (await import('./routes/policies.ts')).policyRoutes },
  { below: ['waivers', 'quarantines'], load: async () => (await import('./routes/waivers.ts')).waiverRoutes },
  { below: ['vetting'], load: async () => (await import('./routes/vetting.ts')).vettingRoutes },
  { below: ['reservations'], load: async () => (await import('./routes/reservations.ts')).reservationRoutes },
  {
    // The latter two are where services that scan for secrets look at other registries.
    below: ['tokens', 'github', 'secrets'],
    load: async () => [
      ...(await import('./routes/tokens.ts')).tokenRoutes,
      ...(await import('./routes/token-reports.ts')).tokenReportRoutes,
    ],
  },
  {
    below: ['account', 'verify', 'sign-up', 'recovery'],
    load: async () => [
      ...(await import('./routes/account.ts')).accountRoutes,
      ...(await import('./routes/own-account.ts')).ownAccountRoutes,
      ...(await import('./routes/leave.ts')).leaveRoutes,
      ...(await import('./routes/factors.ts')).factorRoutes,
      ...(await import('./routes/own-sessions.ts')).ownSessionRoutes,
      ...(await import('./routes/sign-up.ts')).signUpRoutes,
    ],
  },
  {
    // The latter are where Python's, npm's and Cargo's clients look for it.
    below: ['publishers', 'trusted-publishing', 'oidc', 'pytp', 'npm', 'trusted_publishing'],
    load: async () => [
      ...(await import('./routes/publishers.ts')).publisherRoutes,
      ...(await import('./routes/identity-exchange.ts')).identityExchangeRoutes,
    ],
  },
  {
    below: ['client-logins', 'client-proofs'],
    load: async () => [
      ...(await import('./routes/client-logins.ts')).clientLoginRoutes,
      ...(await import('./routes/client-proofs.ts')).clientProofRoutes,
    ],
  },
  { below: ['sso'], load: async () => (await import('./routes/sso.ts')).ssoRoutes },
  { below: ['people'], load: async () => (await import('./routes/people.ts')).peopleRoutes },
  {
    below: ['organisations', 'invitations', 'owners', 'transfers'],
    load: async () => [
      ...(await import('./routes/organisations.ts')).organisationRoutes,
      ...(await import('./routes/members.ts')).memberRoutes,
      ...(await import('./routes/teams.ts')).teamRoutes,
      ...(await import('./routes/owners.ts')).ownerRoutes,
      ...(await import('./routes/organisation-journal.ts')).organisationJournalRoutes,
    ],
  },
  {
    below: ['namespaces', 'names'],
    load: async () => [
      ...(await import('./routes/namespaces.ts')).namespaceRoutes,
      ...(await import('./routes/names.ts')).nameRoutes,
    ],
  },
  { below: ['staged'], load: async () => (await import('./routes/staged.ts')).stagedRoutes },
  { below: ['high-impact'], load: async () => (await import('./routes/high-impact.ts')).highImpactRoutes },
  { below: ['deployments'], load: async () => (await import('./routes/deployments.ts')).deploymentRoutes },
  { below: ['imports'], load: async () => (await import('./routes/imports.ts')).importRoutes },
  { below: ['clients', 'locks'], load: async () => (await import('./routes/clients.ts')).clientRoutes },
];

/** The one that has `name` below it: `status` of `/api/v1/status`. */
export function findSubject(subjects: readonly ApiSubject[], name: string): ApiSubject | undefined {
  return subjects.find(({ below }) => below.includes(name));
}

/** All their routes. */
export async function loadRoutes(subjects: readonly ApiSubject[]): Promise<readonly ApiRoute[]> {
  return (await Promise.all(subjects.map((subject) => subject.load()))).flat();
}
