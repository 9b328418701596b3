// Pages of findings, by many filters at once, against what the filters say in plain words.

import assert from 'node:assert/strict';

import {
  FINDING_STATES,
  SEVERITIES,
  type FindingFilter,
  type FindingListing,
  type HeldState,
  type KeptFinding,
} from '../../inventory/findings/finding-ports.ts';
import { urgencyOf } from '../../inventory/findings/finding-deadline.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const COMPONENTS = 12;
/** More than are looked into one by one, all but the last three of one owner. */
const APPLICATIONS = 56;
const OWNER_OF_FEW = 'payments';

interface Held {
  readonly finding: KeptFinding;
  readonly state: HeldState;
  readonly owner: string;
  readonly environment: string;
}

const states = [...FINDING_STATES, 'resolved'] as const;
const stateOf = ({ state, resolvedAt }: HeldState) => (resolvedAt === undefined ? state : 'resolved');

/** Of every severity and class, exploited and not; every application has its own mix of them, in every state. */
async function fill(database: Database): Promise<readonly Held[]> {
  return database.transact(async (trx) => {
    const { components, applications, findings, findingStates } = createStores(trx);
    const keys = Array.from({ length: COMPONENTS }, (_, at) => ({
      ecosystem: 'npm' as const,
      name: asPackageName(`package-${at}`),
      version: '1',
    }));
    const ids = [...(await components.intern(keys)).values()];
    const known = ids.map((componentId, at): KeptFinding => {
      const recordId = `CVE-${at}`;
      const sort = at === 3 ? 'malware' : at === 7 ? 'undecided' : 'vulnerability';
      const severity = SEVERITIES[at % SEVERITIES.length] ?? 'none';
      const said = { class: sort, severity, noKnownFix: false, disputed: false, firstSeen: AT } as const;
      const kev = at % 4 === 1 ? { kev: { dateAdded: '2021-12-10' } } : {};
      return { componentId, recordId, shownId: recordId, ids: [recordId], ...said, ...kev };
    });
    await findings.save(known);
    const held: Held[] = [];
    for (let at = 0; at < APPLICATIONS; at += 1) {
      const id = `application-${at}`;
      const owner = at < APPLICATIONS - 3 ? 'platform' : OWNER_OF_FEW;
      const environment = at % 2 === 0 ? 'prod' : 'test';
      const counts = { componentCount: COMPONENTS, unknownCount: 0, findingCount: 0 };
      const times = { createdAt: AT, pushedAt: AT, newestSnapshot: 1 };
      await applications.save({ id, name: id, environment, owner, tags: {}, ...times, ...counts });
      for (const [number, finding] of known.entries()) {
        if ((at + number) % 3 === 0) continue;
        const word = states[(at * 7 + number) % states.length] ?? 'open';
        const state: HeldState = {
          applicationId: id,
          componentId: finding.componentId,
          recordId: finding.recordId,
          firstSeen: AT,
          lastSeen: AT,
          isOverdue: (at + number) % 4 === 0,
          urgency: urgencyOf(finding),
          ...(word === 'resolved'
            ? { state: 'open', resolvedAt: AT, resolvedWhy: 'fixed' }
            : { state: word }),
        };
        held.push({ finding, state, owner, environment });
      }
    }
    await findingStates.save(held.map(({ state }) => state));
    return held;
  });
}

function isMeant({ finding, state, owner, environment }: Held, filter: FindingFilter): boolean {
  const { severities, classes, applicationIds } = filter;
  const sort = finding.class ?? 'informational';
  return (
    (filter.states ?? ['open', 'in-triage']).includes(stateOf(state)) &&
    (filter.owner ?? owner) === owner &&
    (filter.environment ?? environment) === environment &&
    applicationIds?.includes(state.applicationId) !== false &&
    (severities === undefined || (sort === 'vulnerability' && severities.includes(finding.severity))) &&
    classes?.includes(sort) !== false &&
    (filter.isKev !== true || (sort === 'vulnerability' && finding.kev !== undefined)) &&
    (filter.isOverdue !== true || (state.isOverdue && state.resolvedAt === undefined)) &&
    filter.componentIds?.includes(finding.componentId) !== false
  );
}

const nameOf = ({ applicationId, recordId }: HeldState): string => `${recordId} ${applicationId}`;

function inOrder(held: readonly Held[]): readonly string[] {
  const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? 1 : -1);
  return held
    .map(({ state }) => state)
    .toSorted(
      (a, b) =>
        b.urgency - a.urgency ||
        b.componentId - a.componentId ||
        byText(a.recordId, b.recordId) ||
        byText(a.applicationId, b.applicationId),
    )
    .map(nameOf);
}

async function readPages(listing: FindingListing, filter: FindingFilter, limit: number): Promise<string[]> {
  const told: string[] = [];
  for (let after: HeldState | undefined; ;) {
    const page = await listing.list(filter, { limit, ...(after === undefined ? {} : { after }) });
    told.push(...page.map(({ state }) => nameOf(state)));
    after = page.at(-1)?.state;
    if (page.length < limit) return told;
  }
}

/** Whose they are, times what they are. */
function filters(componentIds: readonly number[]): readonly FindingFilter[] {
  const whose: readonly FindingFilter[] = [
    {},
    { owner: OWNER_OF_FEW },
    { owner: 'platform' },
    { owner: 'nobody' },
    { environment: 'prod', owner: OWNER_OF_FEW },
    { environment: 'test' },
    { applicationIds: ['application-1', 'application-55', 'application-1'] },
    { applicationIds: ['application-1', 'application-55'], owner: OWNER_OF_FEW },
  ];
  const what: readonly FindingFilter[] = [
    {},
    { states },
    { states: ['accepted', 'resolved'] },
    { severities: ['medium'] },
    { severities: ['low', 'unknown', 'low'], states },
    { severities: ['critical', 'high'], isKev: true },
    { classes: ['malware', 'undecided'] },
    { classes: ['vulnerability'], severities: ['none', 'high'], isOverdue: true },
    { isOverdue: true, states },
    { componentIds, severities: ['high', 'low'], states },
  ];
  return whose.flatMap((one) => what.map((other) => ({ ...one, ...other })));
}

testWithDatabase('every filter tells what it means, page by page, whosever it is', async (database) => {
  const held = await fill(database);
  const { findingListing } = createStores(database.read);
  const some = [...new Set(held.map(({ finding }) => finding.componentId))].slice(0, 6);
  for (const filter of filters(some)) {
    const meant = inOrder(held.filter((one) => isMeant(one, filter)));
    for (const limit of [7, 250]) {
      assert.deepEqual(
        await readPages(findingListing, filter, limit),
        meant,
        JSON.stringify({ filter, limit }),
      );
    }
  }
});
