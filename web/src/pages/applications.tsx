// What an organisation builds: every application and environment that was pushed.

import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { TextFilter } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { describeCount } from '../words/byte-words.ts';
import { applicationHref } from '../words/finding-words.ts';
import { NoApplications } from './portfolio.tsx';

interface ApplicationPage {
  readonly items: readonly ApplicationItem[];
  readonly next?: string;
}

const COLUMNS: readonly Column<ApplicationItem>[] = [
  {
    head: 'Application',
    kind: 'main',
    cell: ({ name, environment, tags }) => (
      <span>
        <a href={applicationHref(name, environment)}>{name}</a> <span class="tag">{environment}</span>
        {Object.entries(tags).map(([tag, value]) => (
          <span key={tag} class="muted anywhere">
            {' '}
            {tag}: {value}
          </span>
        ))}
      </span>
    ),
  },
  { head: 'Owner', cell: ({ owner }) => owner ?? <span class="muted">nobody</span> },
  { head: 'Findings', kind: 'number', cell: ({ findings }) => describeCount(findings) },
  { head: 'Components', kind: 'number', cell: ({ components }) => describeCount(components) },
  {
    head: 'Unknown',
    kind: 'number',
    cell: ({ name, environment, unknown }) =>
      unknown === 0 ? (
        '0'
      ) : (
        <a href={applicationHref(name, environment, 'unknown')}>{describeCount(unknown)}</a>
      ),
  },
  { head: 'Pushed', kind: 'tight', cell: ({ pushedAt }) => <Time at={pushedAt} /> },
];

const CSV: readonly CsvColumn<ApplicationItem>[] = [
  ...(
    [
      'name',
      'environment',
      'owner',
      'findings',
      'components',
      'unknown',
      'snapshot',
      'pushedAt',
      'createdAt',
    ] as const
  ).map((head) => ({ head, value: (item: ApplicationItem) => item[head] })),
  {
    head: 'tags',
    value: ({ tags }) =>
      Object.entries(tags)
        .map(([tag, value]) => `${tag}=${value}`)
        .join('; '),
  },
];

export function ApplicationsPage() {
  const query = useQuery();
  const filters = { owner: query.get('owner'), environment: query.get('environment') };
  const { data, problem, isLoading, reload } = useResource<ApplicationPage>(
    `/applications${queryOf({ ...filters, after: query.get('after'), limit: 50 })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <Page
      title="Applications"
      lead="What you build, each environment for itself, with the numbers of its newest snapshot."
    >
      <div class="filters">
        <TextFilter name="owner" label="Owner" />
        <TextFilter name="environment" label="Environment" placeholder="prod" />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="applications" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length > 0 ? (
        <>
          <Table
            caption="Applications"
            columns={COLUMNS}
            items={data.items}
            keyOf={({ name, environment }) => `${name} ${environment}`}
          />
          <Pager page={data} one="application" list="/applications" filters={filters} csv={CSV} />
        </>
      ) : isFiltered ? (
        <Empty title="No application matches">
          Owner and environment are asked for as they were pushed, whole. <a href="/applications">Show all</a>
        </Empty>
      ) : (
        <NoApplications />
      )}
    </Page>
  );
}
