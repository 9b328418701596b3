// Tokens for clients and machines.

import { useState } from 'preact/hooks';

import type { TokenItem } from '../../../src/http/api/identity-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { Copy } from '../parts/copy.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useSelection } from '../parts/use-selection.ts';
import { TokenBounds } from './token-bounds.tsx';
import { MintForm } from './token-form.tsx';

interface TokenList {
  readonly items: readonly TokenItem[];
}

export interface MintedToken {
  readonly token: string;
  readonly item: TokenItem;
}

const COLUMNS: readonly Column<TokenItem>[] = [
  { head: 'Token', kind: 'main', cell: ({ name }) => <span class="strong">{name}</span> },
  { head: 'Account', kind: 'tight', cell: ({ account }) => account },
  { head: 'May', kind: 'tight', cell: (item) => <TokenBounds item={item} /> },
  { head: 'View', kind: 'tight', cell: ({ view }) => view ?? <span class="muted">by network</span> },
  { head: 'State', kind: 'tight', cell: (item) => <TokenState item={item} /> },
  { head: 'Last used', kind: 'tight', cell: (item) => <LastUse item={item} /> },
  { head: 'Made', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

const CSV = (
  [
    'name',
    'account',
    'scope',
    'view',
    'createdAt',
    'expiresAt',
    'revokedAt',
    'lastUsedAt',
    'lastUsedNetwork',
  ] as const
).map((head) => ({
  head,
  value: (item: TokenItem) => item[head],
}));

export function TokensPage() {
  const { api } = useApp();
  const mayMint = useMay('mint-read-tokens');
  const mayManage = useMay('manage-tokens');
  const query = useQuery();
  const isEveryone = mayManage && query.get('everyone') === 'true';
  const [minted, setMinted] = useState<MintedToken>();
  const { data, problem, isLoading, reload } = useResource<TokenList>(
    `/tokens${queryOf({ everyone: isEveryone ? 'true' : undefined })}`,
  );
  const items = data?.items ?? [];
  const selection = useSelection(
    items.filter(({ revokedAt }) => revokedAt === undefined).map(({ id }) => id),
    (key) => items.find(({ id }) => id === key)?.name ?? key,
  );
  return (
    <Page
      title="Tokens"
      lead="For package managers, build machines and scripts. A token never does more than its account may."
      actions={
        mayManage ? (
          <a class="button" href={query.href({ everyone: isEveryone ? undefined : 'true' })}>
            {isEveryone ? 'Only mine' : 'Tokens of everyone'}
          </a>
        ) : undefined
      }
    >
      {minted === undefined ? null : <ShownOnce minted={minted} close={() => setMinted(undefined)} />}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="tokens" /> : null}
      {data === undefined ? null : items.length === 0 ? (
        <Empty title="There is no token yet">
          Reading packages needs none unless an administrator closed it. A token makes “who has it” name a
          machine instead of an address.
        </Empty>
      ) : (
        <>
          <BulkBar
            selection={selection}
            one="token"
            verb="Revoke"
            act={(id) => api.send('DELETE', `/tokens/${encodeURIComponent(id)}`)}
            done={reload}
          />
          <Table
            caption="Tokens"
            columns={COLUMNS}
            items={items}
            keyOf={({ id }) => id}
            selection={selection}
          />
          <Pager page={data} one="token" list="/tokens" csv={CSV} isWhole />
        </>
      )}
      {mayMint && data !== undefined ? (
        <MintForm
          onMinted={(token) => {
            setMinted(token);
            reload();
            window.scrollTo(0, 0);
          }}
        />
      ) : null}
    </Page>
  );
}

function LastUse({ item: { lastUsedAt, lastUsedNetwork } }: { readonly item: TokenItem }) {
  return (
    <>
      <Time at={lastUsedAt} />
      {lastUsedNetwork === undefined ? null : <div class="muted">{lastUsedNetwork}</div>}
    </>
  );
}

function TokenState({ item }: { readonly item: TokenItem }) {
  if (item.revokedAt !== undefined) return <span class="muted">revoked</span>;
  if (item.expiresAt === undefined) return <span>in force</span>;
  if (Date.parse(item.expiresAt) < Date.now()) return <span class="muted">ended</span>;
  return (
    <span>
      ends <Time at={item.expiresAt} />
    </span>
  );
}

function ShownOnce({ minted, close }: { readonly minted: MintedToken; readonly close: () => void }) {
  return (
    <Banner tone="allow">
      <p>
        <strong>Token {minted.item.name}:</strong> copy it now, it is shown this once and kept here only as a
        hash.
      </p>
      <Copy text={minted.token} what="token" />
      <p class="row">
        <button type="button" class="button is-small" onClick={close}>
          I have it, hide it
        </button>
        <a href="/clients">How clients use it</a>
      </p>
    </Banner>
  );
}
