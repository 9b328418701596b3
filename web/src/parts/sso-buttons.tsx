// The providers that one may go to instead of saying a password here.

import type { SsoProviderItem } from '../../../src/http/api/sso-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from './banner.tsx';
import { useAction } from './use-action.ts';

/** The list of them; empty until it is known, and where it cannot be. */
export function useSsoProviders(): readonly SsoProviderItem[] {
  return useResource<{ readonly items: readonly SsoProviderItem[] }>('/sso').data?.items ?? [];
}

/**
 * One button each; nothing where there is none. `how`: `start` to sign in, `link` to have it linked to one's account.
 * `to`: where to go afterwards.
 */
export function SsoButtons(props: {
  readonly providers: readonly SsoProviderItem[];
  readonly verb: string;
  readonly how: 'start' | 'link';
  readonly to: string;
  /** Whether the provider is to ask again, whatever it remembers. */
  readonly isFresh?: boolean;
}) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const go = async (name: string) => {
    await run(async () => {
      const body = { to: props.to, isFresh: props.isFresh ?? false };
      const path = `/sso/${encodeURIComponent(name)}/${props.how}`;
      const { url } = await api.send<{ readonly url: string }>('POST', path, body);
      location.assign(url);
    });
  };
  if (props.providers.length === 0) return null;
  return (
    <>
      {problem === undefined ? null : (
        <Banner tone="block">
          <p>{problem.detail}</p>
        </Banner>
      )}
      <div class="row">
        {props.providers.map(({ name, label }) => (
          <button key={name} type="button" class="button" disabled={isBusy} onClick={() => void go(name)}>
            {props.verb} {label}
          </button>
        ))}
      </div>
    </>
  );
}
