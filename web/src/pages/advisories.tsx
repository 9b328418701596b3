// The advisory database that verdicts rest on.

import type { AdvisoryItem, AdvisoryPage } from '../../../src/http/api/advisory-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter, EcosystemFilter, TextFilter } from '../parts/filters.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { countOf } from '../words/byte-words.ts';

const SHOWN_PACKAGES = 3;

const COLUMNS: readonly Column<AdvisoryItem>[] = [
  {
    head: 'Advisory',
    kind: 'main',
    cell: ({ id, url, aliases }) => (
      <span>
        <OutsideLink url={url}>{id}</OutsideLink>
        <br />
        <Aliases aliases={aliases.filter((alias) => alias !== id)} />
      </span>
    ),
  },
  { head: 'Kind', cell: (item) => <Kind {...item} /> },
  { head: 'Score', kind: 'number', cell: ({ score }) => score?.toFixed(1) },
  {
    head: 'EPSS',
    kind: 'number',
    cell: ({ epss }) => (epss === undefined ? undefined : `${(epss * 100).toFixed(1)} %`),
  },
  { head: 'Summary', kind: 'wide', cell: ({ summary }) => summary },
  { head: 'Packages', kind: 'wide', cell: ({ packages }) => <Packages packages={packages} /> },
  {
    head: 'Changed',
    kind: 'tight',
    cell: ({ modifiedAt, publishedAt }) => <Time at={modifiedAt ?? publishedAt} without="unknown" />,
  },
  { head: 'Feed', cell: ({ feed }) => feed },
];

const CSV: readonly CsvColumn<AdvisoryItem>[] = [
  ...(
    [
      'id',
      'kind',
      'summary',
      'score',
      'isKev',
      'epss',
      'publishedAt',
      'modifiedAt',
      'withdrawnAt',
      'feed',
      'url',
    ] as const
  ).map((head) => ({ head, value: (item: AdvisoryItem) => item[head] })),
  {
    head: 'packages',
    value: ({ packages }) =>
      packages.map(({ ecosystem, name, ranges }) => `${ecosystem}/${name} ${ranges}`).join('; '),
  },
];

/** Lines end between ids, not within one, and a summary beside many ids keeps its room. */
function Aliases({ aliases }: { readonly aliases: readonly string[] }) {
  return (
    <span class="muted">
      {aliases.map((alias, at) => (
        <span key={alias}>
          {at === 0 ? '' : ' '}
          <span class="alias">
            {alias}
            {at === aliases.length - 1 ? '' : ','}
          </span>
        </span>
      ))}
    </span>
  );
}

export function AdvisoriesPage() {
  const query = useQuery();
  const filters = { text: query.get('text'), ecosystem: query.get('ecosystem'), kind: query.get('kind') };
  const { data, problem, isLoading, reload } = useResource<AdvisoryPage>(
    `/advisories${queryOf({ ...filters, after: query.get('after'), limit: 50 })}`,
  );
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <Page
      title="Advisories"
      lead="Vulnerabilities and malware records from all feeds. Scores, known exploitation (KEV) and EPSS feed the policy's rules."
    >
      <div class="filters">
        <TextFilter name="text" label="Id, package or words" placeholder="CVE-2021-44228" />
        <EcosystemFilter />
        <ChoiceFilter
          name="kind"
          label="Kind"
          all="All kinds"
          options={[
            ['vulnerability', 'Vulnerability'],
            ['malware', 'Malware'],
            ['informational', 'Informational'],
          ]}
        />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="advisories" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <NoAdvisories isFiltered={isFiltered} />
      ) : (
        <>
          <Table
            caption="Advisories"
            columns={COLUMNS}
            items={data.items}
            keyOf={({ feed, id }) => `${feed} ${id}`}
          />
          <Pager
            page={data}
            one="advisory"
            many="advisories"
            list="/advisories"
            filters={filters}
            csv={CSV}
          />
        </>
      )}
    </Page>
  );
}

function NoAdvisories({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No advisory matches">
      The feeds that are loaded know none. <a href="/feeds">See how fresh they are</a>, or{' '}
      <a href="/advisories">show all</a>.
    </Empty>
  ) : (
    <Empty title="No feed has been loaded yet" command="npx gatehouse feeds">
      Advisories and malware records come from feeds, which are read at first start and every five minutes
      after. Where the network is closed, import them from a file:{' '}
      <code>npx gatehouse advisories import FILE</code>. <a href="/feeds">Feeds</a>
    </Empty>
  );
}

function Kind({ kind, isKev, withdrawnAt }: AdvisoryItem) {
  return (
    <span>
      {kind === 'malware' ? <span class="strong">malware</span> : kind}
      {isKev ? (
        <>
          {' '}
          <span class="tag" title="Known to be exploited (CISA KEV)">
            exploited
          </span>
        </>
      ) : null}
      {withdrawnAt === undefined ? null : (
        <>
          {' '}
          <span class="tag">withdrawn</span>
        </>
      )}
    </span>
  );
}

function Packages({ packages }: Pick<AdvisoryItem, 'packages'>) {
  const rest = packages.length - SHOWN_PACKAGES;
  return (
    <ul>
      {packages.slice(0, SHOWN_PACKAGES).map(({ ecosystem, name, ranges }) => (
        <li key={`${ecosystem} ${name} ${ranges}`}>
          <PackageLink {...{ ecosystem, name }} /> <code class="muted">{ranges}</code>
        </li>
      ))}
      {rest > 0 ? <li class="muted">and {countOf(rest, 'more package', 'more packages')}</li> : null}
    </ul>
  );
}
