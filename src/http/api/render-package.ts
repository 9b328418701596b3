// A package, and one version of it, as the API writes them.

import { chooseLatest } from '../../ecosystems/choose-latest.ts';
import { formatInstant } from '../../kernel/clock.ts';
import type { VersionFacts } from '../../kernel/evidence.ts';
import { isOffered, verdictOf } from '../../kernel/verdict.ts';
import { explainVerdict } from '../../policy/explain.ts';
import type { RegistryDeps } from '../../registry/deps.ts';
import type { ExaminedPackage } from '../../registry/examine-package.ts';
import type { ExaminedVersion } from '../../registry/examine-version.ts';
import { formatPurl } from '../../formats/purl.ts';
import { pageUrl } from '../../registry/refuse.ts';
import type { Explanation, PackageDetail, VersionItem } from './package-contract.ts';
import { isWaivable, keepingOut } from './find-remaining.ts';
import { renderEvidence } from './render-evidence.ts';
import { renderReason, renderVerdict, timeField } from './render-verdict.ts';

type Rules = Pick<RegistryDeps, 'adapters' | 'publicUrl'>;

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

/** The verdict on one version, or on the name, in words. */
export function renderExplanation(
  deps: Rules & Pick<RegistryDeps, 'knowledge'>,
  found: ExaminedVersion,
  view: string,
): Explanation {
  const { evidence, decision, version, isKnown, examined } = found;
  const { ref } = evidence;
  const verdict = version === undefined ? decision.name : verdictOf(decision, version);
  const policy = deps.knowledge.policyOf(view);
  const page = pageUrl(deps.publicUrl, ref, version);
  const about = { name: ref.name, ...(version === undefined ? {} : { version }) };
  const ofName =
    version === undefined ? [] : decision.name.reasons.filter((one) => !verdict.reasons.includes(one));
  const versions = version === undefined && examined !== undefined ? countVersions(examined) : undefined;
  return {
    purl: formatPurl(deps.adapters, ref, about),
    ecosystem: ref.ecosystem,
    ...about,
    view,
    isKnown,
    verdict: renderVerdict(verdict),
    ...(ofName.length === 0 ? {} : { ofName: ofName.map(renderReason) }),
    isWaivable: keepingOut(verdict).some((reason) => isWaivable(policy, reason)),
    text: [
      ...(isKnown ? [] : [describeUnknown(found)]),
      ...explainVerdict({ ...about, verdict, pageUrl: page }).split('\n'),
      ...ofName.map(({ action, rule, summary }) => `of ${ref.name}: ${action} by rule ${rule}: ${summary}`),
      ...(versions === undefined ? [] : [describeVersions(versions)]),
    ],
    pageUrl: page,
    ...(examined === undefined ? {} : latestOffered(deps, examined)),
    ...(versions === undefined ? {} : { versions }),
  };
}

type VersionCounts = NonNullable<Explanation['versions']>;

function countVersions({ evidence, decision }: ExaminedPackage): VersionCounts {
  const counts = { offered: 0, heldBack: 0, refused: 0 };
  for (const { version, listed } of evidence.versions) {
    if (!listed) continue;
    const { action } = verdictOf(decision, version);
    counts[action === 'block' ? 'refused' : action === 'hide' ? 'heldBack' : 'offered'] += 1;
  }
  return counts;
}

function describeVersions({ offered, heldBack, refused }: VersionCounts): string {
  if (offered + heldBack + refused === 0) return 'its index lists no version';
  return `of its versions ${offered} ${offered === 1 ? 'is' : 'are'} let through, ${heldBack} held back, ${refused} refused`;
}

function describeUnknown({ evidence, version, examined }: ExaminedVersion): string {
  const { name } = evidence.ref;
  if (examined === undefined)
    return `${name} is in none of the upstreams; what is said about it is all there is`;
  const upstream = examined.loaded?.upstream.name;
  return upstream === undefined
    ? `${name}@${version} is not known here`
    : `${name}@${version} is not known: upstream ${upstream} lists no such version, and none was served from here`;
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

function latestOffered(
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
