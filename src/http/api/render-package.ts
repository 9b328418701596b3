// A package as the API writes it.

import { chooseLatest } from '../../ecosystems/choose-latest.ts';
import { formatInstant } from '../../kernel/clock.ts';
import type { VersionFacts } from '../../kernel/evidence.ts';
import { isOffered, verdictOf } from '../../kernel/verdict.ts';
import type { RegistryDeps } from '../../registry/deps.ts';
import type { ExaminedPackage } from '../../registry/examine-package.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { PackageDetail, VersionItem } from './package-contract.ts';
import { renderEvidence } from './render-evidence.ts';
import { renderVerdict, timeField } from './render-verdict.ts';

export type Rules = Pick<RegistryDeps, 'adapters' | 'publicUrl'>;

/** All about a package. */
export function renderPackage(deps: Rules, examined: ExaminedPackage): PackageDetail {
  const { ref, loaded, evidence, decision } = examined;
  const listed = evidence.versions.filter((facts) => facts.listed).map(({ version }) => version);
  const latestUpstream = chooseLatest(listed, deps.adapters[ref.ecosystem].versions);
  return {
    ecosystem: ref.ecosystem,
    name: ref.name,
    purl: formatPurl(deps.adapters, ref),
    ...(loaded === undefined ? {} : renderLoaded(loaded)),
    verdict: renderVerdict(decision.name),
    ...latestOffered(deps, examined),
    ...(latestUpstream === undefined ? {} : { latestUpstream }),
    versions: renderVersions(deps, examined),
    evidence: evidence.statements.map(renderEvidence),
    feedWarnings: [
      ...evidence.feeds.missing.map((name) => `feed ${name} was never loaded`),
      ...evidence.feeds.stale.map(({ name, since }) => `feed ${name} is stale since ${formatInstant(since)}`),
    ],
  };
}

function renderLoaded(
  loaded: NonNullable<ExaminedPackage['loaded']>,
): Pick<PackageDetail, 'upstream' | 'firstSeenAt' | 'checkedAt' | 'staleBecause'> {
  return {
    upstream: loaded.upstream.name,
    firstSeenAt: formatInstant(loaded.firstSeenAt),
    checkedAt: formatInstant(loaded.checkedAt),
    ...(loaded.staleBecause === undefined ? {} : { staleBecause: loaded.staleBecause }),
  };
}

/** The newest listed version that ranges may take. */
export function latestOffered(
  deps: Rules,
  { ref, evidence, decision }: ExaminedPackage,
): { latestOffered?: string } {
  const offered = evidence.versions
    .filter((facts) => facts.listed && isOffered(verdictOf(decision, facts.version)))
    .map(({ version }) => version);
  const latest = chooseLatest(offered, deps.adapters[ref.ecosystem].versions);
  return latest === undefined ? {} : { latestOffered: latest };
}

function renderVersions(deps: Rules, { ref, evidence, decision }: ExaminedPackage): VersionItem[] {
  const order = deps.adapters[ref.ecosystem].versions;
  return [...evidence.versions]
    .sort((a, b) => order.compare(b.version, a.version))
    .map((facts) => ({
      ...renderFacts(facts),
      isPrerelease: order.isPrerelease(facts.version),
      verdict: renderVerdict(verdictOf(decision, facts.version)),
    }));
}

function renderFacts(facts: VersionFacts): Omit<VersionItem, 'isPrerelease' | 'verdict'> {
  const { version, published, listed, servedHere, artifacts: _artifacts, ...stated } = facts;
  return {
    version,
    ...('at' in published ? timeField('publishedAt', published.at) : {}),
    publishedHow: published.how,
    isListed: listed,
    isServedHere: servedHere,
    ...stated,
  };
}
