// What is known against one application, with the ways by which each came in.

import type { ApplicationDetail } from '../../../src/http/api/application-contract.ts';
import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ImportsNote } from '../parts/imports.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { ShortestWay } from '../parts/ways.tsx';
import { countOf } from '../words/byte-words.ts';
import { applicationHref } from '../words/finding-words.ts';
import { FindingList } from './finding-list.tsx';
import type { FindingPage, WaysOf } from './finding-table.tsx';
import { RiskChart } from './risk-chart.tsx';
import { FindingChoices } from './findings.tsx';

export function ApplicationFindings({ detail }: { readonly detail: ApplicationDetail }) {
  const query = useQuery();
  const { name, environment } = detail.application;
  const chosen = Object.fromEntries(
    ['state', 'severity', 'kind', 'kev', 'overdue'].map((one) => [one, query.get(one)]),
  );
  const filters = { ...chosen, application: name, environment };
  const { data, problem, isLoading, reload } = useResource<FindingPage>(
    `/findings${queryOf({ ...filters, after: query.get('after'), limit: 50 })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  return (
    <>
      <div class="filters">
        <FindingChoices />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="findings" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <NothingHere detail={detail} isFiltered={Object.values(chosen).some(Boolean)} />
      ) : (
        <>
          <ImportsNote findings={detail.findings} />
          <FindingList page={data} filters={filters} reload={reload} ways={waysOf(detail)} />
        </>
      )}
      <Risk name={name} environment={environment} />
      {detail.cleared.length === 0 ? null : <Cleared cleared={detail.cleared} />}
    </>
  );
}

/** All that is open, whatever the list above is filtered by. */
function Risk({ name, environment }: { readonly name: string; readonly environment: string }) {
  const { data, reload } = useResource<FindingPage>(
    `/findings${queryOf({ application: name, environment, kind: 'vulnerability', limit: 200 })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section
      title="Grave, likely, or both"
      lead="Each open vulnerability by its score and by how likely it is to be exploited: what stands at the upper right goes first."
    >
      <RiskChart items={data.items} isCut={data.next !== undefined} />
    </Section>
  );
}

function waysOf(detail: ApplicationDetail): WaysOf {
  const places = new Map(detail.findings.map((finding) => [finding.purl, finding.places]));
  return ({ purl }) => <ShortestWay places={places.get(purl) ?? []} href={`/impact${queryOf({ purl })}`} />;
}

function NothingHere({
  detail,
  isFiltered,
}: {
  readonly detail: ApplicationDetail;
  readonly isFiltered: boolean;
}) {
  const { name, environment, unknown } = detail.application;
  if (isFiltered) {
    return (
      <Empty title="No finding matches these filters">
        <a href={applicationHref(name, environment)}>Show all that is open</a>
      </Empty>
    );
  }
  const unread = detail.files.filter(({ format }) => format === 'not read').length;
  if (unread > 0 && unread === detail.files.length) {
    return (
      <Empty title="Nothing was read">
        {countOf(unread, 'file')} could not be read:{' '}
        <a href={applicationHref(name, environment, 'unknown')}>see why</a>. That is not clean, but unknown.
      </Empty>
    );
  }
  return (
    <Empty title="Nothing is open here">
      Nothing that is known now is against its components.{' '}
      {unknown === 0 ? null : (
        <>
          Of <a href={applicationHref(name, environment, 'unknown')}>{unknown}</a> of them nothing can be
          known.
        </>
      )}
    </Empty>
  );
}

function Cleared({ cleared }: { readonly cleared: ApplicationDetail['cleared'] }) {
  return (
    <Section title="Said not to matter" lead="By VEX statements: no findings here, and told all the same.">
      <Table
        caption="Cleared by VEX"
        columns={[
          { head: 'Record', kind: 'main', cell: ({ record }) => record },
          { head: 'Component', kind: 'wide', cell: ({ purl }) => <code>{purl}</code> },
          { head: 'Status', kind: 'tight', cell: ({ status }) => status.replaceAll('_', ' ') },
          { head: 'Because', kind: 'wide', cell: ({ because }) => because },
          {
            head: 'By',
            cell: ({ author, document }) => (
              <span class="anywhere">
                <OutsideLink url={document}>{author}</OutsideLink>
              </span>
            ),
          },
        ]}
        items={cleared}
        keyOf={({ purl, record }) => `${purl} ${record}`}
      />
    </Section>
  );
}
