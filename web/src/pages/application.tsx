// One application: what is wrong with it, what it is made of, what is unknown, and what changed.

import type { ApplicationDetail, ApplicationItem } from '../../../src/http/api/application-contract.ts';
import { queryOf } from '../api/client.ts';
import { factTexts } from '../api/problem.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { Page } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import { applicationHref } from '../words/finding-words.ts';
import { ApplicationComponents } from './application-components.tsx';
import { ApplicationFindings } from './application-findings.tsx';
import { ApplicationFix } from './application-fix.tsx';
import { ApplicationRename } from './application-rename.tsx';
import { ApplicationSnapshots } from './application-snapshots.tsx';
import { ApplicationUnknown } from './application-unknown.tsx';

const TABS = [
  ['findings', 'Findings'],
  ['fix', 'Fix plan'],
  ['components', 'Components'],
  ['unknown', 'Unknown'],
  ['snapshots', 'Snapshots'],
] as const;

export function ApplicationPage({ name = '' }: { readonly name?: string }) {
  const query = useQuery();
  const environment = query.get('environment');
  const { data, problem, isLoading, reload } = useResource<ApplicationDetail>(
    `/applications/${encodeURIComponent(name)}${queryOf({ environment })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  const others = problem === undefined ? [] : factTexts(problem, 'environments');
  return (
    <Page
      title={name}
      heading={
        <>
          {name} {environment === undefined ? null : <span class="tag">{environment}</span>}
        </>
      }
      lead={data === undefined ? undefined : <Lead application={data.application} />}
    >
      {others.length > 0 ? (
        <Which name={name} environments={others} />
      ) : problem === undefined ? null : (
        <Failure problem={problem} retry={reload} />
      )}
      {data === undefined && isLoading ? <Loading what="the application" /> : null}
      {data === undefined || problem !== undefined ? null : <ApplicationView detail={data} />}
    </Page>
  );
}

function Lead({ application }: { readonly application: ApplicationItem }) {
  const { owner, pushedAt, snapshot, tags } = application;
  return (
    <>
      {owner === undefined ? 'Nobody is named as its owner' : `Looked after by ${owner}`}; snapshot {snapshot}
      , pushed <Time at={pushedAt} />.
      {Object.entries(tags).map(([tag, value]) => (
        <span key={tag}>
          {' '}
          {tag}: {value}.
        </span>
      ))}
    </>
  );
}

function Which({ name, environments }: { readonly name: string; readonly environments: readonly string[] }) {
  return (
    <div class="state">
      <p class="state-title">Which environment?</p>
      <p>
        {name} was pushed for {countOf(environments.length, 'environment')}:
      </p>
      <ul class="row">
        {environments.map((one) => (
          <li key={one}>
            <a class="button" href={applicationHref(name, one)}>
              {one}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ApplicationView({ detail }: { readonly detail: ApplicationDetail }) {
  const query = useQuery();
  const { application } = detail;
  const tab = TABS.find(([id]) => id === query.get('tab'))?.[0] ?? 'findings';
  return (
    <>
      {detail.unmatched === undefined ? null : (
        <Banner tone="warn">
          <p>
            <strong>Not everything was looked up:</strong> {detail.unmatched}
          </p>
        </Banner>
      )}
      <Numbers detail={detail} />
      <nav class="tabs section" aria-label={`Parts of ${application.name}`}>
        {TABS.map(([id, title]) => (
          <a
            key={id}
            href={applicationHref(
              application.name,
              application.environment,
              id === 'findings' ? undefined : id,
            )}
            aria-current={tab === id ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {tab === 'findings' ? <ApplicationFindings detail={detail} /> : null}
      {tab === 'fix' ? <ApplicationFix application={application} /> : null}
      {tab === 'components' ? <ApplicationComponents application={application} /> : null}
      {tab === 'unknown' ? <ApplicationUnknown detail={detail} /> : null}
      {tab === 'snapshots' ? <ApplicationSnapshots application={application} /> : null}
      <ApplicationRename application={application} />
    </>
  );
}

function Numbers({ detail }: { readonly detail: ApplicationDetail }) {
  const { application, files, findings, cleared } = detail;
  const records = findings.reduce((sum, finding) => sum + finding.records.length, 0);
  return (
    <dl class="facts is-four">
      <div>
        <dt>Known against it now</dt>
        <dd class="is-large">{describeCount(records)}</dd>
        <dd class="fact-note">in {countOf(findings.length, 'component')}</dd>
      </div>
      <div>
        <dt>Components</dt>
        <dd class="is-large">{describeCount(application.components)}</dd>
        <dd class="fact-note">from {countOf(files.length, 'file')}</dd>
      </div>
      <div>
        <dt>Unknown, not clean</dt>
        <dd class="is-large">{describeCount(application.unknown)}</dd>
        <dd class="fact-note">no version or ecosystem told</dd>
      </div>
      <div>
        <dt>Said not to matter (VEX)</dt>
        <dd class="is-large">{describeCount(cleared.length)}</dd>
      </div>
    </dl>
  );
}
