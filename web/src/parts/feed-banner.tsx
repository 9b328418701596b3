// Says loudly when decisions are made without all that could be known.

import type { FeedStatus, Status } from '../../../src/http/api/status-contract.ts';
import { useMay } from '../app/context.ts';
import { Banner } from './banner.tsx';
import { Time } from './time.tsx';

/** Feeds that were never loaded or are stale, and upstreams that are down. `isHere`: on the page that tells why. */
export function StatusBanners({
  status,
  isHere = false,
}: {
  readonly status: Status;
  readonly isHere?: boolean;
}) {
  const mayManagePeople = useMay('manage-people');
  const isFirstLoad = ({ state, records }: FeedStatus) => state === 'loading' && records === 0;
  const loading = status.feeds.filter(isFirstLoad);
  const missing = status.feeds.filter(({ state }) => state === 'never-loaded');
  const stale = status.feeds.filter(({ state }) => state === 'stale');
  const down = status.upstreams.filter(({ state }) => state === 'down');
  const why = isHere ? null : <a href="/feeds">See why</a>;
  return (
    <>
      {status.mail.to === 'folder' && mayManagePeople ? (
        <Banner tone="note">
          <p>
            <strong>Letters land in a folder.</strong> No mail server is configured, so links to verify or
            recover an account reach nobody until somebody passes them on from the folder mail/ of the data
            folder. Set <code>[mail] server</code> in gatehouse.toml.
          </p>
        </Banner>
      ) : null}
      {status.mail.lastError === undefined ? null : (
        <Banner tone="warn">
          <p>
            <strong>Letters wait: {status.mail.waiting}.</strong> The last one could not be sent, and is tried
            again: {status.mail.lastError}
          </p>
        </Banner>
      )}
      {loading.length === 0 ? null : (
        <Banner tone="note">
          <p>
            <strong>Loading for the first time: {namesOf(loading)}.</strong> This takes a few minutes. Until
            then what they know is not seen; all other rules hold.
          </p>
        </Banner>
      )}
      {missing.length === 0 ? null : (
        <Banner tone="block">
          <p>
            <strong>Never loaded: {namesOf(missing)}.</strong> What{' '}
            {missing.length === 1 ? 'this feed knows' : 'these feeds know'} about malware and vulnerabilities
            is not seen; all other rules hold. {why}
          </p>
        </Banner>
      )}
      {stale.map((feed) => (
        <Banner key={feed.name} tone="warn">
          <p>
            <strong>Feed {feed.name} is stale:</strong> last loaded <Time at={feed.lastGoodAt} />. What was
            known then keeps holding; newer records are not known here. {why}
          </p>
        </Banner>
      ))}
      {down.map((upstream) => (
        <Banner key={`${upstream.ecosystem} ${upstream.name}`} tone="warn">
          <p>
            <strong>
              Upstream {upstream.name} ({upstream.ecosystem}) does not answer.
            </strong>{' '}
            What is cached here keeps being served; new packages from it cannot be fetched. {why}
          </p>
        </Banner>
      ))}
    </>
  );
}

function namesOf(feeds: readonly FeedStatus[]): string {
  return feeds.map(({ name }) => name).join(', ');
}
