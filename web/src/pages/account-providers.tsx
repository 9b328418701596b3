// The providers by whose word one is signed in to one's account.

import type { SsoIdentityItem } from '../../../src/http/api/sso-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Section } from '../parts/page.tsx';
import { SsoButtons, useSsoProviders } from '../parts/sso-buttons.tsx';
import { Failure } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

/** Nothing where this server has no providers, and the account is linked to none. */
export function AccountProviders() {
  const { api } = useApp();
  const providers = useSsoProviders();
  const { data, problem, reload } = useResource<{ readonly items: readonly SsoIdentityItem[] }>(
    '/sso/identities',
  );
  const unlinking = useAction();
  const items = data?.items ?? [];
  if (providers.length === 0 && items.length === 0) return null;
  const unlink = (id: string) =>
    unlinking.run(async () => {
      await api.send('DELETE', `/sso/identities/${encodeURIComponent(id)}`);
      reload();
    }, 'The provider was unlinked from your account');
  const columns: readonly Column<SsoIdentityItem>[] = [
    {
      head: 'Provider',
      kind: 'main',
      cell: ({ provider, issuer }) => (
        <>
          {provider?.label ?? 'No longer set up here'} <span class="muted">{issuer}</span>
        </>
      ),
    },
    { head: 'You there', cell: ({ subject }) => <code>{subject}</code> },
    {
      head: 'Last sign-in',
      cell: ({ usedAt }) => (usedAt === undefined ? <span class="muted">never</span> : <Time at={usedAt} />),
    },
    {
      head: 'Unlink',
      kind: 'tight',
      cell: ({ id, provider }) => (
        <button
          type="button"
          class="button is-small"
          disabled={unlinking.isBusy}
          aria-label={`Unlink ${provider?.label ?? 'the provider'}`}
          onClick={() => void unlink(id)}
        >
          Unlink
        </button>
      ),
    },
  ];
  const open = providers.filter(({ name }) => items.every(({ provider }) => provider?.name !== name));
  return (
    <Section
      title="Sign-in providers"
      lead="Whoever signs in at a linked provider as you is signed in here as you."
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {unlinking.problem === undefined ? null : (
        <Banner tone="block">
          <p>{unlinking.problem.detail}</p>
        </Banner>
      )}
      {items.length === 0 ? null : (
        <Table caption="Linked providers" columns={columns} items={items} keyOf={({ id }) => id} />
      )}
      <SsoButtons providers={open} verb="Link" how="link" to="/account" />
    </Section>
  );
}
