// No page has this address.

import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <Empty title="No page has this address">
        Search by package name, purl, digest or CVE above (press <kbd>/</kbd>), or go to the{' '}
        <a href="/">overview</a>.
      </Empty>
    </Page>
  );
}
