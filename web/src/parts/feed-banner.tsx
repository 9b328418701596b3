// Says loudly when decisions are made without all that could be known.

import type { Status } from '../../../src/http/api/contract.ts';
import { Banner } from './banner.tsx';
import { Time } from './time.tsx';

/** Feeds that were never loaded or are stale, and upstreams that are down. */
export function StatusBanners({ status }: { readonly status: Status }) {
  const missing = status.feeds.filter(
    ({ state, records }) => state === 'never-loaded' || (state === 'loading' && records === 0),
  );
  const stale = status.feeds.filter(({ state }) => state === 'stale');
  const down = status.upstreams.filter(({ state }) => state === 'down');
  return (
    <>
      {missing.length === 0 ? null : (
        <Banner tone="block">
          <p>
            <strong>Not loaded yet: {missing.map(({ name }) => name).join(', ')}.</strong> Until then known
            malware and vulnerabilities of {missing.length === 1 ? 'this feed' : 'these feeds'} are not seen;
            all other rules hold. <a href="/feeds">Feeds</a>
          </p>
        </Banner>
      )}
      {stale.map((feed) => (
        <Banner key={feed.name} tone="warn">
          <p>
            <strong>Feed {feed.name} is stale:</strong> last loaded <Time at={feed.lastGoodAt} />. What was
            known then keeps holding; newer records are not known here. <a href="/feeds">See why</a>
          </p>
        </Banner>
      ))}
      {down.map((upstream) => (
        <Banner key={`${upstream.ecosystem} ${upstream.name}`} tone="warn">
          <p>
            <strong>
              Upstream {upstream.name} ({upstream.ecosystem}) does not answer.
            </strong>{' '}
            What is cached here keeps being served; new packages from it cannot be fetched.{' '}
            <a href="/feeds">See why</a>
          </p>
        </Banner>
      ))}
    </>
  );
}
