// Every package that came through here.

import type { PackagePage } from '../../../src/http/api/package-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { EcosystemFilter, TextFilter } from '../parts/filters.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';

type PackageItem = PackagePage['items'][number];

const COLUMNS: readonly Column<PackageItem>[] = [
  {
    head: 'Package',
    kind: 'main',
    cell: ({ ecosystem, name, version }) => (
      <PackageLink isPlain {...{ ecosystem, name }} {...(version === undefined ? {} : { version })} />
    ),
  },
  { head: 'Ecosystem', kind: 'tight', cell: ({ ecosystem }) => ECOSYSTEM_TITLES[ecosystem] },
  { head: 'Upstream', cell: ({ upstream }) => upstream },
  { head: 'First seen', kind: 'tight', cell: ({ firstSeenAt }) => <Time at={firstSeenAt} /> },
  { head: 'Purl', kind: 'wide', cell: ({ purl }) => <code class="muted">{purl}</code> },
];

const CSV = (['purl', 'ecosystem', 'name', 'upstream', 'firstSeenAt'] as const).map((head) => ({
  head,
  value: (item: PackageItem) => item[head],
}));

export function PackagesPage() {
  const query = useQuery();
  const filters = { text: query.get('text'), ecosystem: query.get('ecosystem') };
  const { data, problem, isLoading, reload } = useResource<PackagePage>(
    `/packages${queryOf({ ...filters, after: query.get('after'), limit: 50 })}`,
  );
  const isFiltered = filters.text !== undefined || filters.ecosystem !== undefined;
  return (
    <Page
      title="Packages"
      lead="Every package that somebody asked for through this gate, with its verdicts and evidence."
    >
      <div class="filters">
        <TextFilter name="text" label="Name or digest" placeholder="Part of a name, or a SHA-256" />
        <EcosystemFilter />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="packages" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <NoPackages isFiltered={isFiltered} />
      ) : (
        <>
          <Table caption="Packages" columns={COLUMNS} items={data.items} keyOf={({ purl }) => purl} />
          <Pager page={data} one="package" list="/packages" filters={filters} csv={CSV} />
        </>
      )}
    </Page>
  );
}

function NoPackages({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty title="No package matches">
        Only packages that came through here are listed. To ask about any other one without installing it, use{' '}
        <code>npx gatehouse explain pkg:npm/name@1.2.3</code>. <a href="/packages">Show all</a>
      </Empty>
    );
  }
  return (
    <Empty title="No package came through yet" command="npx gatehouse setup">
      Point your package managers here, then install something as you always do.{' '}
      <a href="/clients">Set up by hand</a>
    </Empty>
  );
}
