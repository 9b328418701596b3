// Who has it: shown to auditors alone.

import type { ExposurePage } from '../../../src/http/api/exposure-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Reader, useReaderNames, type NameReader } from '../parts/reader.tsx';
import { purlOfVersion } from '../words/purl-address.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { describeCount } from '../words/byte-words.ts';

type ExposureItem = ExposurePage['items'][number];

const columnsFor = (nameOf: NameReader): readonly Column<ExposureItem>[] => [
  { head: 'Reader', kind: 'main', cell: ({ reader }) => <Reader reader={reader} nameOf={nameOf} /> },
  { head: 'Version', kind: 'tight', cell: ({ version }) => version },
  { head: 'File', cell: ({ file }) => <span class="anywhere">{file}</span> },
  { head: 'Client', cell: ({ client }) => client },
  { head: 'First', kind: 'tight', cell: ({ firstAt }) => <Time at={firstAt} /> },
  { head: 'Last', kind: 'tight', cell: ({ lastAt }) => <Time at={lastAt} /> },
  { head: 'Times', kind: 'number', cell: ({ count }) => describeCount(count) },
];

const CSV = (['reader', 'version', 'file', 'client', 'firstAt', 'lastAt', 'count'] as const).map((head) => ({
  head,
  value: (item: ExposureItem) => item[head],
}));

export function ExposureSection({ purl }: { readonly purl: string }) {
  const query = useQuery();
  const nameOf = useReaderNames();
  const version = query.get('version');
  const asked = version === undefined ? purl : purlOfVersion(purl, version);
  const { data, problem, isLoading, reload } = useResource<ExposurePage>(
    `/who${queryOf({ purl: asked, after: query.get('after'), limit: 50 })}`,
  );
  return (
    <Section
      id="who"
      title={version === undefined ? 'Who has it' : `Who has ${version}`}
      lead="Who fetched it from here: kept for 90 days, addresses shortened after 7."
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="who has it" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty
          title={`Nobody fetched ${version ?? 'it'} through this gate`}
          command={`npx gatehouse who ${asked}`}
        >
          The same can be asked from the command line, in scripts too:
        </Empty>
      ) : (
        <>
          <Table
            caption="Who fetched it"
            columns={columnsFor(nameOf)}
            items={data.items}
            keyOf={({ reader, file, client }) => `${reader} ${file} ${client}`}
          />
          <Pager page={data} one="reader" list="/who" filters={{ purl: asked }} csv={CSV} />
        </>
      )}
    </Section>
  );
}
