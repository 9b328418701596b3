// Versions on their way in that are sent in parts or bundles: one's own, the newest first.

import type { DeploymentItem } from '../../../src/http/api/deployment-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { DeploymentState } from '../parts/deployment-state.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { countOf } from '../words/byte-words.ts';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';

interface DeploymentPageOf {
  readonly items: readonly DeploymentItem[];
  readonly next?: string;
}

const COLUMNS: readonly Column<DeploymentItem>[] = [
  {
    head: 'Deployment',
    kind: 'main',
    cell: ({ id, title }) => (
      <a class="anywhere" href={`/deployments/${encodeURIComponent(id)}`}>
        {title}
      </a>
    ),
  },
  { head: 'Ecosystem', kind: 'tight', cell: ({ ecosystem }) => ECOSYSTEM_TITLES[ecosystem] },
  {
    head: 'Sent as',
    kind: 'tight',
    cell: ({ kind }) => (kind === 'bundle' ? 'one bundle' : 'file by file'),
  },
  { head: 'Versions', kind: 'number', cell: ({ versions }) => versions.length },
  { head: 'State', kind: 'tight', cell: (item) => <DeploymentState {...item} /> },
  {
    head: 'To mend',
    kind: 'tight',
    cell: ({ faultCount }) => (faultCount === 0 ? '' : countOf(faultCount, 'fault')),
  },
  { head: 'Last change', kind: 'tight', cell: ({ changedAt }) => <Time at={changedAt} /> },
];

const CSV = (
  ['id', 'title', 'ecosystem', 'kind', 'state', 'faultCount', 'createdAt', 'changedAt'] as const
).map((head) => ({ head, value: (item: DeploymentItem) => item[head] }));

export function DeploymentsPage() {
  const query = useQuery();
  const { data, problem, isLoading, reload } = useResource<DeploymentPageOf>(
    `/deployments${queryOf({ after: query.get('after'), limit: 50 })}`,
  );
  return (
    <Page
      title="Deployments"
      lead="Versions of yours that come in several files or in a bundle, from the first file to their publishing. Nobody else sees them before."
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="your deployments" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty title="Nothing of yours is on its way in" command="mvn deploy">
          What <code>mvn deploy</code> or the publishing plugin of Maven sends is collected here until it is
          whole. How to set them up stands on <a href="/clients">Client set-up</a>.
        </Empty>
      ) : (
        <>
          <Table caption="Your deployments" columns={COLUMNS} items={data.items} keyOf={({ id }) => id} />
          <Pager page={data} one="deployment" list="/deployments" csv={CSV} />
        </>
      )}
    </Page>
  );
}
