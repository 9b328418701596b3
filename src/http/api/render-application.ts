// Applications as the API writes them.

import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { PurlRules } from '../../formats/purl.ts';
import type { SnapshotDiff } from '../../inventory/applications/diff-snapshots.ts';
import type { ComponentPlace } from '../../inventory/scan/place-components.ts';
import type { Application, SnapshotSummary } from '../../inventory/ports.ts';
import type { ApplicationNow, PlacedFinding } from '../../inventory/applications/read-application.ts';
import type {
  ApplicationDetail,
  ApplicationItem,
  PlacedFindingItem,
  PlaceItem,
  SnapshotDiffItem,
  SnapshotItem,
} from './application-contract.ts';
import { renderReach } from './render-reach.ts';
import { renderFinding } from './render-finding.ts';
import { renderCleared } from './vex-words.ts';
import { renderHeld } from './render-kept-finding.ts';

export function renderApplication(application: Application): ApplicationItem {
  const { name, environment, owner, tags, unmatched } = application;
  return {
    name,
    environment,
    ...(owner === undefined ? {} : { owner }),
    tags: { ...tags },
    createdAt: formatInstant(application.createdAt),
    pushedAt: formatInstant(application.pushedAt),
    snapshot: application.newestSnapshot,
    components: application.componentCount,
    unknown: application.unknownCount,
    findings: application.findingCount,
    ...(unmatched === undefined ? {} : { unmatched }),
  };
}

export function renderSnapshot(snapshot: SnapshotSummary): SnapshotItem {
  const { number, takenAt, author, componentCount, files } = snapshot;
  return {
    number,
    takenAt: formatInstant(takenAt),
    author,
    components: componentCount,
    files: files.map((file) => ({ ...file })),
  };
}

export function renderApplicationNow(
  rules: PurlRules,
  application: Application,
  now: ApplicationNow,
): ApplicationDetail {
  return {
    application: renderApplication(application),
    files: now.files.map(({ path, graph }) => ({
      path,
      format: graph.format,
      components: graph.components.length,
    })),
    findings: now.findings.map((finding) => renderPlaced(rules, finding)),
    cleared: now.cleared.map((one) => renderCleared(rules, one)),
    unknown: now.unknown.map(({ file, component: { line, name, version, requested } }) => ({
      file,
      name,
      ...(line === undefined ? {} : { line }),
      ...(version === undefined ? {} : { version }),
      ...(requested === undefined ? {} : { requested }),
    })),
    gaps: now.gaps.map((gap) => ({ ...gap })),
    ...(now.unmatched === undefined ? {} : { unmatched: now.unmatched }),
  };
}

function renderPlaced(rules: PurlRules, finding: PlacedFinding): PlacedFindingItem {
  const { records, ...rest } = renderFinding(rules, finding);
  return {
    ...rest,
    records: records.map((record) => {
      const held = finding.held.get(record.id);
      if (held === undefined) return record;
      return { ...record, ...renderHeld(held), firstSeenAt: formatInstant(held.state.firstSeen) };
    }),
    places: finding.places.map(renderPlace),
    ...given('reach', finding.reach === undefined ? undefined : renderReach(finding.reach)),
  };
}

export function renderPlace({ file, line, scope, via }: ComponentPlace): PlaceItem {
  return {
    file,
    ...(line === undefined ? {} : { line }),
    scope,
    via: via.map(({ name, version }) => (version === undefined ? name : `${name}@${version}`)),
  };
}

export function renderDiff(
  rules: PurlRules,
  application: Application,
  { from, to, packages, opened, closed, unmatched }: SnapshotDiff,
): SnapshotDiffItem {
  return {
    application: renderApplication(application),
    from,
    to,
    packages: packages.map((one) => ({ ...one, from: [...one.from], to: [...one.to] })),
    opened: opened.map((finding) => renderFinding(rules, finding)),
    closed: closed.map((finding) => renderFinding(rules, finding)),
    ...(unmatched === undefined ? {} : { unmatched }),
  };
}
