// What would fix an application by what the server knows: versions that the policy lets through, and what leads to each package. Not verified.

import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import type { FixEstimateAnswer, FixEstimateItem } from '../../../src/http/api/fix-plan-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { ChoiceFilter } from '../parts/filters.tsx';
import { Flaws } from '../parts/fix-parts.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { SaveCsv } from '../parts/save-csv.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { VersionText } from '../parts/version-text.tsx';
import { countOf } from '../words/byte-words.ts';
import { applicationHref } from '../words/finding-words.ts';

const MOST_DIRECT = 4;

export function FixEstimates({ application }: { readonly application: ApplicationItem }) {
  const { name, environment } = application;
  const max = useQuery().get('max');
  const { data, problem, isLoading, reload } = useResource<FixEstimateAnswer>(
    `/applications/${encodeURIComponent(name)}/fix-estimate${queryOf({ environment, max })}`,
  );
  useReloadOn(['snapshot-pushed', 'finding-decided'], reload);
  return (
    <>
      <div class="filters">
        <ChoiceFilter
          name="max"
          label="Upgrades up to"
          all="minor"
          options={[
            ['patch', 'patch'],
            ['major', 'major'],
          ]}
        />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? (
        <Loading what="versions that would fix it, which may take a while where the gate has to ask upstream" />
      ) : null}
      {data === undefined || problem !== undefined ? null : <Estimates answer={data} />}
    </>
  );
}

function Estimates({ answer }: { readonly answer: FixEstimateAnswer }) {
  const { application, packages, more, unmatched } = answer;
  const { name, environment } = application;
  if (packages.length === 0) {
    return (
      <Empty title="Nothing to fix">
        {unmatched === undefined ? (
          <>
            No finding that counts is against its components.{' '}
            <a href={applicationHref(name, environment)}>See the findings</a>
          </>
        ) : (
          <>Not everything was looked up: {unmatched}</>
        )}
      </Empty>
    );
  }
  const fixable = packages.filter(({ versions }) => versions.length > 0);
  const others = packages.filter(({ versions }) => versions.length === 0);
  return (
    <>
      <Banner tone="warn">
        <p>
          <strong>Not verified:</strong> no package manager was asked. Whether these versions can be brought
          in together, and what moves with them, is not known. Those that close the most go first.
        </p>
      </Banner>
      {fixable.length === 0 ? (
        <p class="muted">No version that the policy lets in, and that is near enough, would fix any of it.</p>
      ) : (
        <Table
          caption="Versions that would fix it, not verified"
          columns={FIXABLE}
          items={fixable}
          keyOf={({ purl }) => purl}
        />
      )}
      {others.length === 0 ? null : (
        <div class="is-below">
          <h3>What stays, and why</h3>
          <Table
            caption="What nothing on offer fixes"
            columns={STAYING}
            items={others}
            keyOf={({ purl }) => purl}
          />
        </div>
      )}
      {more === 0 ? null : (
        <p class="muted is-below">
          {countOf(more, 'more package')} with less grave findings {more === 1 ? 'was' : 'were'} not looked
          at: gatehouse fix looks at all.
        </p>
      )}
      <SaveCsv fileName={`fixes-${name}`} columns={CSV} items={packages} class="is-below" />
    </>
  );
}

const PACKAGE: Column<FixEstimateItem> = {
  head: 'Package',
  kind: 'main',
  cell: ({ ecosystem, name, version, files }) => (
    <div class="lines-in-cell">
      <PackageLink ecosystem={ecosystem} name={name} version={version} />
      <span class="muted anywhere">
        {files.slice(0, 2).join(', ')}
        {files.length > 2 ? ` and ${files.length - 2} more` : ''}
      </span>
    </div>
  ),
};

const BROUGHT_BY: Column<FixEstimateItem> = {
  head: 'Brought in by',
  kind: 'wide',
  cell: ({ isDirect, direct, purl }) => (
    <div class="lines-in-cell">
      {isDirect ? <span>the project itself</span> : null}
      {direct.slice(0, MOST_DIRECT).map((one) => (
        <span key={one} class="anywhere strong">
          {one}
        </span>
      ))}
      <a href={`/impact${queryOf({ purl })}`}>
        {direct.length > MOST_DIRECT ? `and ${direct.length - MOST_DIRECT} more, ` : ''}all ways
      </a>
    </div>
  ),
};

const FIXABLE: readonly Column<FixEstimateItem>[] = [
  PACKAGE,
  {
    head: 'Move to',
    kind: 'wide',
    cell: ({ versions, bump }) => (
      <div class="lines-in-cell">
        <span>
          <VersionText version={versions[0] ?? ''} /> <span class="tag">{bump}</span>
        </span>
        {versions.length < 2 ? null : <span class="muted">else {versions.slice(1).join(', ')}</span>}
      </div>
    ),
  },
  {
    head: 'Would close',
    kind: 'wide',
    cell: ({ closes, leaves }) => (
      <div class="lines-in-cell">
        <Flaws flaws={closes} />
        {leaves.length === 0 ? null : (
          <details>
            <summary>not {countOf(leaves.length, 'other')}</summary>
            <Flaws flaws={leaves} />
          </details>
        )}
      </div>
    ),
  },
  BROUGHT_BY,
];

const STAYING: readonly Column<FixEstimateItem>[] = [
  PACKAGE,
  { head: 'Findings', kind: 'wide', cell: ({ leaves }) => <Flaws flaws={leaves} /> },
  { head: 'Why', kind: 'wide', cell: ({ because }) => <span class="anywhere">{because}</span> },
  BROUGHT_BY,
];

const CSV = [
  { head: 'purl', value: ({ purl }: FixEstimateItem) => purl },
  { head: 'moveTo', value: ({ versions }: FixEstimateItem) => versions[0] },
  { head: 'bump', value: ({ bump }: FixEstimateItem) => bump },
  { head: 'closes', value: ({ closes }: FixEstimateItem) => closes.map(({ record }) => record).join(' ') },
  { head: 'leaves', value: ({ leaves }: FixEstimateItem) => leaves.map(({ record }) => record).join(' ') },
  { head: 'broughtInBy', value: ({ direct }: FixEstimateItem) => direct.join(' ') },
  { head: 'files', value: ({ files }: FixEstimateItem) => files.join(' ') },
  { head: 'because', value: ({ because }: FixEstimateItem) => because },
] as const;
