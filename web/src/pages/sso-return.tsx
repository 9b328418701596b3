// Where a provider sends the browser back to. The request that led here came from another site, and brought no cookie; this
// page makes the one that counts: from our own origin, with the cookie of the browser that began.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';

import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Page } from '../parts/page.tsx';
import { Loading } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { localPath } from '../words/local-path.ts';

interface Finished {
  readonly isLinked: boolean;
  readonly to: string;
}

export function SsoReturnPage() {
  const { api, refreshSession, announce } = useApp();
  const { route } = useLocation();
  const { params } = useRoute();
  const { problem, run } = useAction();
  const isBegun = useRef(false);
  useLayoutEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    // Out of sight and out of the history: a code works once, but need not lie about.
    const query = location.search.slice(1);
    history.replaceState(null, '', location.pathname);
    void run(async () => {
      const path = `/sso/${encodeURIComponent(params['name'] ?? '')}/finish`;
      const { isLinked, to } = await api.send<Finished>('POST', path, { query });
      await refreshSession();
      if (isLinked) announce('The provider was linked to your account');
      route(localPath(to), true);
    });
  }, []);
  return (
    <div class="narrow">
      <Page title="Sign in">
        {problem === undefined ? (
          <Loading what="your sign-in" />
        ) : (
          <>
            <Banner tone="block">
              <p>{problem.detail}</p>
            </Banner>
            <p>
              <a class="button" href="/sign-in">
                Back to the sign-in page
              </a>
            </p>
          </>
        )}
      </Page>
    </div>
  );
}
