// The verdict on one version, or on a name, explained as the API writes it.

import type { Evidence } from '../../kernel/evidence.ts';
import { verdictOf, type Verdict } from '../../kernel/verdict.ts';
import { explainVerdict } from '../../policy/explain.ts';
import type { RegistryDeps } from '../../registry/deps.ts';
import type { ExaminedPackage } from '../../registry/examine-package.ts';
import type { ExaminedVersion } from '../../registry/examine-version.ts';
import { formatPurl } from '../../formats/purl.ts';
import { pageUrl } from '../../registry/refuse.ts';
import type { Explanation } from './package-contract.ts';
import { isWaivable, keepingOut } from './find-remaining.ts';
import { renderEvidence } from './render-evidence.ts';
import { latestOffered, type Rules } from './render-package.ts';
import { renderReason, renderVerdict } from './render-verdict.ts';

type VersionCounts = NonNullable<Explanation['versions']>;
type UnusedAdvisory = NonNullable<Explanation['unused']>[number];

/** How many advisories are named; there may be hundreds about an old name. */
const MAX_NAMED = 20;

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
  const unused = findUnused(found);
  const keeping = keepingOut(verdict);
  return {
    purl: formatPurl(deps.adapters, ref, about),
    ecosystem: ref.ecosystem,
    ...about,
    view,
    isKnown,
    verdict: renderVerdict(verdict),
    ...(ofName.length === 0 ? {} : { ofName: ofName.map(renderReason) }),
    // One rule that no waiver silences keeps it out, whatever is waived beside it.
    isWaivable: keeping.length > 0 && keeping.every((reason) => isWaivable(policy, reason)),
    text: [
      ...(isKnown ? [] : [describeUnknown(found)]),
      ...explainVerdict({ ...about, verdict, pageUrl: page }).split('\n'),
      ...ofName.map(({ action, rule, summary }) => `of ${ref.name}: ${action} by rule ${rule}: ${summary}`),
      ...(versions === undefined ? [] : [describeVersions(versions)]),
      ...unused.map(({ summary }) => `known, and no rule acts on it: ${summary}`),
    ],
    pageUrl: page,
    ...(examined === undefined ? {} : latestOffered(deps, examined)),
    ...(versions === undefined ? {} : { versions }),
    ...(unused.length === 0 ? {} : { unused }),
  };
}

/** Advisories about the version, or about any listed one of the name, that no rule acts on or would act on; audits tell them too. */
function findUnused({ evidence, decision, version }: ExaminedVersion): UnusedAdvisory[] {
  const asked = version === undefined ? evidence.versions : [{ version, listed: true }];
  const versions = new Set(asked.filter(({ listed }) => listed).map((one) => one.version));
  const used = new Set([...versions].flatMap((one) => evidenceOf(verdictOf(decision, one))));
  const told = new Map<string, UnusedAdvisory>();
  for (const statement of evidence.statements) {
    if (statement.kind !== 'advisory' || used.has(statement.id)) continue;
    const affected = affectedAmong(statement, versions);
    const { recordId } = statement.details;
    if (affected === 0 || told.has(recordId)) continue;
    const { summary, url } = renderEvidence(statement);
    told.set(recordId, { id: recordId, summary, ...(url === undefined ? {} : { url }), affected });
    if (told.size >= MAX_NAMED) break;
  }
  return [...told.values()];
}

function evidenceOf({ reasons, observed }: Verdict): readonly string[] {
  return [...reasons, ...observed].flatMap(({ evidence }) =>
    evidence.flatMap(({ kind, id }) => (kind === 'advisory' && id !== undefined ? [id] : [])),
  );
}

function affectedAmong({ details }: Evidence<'advisory'>, versions: ReadonlySet<string>): number {
  return details.affected.filter(({ version }) => versions.has(version)).length;
}

function countVersions({ evidence, decision }: ExaminedPackage): VersionCounts {
  const counts = { offered: 0, warned: 0, heldBack: 0, refused: 0 };
  for (const { version, listed } of evidence.versions) {
    if (!listed) continue;
    const { action } = verdictOf(decision, version);
    if (action === 'warn') counts.warned += 1;
    counts[action === 'block' ? 'refused' : action === 'hide' ? 'heldBack' : 'offered'] += 1;
  }
  return counts;
}

function describeVersions({ offered, warned, heldBack, refused }: VersionCounts): string {
  if (offered + heldBack + refused === 0) return 'its index lists no version';
  const warnings = warned === 0 ? '' : ` (${warned} with a warning)`;
  return `of its versions ${offered} ${offered === 1 ? 'is' : 'are'} let through${warnings}, ${heldBack} held back, ${refused} refused`;
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
