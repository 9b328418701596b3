// Kept findings as the API writes them.

import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { HeldFinding } from '../../inventory/findings/count-findings.ts';
import type { HeldState, KeptFinding, ListedFinding } from '../../inventory/findings/finding-ports.ts';
import type { ComponentKey } from '../../inventory/ports.ts';
import type { FindingDetailItem, HeldFields, HeldFindingItem, KeptFindingItem } from './finding-contract.ts';
import { renderReach } from './render-reach.ts';

/** In addresses. */
export function formatFindingId({ componentId, recordId }: KeptFinding): string {
  return `${componentId}.${recordId}`;
}

export function renderHeld({ state }: Pick<HeldFinding, 'state'>): HeldFields {
  const { reason, author, resolvedWhy } = state;
  return {
    state: state.state,
    ...given('reason', reason),
    ...given('author', author),
    ...given('decidedAt', instant(state.decidedAt)),
    ...given('until', instant(state.until)),
    firstSeenAt: formatInstant(state.firstSeen),
    lastSeenAt: formatInstant(state.lastSeen),
    ...given('dueAt', instant(state.dueAt)),
    isOverdue: isLate(state),
    ...given('resolvedAt', instant(state.resolvedAt)),
    ...given('resolvedWhy', resolvedWhy),
  };
}

/** Only what is open can be late. */
function isLate({ isOverdue, resolvedAt, state }: HeldState): boolean {
  return isOverdue && resolvedAt === undefined && (state === 'open' || state === 'in-triage');
}

export function renderKept(rules: PurlRules, component: ComponentKey, finding: KeptFinding): KeptFindingItem {
  const { ecosystem, name, version } = component;
  const { shownId, ids, class: sort = 'undecided', kev } = finding;
  return {
    id: formatFindingId(finding),
    purl: formatPurl(rules, component, { version }),
    ecosystem,
    name,
    version,
    record: shownId,
    aliases: ids.filter((id) => id !== shownId),
    kind: sort,
    ...told(finding),
    severity: finding.severity,
    ...given('score', finding.score),
    ...given('epss', finding.epss),
    ...given('epssPercentile', finding.epssPercentile),
    ...given('kev', kev === undefined ? undefined : { ...kev }),
    ...given('disclosedAt', instant(finding.disclosedAt)),
    ...given('fixedIn', finding.fixedIn),
    ...given('fixedAt', instant(finding.fixedAt)),
    noKnownFix: finding.noKnownFix,
    knownSince: formatInstant(finding.firstSeen),
    ...given('goneAt', instant(finding.goneAt)),
    ...given('goneWhy', finding.goneWhy),
  };
}

/** What the evidence says in words. */
function told({
  evidence,
}: KeptFinding): Pick<KeptFindingItem, 'summary' | 'url' | 'source' | 'vector' | 'scores' | 'disputedBy'> {
  const source = given('source', evidence?.source);
  switch (evidence?.kind) {
    case 'advisory': {
      const { summary, url, vector, scores, affected } = evidence.details;
      const disputedBy = affected[0]?.disputedBy;
      return {
        summary,
        ...given('url', url),
        ...source,
        ...given('vector', vector),
        ...given('scores', scores === undefined ? undefined : scores.map((one) => ({ ...one }))),
        ...given('disputedBy', disputedBy === undefined ? undefined : [...disputedBy]),
      };
    }
    case 'malware':
      return { summary: evidence.details.summary, ...given('url', evidence.details.url), ...source };
    case 'quarantine':
      return {
        summary: `${evidence.details.authorName ?? evidence.details.author} holds it back: ${evidence.details.reason}`,
        ...source,
      };
    case 'undecided-record':
      return { summary: 'leaves open whether it means this version', ...source };
    case 'reservation':
    case 'upstream-status':
    case 'removed-upstream':
    case 'published':
    case 'digest-changed':
    case 'funding':
    case 'waiver':
    case 'vetting':
    case undefined:
      return { summary: '', ...source };
  }
}

export function renderListed(
  rules: PurlRules,
  { finding, state, component, application, reach }: ListedFinding,
): HeldFindingItem {
  return {
    ...renderKept(rules, component, finding),
    ...renderHeld({ state }),
    application: renderHolder(application),
    ...renderedReach(reach),
  };
}

/** One of the applications of a finding. */
export function renderHolding({
  application,
  state,
  reach,
}: ListedFinding): FindingDetailItem['applications'][number] {
  return { ...renderHolder(application), ...renderHeld({ state }), ...renderedReach(reach) };
}

function renderedReach(reach: ListedFinding['reach']): Pick<HeldFindingItem, 'reach'> {
  return given('reach', reach === undefined ? undefined : renderReach(reach));
}

export function renderHolder({
  name,
  environment,
  owner,
}: ListedFinding['application']): HeldFindingItem['application'] {
  return { name, environment, ...given('owner', owner) };
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}
