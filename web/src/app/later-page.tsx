// Pages whose code is read when they are first opened, so that the first page of all comes sooner.

import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';

import { Page } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';

/** The page that `load` brings. Where it cannot be had (a server that was renewed meanwhile), says what to do. */
export function laterPage<Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return lazy(() => load().catch(() => CannotOpen as ComponentType<Props>));
}

function CannotOpen() {
  return (
    <Page title="This page">
      <Failure
        problem={{
          type: 'about:blank',
          code: 'page-failed',
          title: 'The page did not come',
          status: 0,
          detail:
            'The code of this page could not be read: the server does not answer, or was renewed since this tab was opened.',
        }}
        retry={() => location.reload()}
      />
    </Page>
  );
}
