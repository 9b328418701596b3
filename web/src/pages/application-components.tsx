// What an application is made of, and by which way each component came in.

import type { ApplicationItem, PlaceItem } from '../../../src/http/api/application-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { PackageLink } from '../parts/package-link.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { Places } from '../parts/ways.tsx';
import type { EcosystemId } from '../words/ecosystems.ts';

interface ComponentItem {
  readonly purl: string;
  readonly ecosystem: EcosystemId;
  readonly name: string;
  readonly version: string;
  readonly places: readonly PlaceItem[];
}

interface ComponentPage {
  readonly items: readonly ComponentItem[];
  readonly next?: string;
}

export function ApplicationComponents({ application }: { readonly application: ApplicationItem }) {
  const query = useQuery();
  const { name, environment } = application;
  const list = `/applications/${encodeURIComponent(name)}/components`;
  const { data, problem, isLoading, reload } = useResource<ComponentPage>(
    `${list}${queryOf({ environment, after: query.get('after'), limit: 50 })}`,
  );
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  if (data === undefined) return isLoading ? <Loading what="components" /> : null;
  if (data.items.length === 0) {
    return <Empty title="No component with a version">What was pushed names none.</Empty>;
  }
  return (
    <>
      <Table
        caption="Components"
        columns={[
          {
            head: 'Component',
            kind: 'main',
            cell: ({ ecosystem, name: component, version }) => (
              <PackageLink ecosystem={ecosystem} name={component} version={version} />
            ),
          },
          { head: 'Ways in', kind: 'wide', cell: ({ places }) => <Places places={places} /> },
          { head: 'Places', kind: 'number', cell: ({ places }) => places.length },
          {
            head: 'Elsewhere',
            kind: 'tight',
            cell: ({ purl }) => <a href={`/impact${queryOf({ purl })}`}>who has it</a>,
          },
        ]}
        items={data.items}
        keyOf={({ purl }) => purl}
      />
      <Pager
        page={data}
        one="component"
        list={list}
        filters={{ environment }}
        csv={[
          ...(['purl', 'ecosystem', 'name', 'version'] as const).map((head) => ({
            head,
            value: (item: ComponentItem) => item[head],
          })),
          {
            head: 'ways',
            value: ({ places }) =>
              places.map(({ file, line, via }) => `${file}:${line ?? ''} ${via.join(' > ')}`).join('; '),
          },
        ]}
      />
    </>
  );
}
