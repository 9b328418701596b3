// Namespaces: whose they are, how far their proofs are, and names that were asked for although they look like others.

import { useState } from 'preact/hooks';

import type { NamespaceItem } from '../../../src/http/api/namespace-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { NamespaceState } from '../parts/namespace-state.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';
import { namespaceHref } from '../words/namespace-words.ts';
import { NameAppeals } from './name-appeals.tsx';
import { ClaimForm } from './namespace-claim.tsx';

interface NamespaceList {
  readonly items: readonly NamespaceItem[];
}

const COLUMNS: readonly Column<NamespaceItem>[] = [
  {
    head: 'Namespace',
    kind: 'main',
    cell: ({ id, pattern }) => (
      <a class="anywhere" href={namespaceHref(id)}>
        {pattern}
      </a>
    ),
  },
  { head: 'Ecosystem', kind: 'tight', cell: ({ ecosystem }) => ECOSYSTEM_TITLES[ecosystem] },
  {
    head: 'Owner',
    kind: 'tight',
    cell: ({ owner }) =>
      owner === undefined ? (
        <span class="muted">nobody</span>
      ) : (
        <span class="anywhere">{owner.slice(owner.indexOf(':') + 1)}</span>
      ),
  },
  { head: 'State', kind: 'tight', cell: (item) => <NamespaceState {...item} /> },
  {
    head: 'Proof seen',
    kind: 'tight',
    cell: ({ proof, provenAt }) => (proof === 'grant' ? 'granted' : <Time at={provenAt} without="not yet" />),
  },
];

const CSV = (
  ['ecosystem', 'namespace', 'pattern', 'state', 'owner', 'proof', 'claimedAt', 'provenAt'] as const
).map((head) => ({ head, value: (item: NamespaceItem) => item[head] }));

export function NamespacesPage() {
  const query = useQuery();
  const isAppeals = query.get('tab') === 'names';
  const [isClaiming, setClaiming] = useState(false);
  return (
    <Page
      title="Namespaces"
      lead="Scopes, prefixes, groups and vendors that are somebody’s: nobody else names packages in them, and none of their names ever comes from an upstream."
      actions={isAppeals || isClaiming ? undefined : <Actions claim={() => setClaiming(true)} />}
    >
      <nav class="tabs" aria-label="Parts">
        <a href="/namespaces" aria-current={isAppeals ? undefined : 'page'}>
          Namespaces
        </a>
        <a href="/namespaces?tab=names" aria-current={isAppeals ? 'page' : undefined}>
          Names that look alike
        </a>
      </nav>
      {isAppeals ? (
        <NameAppeals />
      ) : (
        <>
          <NeedsFactor action="claim-namespaces" what="Claiming a namespace" />
          {isClaiming ? <ClaimForm close={() => setClaiming(false)} /> : null}
          <NamespaceTable />
        </>
      )}
    </Page>
  );
}

function Actions({ claim }: { readonly claim: () => void }) {
  const query = useQuery();
  const maySeeAll = useMay('see-all-namespaces');
  const mayClaim = useMay('claim-namespaces');
  const isAll = query.get('all') === 'yes';
  return (
    <>
      {maySeeAll ? (
        <a class="button" href={query.href({ all: isAll ? undefined : 'yes' })}>
          {isAll ? 'Only mine' : 'Everybody’s'}
        </a>
      ) : null}
      {mayClaim ? (
        <button type="button" class="button is-primary" onClick={claim}>
          Claim a namespace
        </button>
      ) : null}
    </>
  );
}

function NamespaceTable() {
  const maySeeAll = useMay('see-all-namespaces');
  const isAll = useQuery().get('all') === 'yes' && maySeeAll;
  const list = `/namespaces${isAll ? '?all=true' : ''}`;
  const { data, problem, isLoading, reload } = useResource<NamespaceList>(list);
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  if (data === undefined) return isLoading ? <Loading what="namespaces" /> : null;
  if (data.items.length === 0) {
    return (
      <Empty
        title={isAll ? 'Nobody has a namespace yet' : 'You have no namespace yet'}
        command="npx gatehouse namespace claim npm @acme --organisation acme --domain acme.example"
      >
        Claim the scope, prefix, group or vendor of your packages, and prove that it is yours: by a record in
        DNS, a file on the web, or a repository.
      </Empty>
    );
  }
  return (
    <>
      <Table caption="Namespaces" columns={COLUMNS} items={data.items} keyOf={({ id }) => id} />
      <Pager page={data} one="namespace" list={list} csv={CSV} isWhole />
    </>
  );
}
