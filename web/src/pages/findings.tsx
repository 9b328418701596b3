// What is known against applications, in all of them: to filter, to read, to decide.

import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter, TextFilter } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { KIND_TITLES, SEVERITY_NAMES, STATE_TITLES } from '../words/finding-words.ts';
import { FindingList } from './finding-list.tsx';
import type { FindingPage } from './finding-table.tsx';
import { NoApplications } from './portfolio.tsx';

const FILTERS = [
  'state',
  'severity',
  'kind',
  'kev',
  'overdue',
  'application',
  'environment',
  'owner',
  'package',
  'record',
] as const;

/** What is half typed names nothing yet: no fault. */
const MEANT_NOTHING: ReadonlySet<string> = new Set([
  'not-found',
  'invalid-purl',
  'invalid-name',
  'invalid-request',
]);

export function FindingsPage() {
  const query = useQuery();
  const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
  const { data, problem, isLoading, reload } = useResource<FindingPage>(
    `/findings${queryOf({ ...filters, after: query.get('after'), limit: 50 })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <Page
      title="Findings"
      lead="What is known against your applications, the most pressing first. Choose some to say how they stand."
    >
      <FindingFilters />
      {problem === undefined ? null : MEANT_NOTHING.has(problem.code) ? (
        <Empty title="No finding matches these filters">
          {problem.detail}. <a href="/findings">Show all that is open</a>
        </Empty>
      ) : (
        <Failure problem={problem} retry={reload} />
      )}
      {data === undefined && isLoading ? <Loading what="findings" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <NoFindings isFiltered={isFiltered} />
      ) : (
        <FindingList page={data} filters={filters} reload={reload} />
      )}
    </Page>
  );
}

function FindingFilters() {
  return (
    <div class="filters">
      <TextFilter name="record" label="CVE or other id" placeholder="CVE-2021-44228" />
      <TextFilter name="package" label="Package (purl)" placeholder="pkg:npm/lodash" />
      <TextFilter name="application" label="Application" />
      <TextFilter name="environment" label="Environment" />
      <TextFilter name="owner" label="Owner" />
      <FindingChoices />
    </div>
  );
}

export function FindingChoices() {
  return (
    <>
      <ChoiceFilter
        name="state"
        label="State"
        all="Open and in triage"
        options={[...Object.entries(STATE_TITLES), ['resolved', 'Resolved']]}
      />
      <ChoiceFilter
        name="severity"
        label="Severity"
        all="All"
        options={[
          ['critical,high', 'Critical and high'],
          ...SEVERITY_NAMES.map((name) => [name, name === 'unknown' ? 'no score' : name] as const),
        ]}
      />
      <ChoiceFilter name="kind" label="Kind" all="All kinds" options={Object.entries(KIND_TITLES)} />
      <ChoiceFilter
        name="kev"
        label="Exploited"
        all="Either way"
        options={[['true', 'Known to be exploited']]}
      />
      <ChoiceFilter name="overdue" label="Due" all="Either way" options={[['true', 'Overdue']]} />
    </>
  );
}

function NoFindings({ isFiltered }: { readonly isFiltered: boolean }) {
  const apps = useResource<{ readonly items: readonly unknown[] }>('/applications?limit=1');
  if (apps.data?.items.length === 0) return <NoApplications />;
  return isFiltered ? (
    <Empty title="No finding matches these filters">
      <a href="/findings">Show all that is open</a>
    </Empty>
  ) : (
    <Empty title="Nothing is open">
      Nothing that is known now is against what was pushed. What becomes known later appears here by itself.{' '}
      <a href="/findings?state=resolved">See what was resolved</a>
    </Empty>
  );
}
