// One package: what the gate says about it now, version by version, and why.

import { useRoute } from 'preact-iso';

import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { Copy } from '../parts/copy.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Reasons } from '../parts/reasons.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useLater } from '../parts/use-later.ts';
import { Verdict } from '../parts/verdict.tsx';
import { countOf } from '../words/byte-words.ts';
import { ECOSYSTEM_TITLES, packageHref, type EcosystemId } from '../words/ecosystems.ts';
import { ACTION_NAMES, STANDINGS } from '../words/verdict-words.ts';
import { EvidenceSection } from './package-evidence.tsx';
import { ExposureSection } from './package-exposure.tsx';
import { OwnerSection } from './package-owner.tsx';
import { PackagePublishing } from './package-publishing.tsx';
import { VettingSection } from './package-vetting.tsx';
import { VersionReasons } from './package-version.tsx';
import { VersionsSection } from './package-versions.tsx';

export function PackagePage() {
  const { params } = useRoute();
  const ecosystem = params['ecosystem'] ?? '';
  const name = params['name'] ?? '';
  const { data, problem, reload } = useResource<PackageDetail>(
    `/packages/${encodeURIComponent(ecosystem)}/${encodeURIComponent(name)}`,
  );
  const title = ECOSYSTEM_TITLES[ecosystem as EcosystemId] ?? ecosystem;
  return (
    <Page
      title={name}
      heading={
        <>
          {name} <span class="tag">{title}</span>
        </>
      }
      lead={data === undefined ? undefined : <Copy text={data.purl} what="purl" isInline />}
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && problem === undefined ? (
        <Loading what={`${name}, its versions and evidence`} />
      ) : null}
      {data === undefined ? null : <PackageView detail={data} />}
    </Page>
  );
}

function PackageView({ detail }: { readonly detail: PackageDetail }) {
  const query = useQuery();
  const mayReadOwners = useMay('read-organisations') && isKeptHere(detail);
  const mayReadExposure = useMay('read-exposure');
  const mayReadApplications = useMay('read-applications');
  const asked = query.get('version');
  const version = detail.versions.find((item) => item.version === asked);
  return (
    <>
      <Warnings detail={detail} />
      <Summary detail={detail} />
      {detail.verdict.action === 'allow' && detail.verdict.observed.length === 0 ? null : (
        <Section title="The name as a whole" lead={`${detail.name} ${STANDINGS[detail.verdict.action]}.`}>
          <Reasons verdict={detail.verdict} />
        </Section>
      )}
      {asked === undefined ? null : <VersionReasons detail={detail} asked={asked} version={version} />}
      {detail.versions.length === 0 ? null : <VersionsSection detail={detail} chosen={asked} />}
      <Release detail={detail} version={version?.version ?? detail.latestOffered} />
      {mayReadOwners ? <OwnerSection detail={detail} /> : null}
      {mayReadOwners ? <PackagePublishing detail={detail} /> : null}
      <EvidenceSection detail={detail} />
      {mayReadApplications ? <VettingSection detail={detail} version={asked} /> : null}
      {mayReadExposure ? <ExposureSection purl={detail.purl} /> : null}
    </>
  );
}

const loadRelease = () => import('./package-release.tsx');

/** What is inside of what is published here; of others nobody looked. */
function Release({
  detail,
  version,
}: {
  readonly detail: PackageDetail;
  readonly version: string | undefined;
}) {
  const isShown = detail.upstream === 'hosted' && version !== undefined;
  return isShown ? <ShownRelease detail={detail} version={version} /> : null;
}

function ShownRelease(props: { readonly detail: PackageDetail; readonly version: string }) {
  const { code, problem } = useLater(loadRelease);
  if (problem !== undefined) return <Failure problem={problem} />;
  return code === undefined ? null : <code.ReleaseSections key={props.version} {...props} />;
}

/** Whether it comes from no upstream: the only names that somebody here can own. */
function isKeptHere({ upstream }: PackageDetail): boolean {
  return upstream === undefined || upstream === 'hosted';
}

function Warnings({ detail }: { readonly detail: PackageDetail }) {
  return (
    <>
      {detail.staleBecause === undefined ? null : (
        <Banner tone="warn">
          <p>
            <strong>What was known before keeps serving:</strong> {detail.staleBecause} Last checked{' '}
            <Time at={detail.checkedAt} />. <a href="/feeds">Upstreams</a>
          </p>
        </Banner>
      )}
      {detail.feedWarnings.length === 0 ? null : (
        <Banner tone="warn">
          <p>
            {detail.feedWarnings.join('; ')}. <a href="/feeds">Feeds</a>
          </p>
        </Banner>
      )}
    </>
  );
}

function Summary({ detail }: { readonly detail: PackageDetail }) {
  const isBehind = detail.latestOffered !== detail.latestUpstream;
  return (
    <dl class="facts is-four">
      <div>
        <dt>Verdict on the name now</dt>
        <dd>
          <Verdict action={detail.verdict.action} />
        </dd>
      </div>
      <div>
        <dt>Latest allowed version</dt>
        <dd class="strong">
          {detail.latestOffered === undefined ? (
            <span class="muted">none</span>
          ) : (
            <a href={packageHref(detail.ecosystem, detail.name, detail.latestOffered)}>
              {detail.latestOffered}
            </a>
          )}
        </dd>
      </div>
      <div>
        <dt>Latest at the upstream</dt>
        <dd>
          {detail.latestUpstream === undefined ? (
            <span class="muted">unknown</span>
          ) : isBehind ? (
            <>
              <a href={packageHref(detail.ecosystem, detail.name, detail.latestUpstream)}>
                {detail.latestUpstream}
              </a>{' '}
              <span class="muted">held back</span>
            </>
          ) : (
            'the same'
          )}
        </dd>
      </div>
      <div>
        <dt>From</dt>
        <dd>
          {isKeptHere(detail) ? (
            <span class="muted">
              {detail.upstream === undefined
                ? 'no upstream: the name is kept here'
                : 'here: it is published to this server'}
            </span>
          ) : (
            detail.upstream
          )}
        </dd>
      </div>
      <div class="is-wide">
        <dt>Versions</dt>
        <dd>
          <VersionCounts detail={detail} />
        </dd>
      </div>
      <div>
        <dt>First seen here</dt>
        <dd>
          <Time at={detail.firstSeenAt} />
        </dd>
      </div>
      <div>
        <dt>Last checked</dt>
        <dd>
          <Time at={detail.checkedAt} />
        </dd>
      </div>
    </dl>
  );
}

function VersionCounts({ detail }: { readonly detail: PackageDetail }) {
  const counts = ACTION_NAMES.map((action) => ({
    action,
    count: detail.versions.filter(({ verdict }) => verdict.action === action).length,
  })).filter(({ count }) => count > 0);
  if (counts.length === 0) return <span class="muted">none known</span>;
  return (
    <span class="row" title={countOf(detail.versions.length, 'version')}>
      {counts.map(({ action, count }) => (
        <span key={action} class="nowrap">
          {count} <Verdict action={action} />
        </span>
      ))}
    </span>
  );
}
