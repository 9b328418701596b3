// Who depends on a package, among all that the gate has seen.

import type { BlastRadiusItem } from '../../../src/http/api/impact-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { PackageLink } from '../parts/package-link.tsx';
import { Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { countOf } from '../words/byte-words.ts';

type Dependant = BlastRadiusItem['direct'][number];

const COLUMNS: readonly Column<Dependant>[] = [
  {
    head: 'Package',
    kind: 'main',
    cell: ({ ecosystem, name, version }) => <PackageLink {...{ ecosystem, name, version }} isPlain />,
  },
  {
    head: 'Asks for it as',
    cell: ({ range }) => (range === undefined ? <span class="muted">not told</span> : range),
  },
  { head: 'Come through it', kind: 'number', cell: ({ through }) => through },
  {
    head: 'Verdict',
    kind: 'tight',
    cell: ({ verdict }) => (verdict === undefined ? null : <Verdict action={verdict.action} />),
  },
];

export function Dependents({ purl, name }: { readonly purl: string; readonly name: string }) {
  const { data, problem, reload } = useResource<BlastRadiusItem>(`/blast-radius${queryOf({ purl })}`);
  return (
    <Section
      title="Dependents"
      lead={data === undefined || data.total === 0 ? undefined : wordsOf(data)}
      more={
        <a class="button" href={`/impact${queryOf({ purl })}`}>
          Applications that have it
        </a>
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && problem === undefined ? <Loading what="who depends on it" /> : null}
      {data !== undefined && data.direct.length === 0 ? (
        <Empty title="Nobody that is known here depends on it">
          {countOf(data.basis.packages, 'package')} came through this gate or are published here, and none
          asks for {name}.
        </Empty>
      ) : null}
      {data === undefined || data.direct.length === 0 ? null : (
        <Table
          caption={`Packages that depend on ${name}`}
          columns={COLUMNS}
          items={data.direct}
          keyOf={({ purl: own }) => own}
        />
      )}
    </Section>
  );
}

function wordsOf({ total, byDepth: [direct = 0] }: BlastRadiusItem): string {
  const near = `${countOf(direct, 'package')} here ${direct === 1 ? 'depends' : 'depend'} on it directly`;
  return total > direct ? `${near}, ${total} in all.` : `${near}.`;
}
