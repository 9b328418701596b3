// The snapshots of an application, and what changed between two of them.

import type {
  ApplicationItem,
  SnapshotDiffItem,
  SnapshotItem,
} from '../../../src/http/api/application-contract.ts';
import type { FindingItem } from '../../../src/http/api/scan-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Actor, useReaderNames } from '../parts/reader.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';

interface SnapshotPage {
  readonly items: readonly SnapshotItem[];
  readonly next?: string;
}

export function ApplicationSnapshots({ application }: { readonly application: ApplicationItem }) {
  const query = useQuery();
  const nameOf = useReaderNames();
  const { name, environment } = application;
  const list = `/applications/${encodeURIComponent(name)}/snapshots`;
  const { data, problem, reload } = useResource<SnapshotPage>(
    `${list}${queryOf({ environment, after: query.get('after'), limit: 50 })}`,
  );
  return (
    <>
      <Diff application={application} />
      <Section title="Snapshots" lead="Newest first. Choose one to see what changed from it to the newest.">
        {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
        {data === undefined ? (
          problem === undefined ? (
            <Loading what="snapshots" />
          ) : null
        ) : (
          <>
            <Table
              caption="Snapshots, newest first"
              columns={[
                {
                  head: 'Snapshot',
                  kind: 'main',
                  cell: ({ number }) =>
                    number === application.snapshot ? (
                      <span>
                        {number} <span class="tag">newest</span>
                      </span>
                    ) : (
                      <a href={query.href({ from: String(number) })}>{number}</a>
                    ),
                },
                { head: 'Taken', kind: 'tight', cell: ({ takenAt }) => <Time at={takenAt} /> },
                { head: 'By', cell: ({ author }) => <Actor actor={author} nameOf={nameOf} /> },
                { head: 'Components', kind: 'number', cell: ({ components }) => describeCount(components) },
                {
                  head: 'Files',
                  kind: 'wide',
                  cell: ({ files }) => (
                    <ul>
                      {files.slice(0, 3).map(({ path, format, components }) => (
                        <li key={path} class="anywhere">
                          {path} <span class="muted">{`${format}, ${describeCount(components)}`}</span>
                        </li>
                      ))}
                      {files.length > 3 ? (
                        <li class="muted">and {countOf(files.length - 3, 'more file', 'more files')}</li>
                      ) : null}
                    </ul>
                  ),
                },
              ]}
              items={data.items}
              keyOf={({ number }) => String(number)}
              classOf={({ number }) => (String(number) === query.get('from') ? 'is-chosen' : undefined)}
            />
            <Pager
              page={data}
              one="snapshot"
              list={list}
              filters={{ environment }}
              csv={(['number', 'takenAt', 'author', 'components'] as const).map((head) => ({
                head,
                value: (item: SnapshotItem) => item[head],
              }))}
            />
          </>
        )}
      </Section>
    </>
  );
}

function Diff({ application }: { readonly application: ApplicationItem }) {
  const query = useQuery();
  const { name, environment } = application;
  const { data, problem, reload } = useResource<SnapshotDiffItem>(
    `/applications/${encodeURIComponent(name)}/diff${queryOf({ environment, from: query.get('from') })}`,
  );
  if (problem !== undefined) {
    // The first snapshot has nothing before it: no fault.
    if (query.get('from') === undefined && application.snapshot <= 1) return null;
    return <Failure problem={problem} retry={reload} />;
  }
  if (data === undefined) return <Loading what="what changed" />;
  return (
    <Section title={`What changed from snapshot ${data.from} to ${data.to}`}>
      {data.unmatched === undefined ? null : (
        <Banner tone="warn">
          <p>{data.unmatched}</p>
        </Banner>
      )}
      {data.packages.length + data.opened.length + data.closed.length === 0 ? (
        <p class="panel is-padded">Nothing: the same components, and the same is known against them.</p>
      ) : null}
      <div class="stack">
        <Known title="Findings that began" items={data.opened} />
        <Known title="Findings that ended" items={data.closed} />
        {data.packages.length === 0 ? null : <Packages packages={data.packages} />}
      </div>
    </Section>
  );
}

function Known({ title, items }: { readonly title: string; readonly items: readonly FindingItem[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3 class="is-above">{title}</h3>
      <Table
        caption={title}
        columns={[
          {
            head: 'Component',
            kind: 'main',
            cell: ({ ecosystem, name, version }) => <PackageLink {...{ ecosystem, name, version }} />,
          },
          {
            head: 'Records',
            kind: 'wide',
            cell: ({ records }) => (
              <ul>
                {records.map(({ id, summary }) => (
                  <li key={id}>
                    {id} <span class="muted">{summary}</span>
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
        items={items}
        keyOf={({ purl }) => purl}
      />
    </div>
  );
}

function Packages({ packages }: { readonly packages: SnapshotDiffItem['packages'] }) {
  return (
    <div>
      <h3 class="is-above">Packages</h3>
      <Table
        caption="Packages that changed"
        columns={[
          {
            head: 'Package',
            kind: 'main',
            cell: ({ ecosystem, name }) => <PackageLink {...{ ecosystem, name }} />,
          },
          {
            head: 'Change',
            kind: 'tight',
            cell: ({ from, to }) => (from.length === 0 ? 'new' : to.length === 0 ? 'gone' : 'moved'),
          },
          { head: 'Before', cell: ({ from }) => from.join(', ') },
          { head: 'After', cell: ({ to }) => to.join(', ') },
        ]}
        items={packages}
        keyOf={({ ecosystem, name, from, to }) => `${ecosystem} ${name} ${from.join()} ${to.join()}`}
      />
    </div>
  );
}
