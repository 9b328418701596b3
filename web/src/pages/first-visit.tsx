// Guidance for whoever opens a gate that nothing came through yet.

import type { Status } from '../../../src/http/api/status-contract.ts';
import { Copy } from '../parts/copy.tsx';
import { describeCount } from '../words/byte-words.ts';

export function FirstVisit({ status }: { readonly status: Status | undefined }) {
  return (
    <div class="panel is-padded">
      <ol class="steps">
        <li>
          <h2>Point your package managers here</h2>
          <p>
            One command writes the configuration of every client that it finds, keeps a backup, and takes it
            back with <code>--undo</code>. <a href="/clients">Or do it by hand</a>, client by client.
          </p>
          <Copy text="npx gatehouse setup" what="set-up command" />
        </li>
        <li>
          <h2>Install something, as you always do</h2>
          <p>
            Nothing changes for whoever installs, until something is kept out: then the client says why and
            leads here.
          </p>
          <Copy text="npm install left-pad" what="install command" />
        </li>
        <li>
          <h2>See what was kept out, and why</h2>
          <p>
            This page then shows it; <a href="/decisions">Decisions</a> shows it live. Fresh versions, known
            malware and names that you <a href="/names">reserve</a> are kept out from the first minute by the{' '}
            <a href="/policy">policy</a> “balanced”.
          </p>
        </li>
        <li>
          <h2>Let the doctor look</h2>
          <p>It tells what would go around the gate, and what to do about it.</p>
          <Copy text="npx gatehouse doctor" what="doctor command" />
        </li>
      </ol>
      {status === undefined ? null : <Knowledge status={status} />}
    </div>
  );
}

function Knowledge({ status }: { readonly status: Status }) {
  const records = status.feeds.reduce((sum, feed) => sum + feed.records, 0);
  const isLoading = status.feeds.some(({ state }) => state === 'loading');
  return (
    <p class="page-lead section">
      Known so far: {describeCount(records)} records from {status.feeds.map(({ name }) => name).join(', ')}
      {isLoading ? '; still loading, which takes a few minutes the first time' : ''}.{' '}
      <a href="/feeds">Feeds & upstreams</a>
    </p>
  );
}
