// One staged version: who put it up and why, what differs from the one before, and the decision.

import { useState } from 'preact/hooks';

import type { StagedDetail } from '../../../src/http/api/staged-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Actor, useReaderNames } from '../parts/reader.tsx';
import { StagedState } from '../parts/staged-state.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { describeBytes } from '../words/byte-words.ts';
import { describeBecause, stagedPath } from '../words/staged-words.ts';
import { STAGED_CHANGES } from './staged.tsx';
import { VersionDiff } from './version-diff.tsx';

export function StagedVersionPage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<StagedDetail>(stagedPath(id));
  useReloadOn(STAGED_CHANGES, reload);
  const title = data === undefined ? 'Staged version' : `${data.name}@${data.version}`;
  return (
    <Page
      title={title}
      heading={<span class="anywhere">{title}</span>}
      lead={<a href="/staged">All staged versions</a>}
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the staged version" /> : null}
      {data === undefined || problem !== undefined ? null : (
        <>
          <Facts staged={data} />
          {data.state === 'open' ? (
            <>
              <VersionDiff id={data.id} />
              <Files staged={data} />
              <Decide key={data.fingerprint} staged={data} reload={reload} />
            </>
          ) : null}
        </>
      )}
    </Page>
  );
}

interface Shown {
  readonly staged: StagedDetail;
}

function Facts({ staged }: Shown) {
  const nameOf = useReaderNames();
  const { ecosystem, name, state, stagedAt, because, until, decided, provenBy, tags, isNewPackage } = staged;
  return (
    <>
      <dl class="facts is-three">
        <div>
          <dt>State</dt>
          <dd>
            <StagedState state={state} />
            {state === 'open' ? (
              <div class="fact-note">
                ends by itself <Time at={until} />
              </div>
            ) : null}
          </dd>
        </div>
        <div>
          <dt>Package</dt>
          <dd>
            {isNewPackage ? <span class="anywhere">{name}</span> : <PackageLink {...{ ecosystem, name }} />}
            <div class="fact-note">
              {isNewPackage ? 'nothing of it is published yet' : null}
              {tags.length === 0 ? null : ` tagged ${tags.join(', ')}`}
            </div>
          </dd>
        </div>
        <div>
          <dt>Put up by</dt>
          <dd>
            <Stager staged={staged} />
            <div class="fact-note">
              <Time at={stagedAt} />, since {describeBecause(because)}
            </div>
          </dd>
        </div>
        {provenBy === undefined ? null : (
          <div class="is-all">
            <dt>By a build</dt>
            <dd class="anywhere">
              {Object.entries(provenBy)
                .map(([claim, value]) => `${claim} ${value}`)
                .join(', ')}
            </dd>
          </div>
        )}
        {decided === undefined ? null : (
          <div class="is-all">
            <dt>Decided</dt>
            <dd class="anywhere">
              <Actor actor={decided.by} nameOf={nameOf} /> <Time at={decided.at} />
              {decided.reason === '' ? null : `: ${decided.reason}`}
            </dd>
          </div>
        )}
      </dl>
      {staged.warnings.length === 0 ? null : (
        <Banner tone="warn">
          {staged.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Banner>
      )}
    </>
  );
}

/** The person, and the token that they did it with. */
function Stager({ staged: { account, stagedBy } }: Shown) {
  const nameOf = useReaderNames();
  const credential = <Actor actor={stagedBy} nameOf={nameOf} />;
  if (account === undefined || stagedBy === `account:${account}`) return account ?? credential;
  return (
    <>
      {account} by {credential}
    </>
  );
}

type FileItem = StagedDetail['files'][number];

function Files({ staged: { id, files } }: Shown) {
  const columns: readonly Column<FileItem>[] = [
    {
      head: 'File',
      kind: 'main',
      cell: ({ file }) => (
        <a class="anywhere" href={`/api/v1${stagedPath(id, 'file')}${queryOf({ file })}`} download={file}>
          {file}
        </a>
      ),
    },
    { head: 'Size', kind: 'number', cell: ({ sizeBytes }) => describeBytes(sizeBytes) },
    { head: 'SHA-256', kind: 'wide', cell: ({ sha256 }) => <code class="anywhere">{sha256}</code> },
  ];
  return (
    <Section title="Its files" lead="As they would be served, byte for byte.">
      <Table
        caption="Files of the staged version"
        columns={columns}
        items={files}
        keyOf={({ file }) => file}
      />
    </Section>
  );
}

function Decide({ staged, reload }: Shown & { readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [reason, setReason] = useState('');
  const mayDecide = useMay('approve-staged');
  const { id, name, version, fingerprint, mayApprove, whyNotApprove, mayReject } = staged;
  if (!mayApprove && !mayReject) {
    return whyNotApprove === undefined ? null : (
      <Section title="Decide">
        <p class="muted">{whyNotApprove}</p>
      </Section>
    );
  }
  const approve = () =>
    void run(async () => {
      await api.send('POST', stagedPath(id, 'approve'), { fingerprint });
      reload();
    }, `${name}@${version} is published`);
  const reject = () =>
    void run(async () => {
      await api.send('POST', stagedPath(id, 'reject'), { reason: reason.trim() });
      reload();
    }, `${name}@${version} is rejected`);
  return (
    <Section
      title="Decide"
      lead="Approving publishes exactly what is shown here, for everybody and for good: the number is used up."
    >
      {problem === undefined ? null : <Failure problem={problem} />}
      {mayDecide ? null : <NeedsFactor action="approve-staged" what="Approving" />}
      <div class="panel is-padded">
        {mayApprove ? (
          <p class="row">
            <button
              type="button"
              class="button is-primary"
              aria-disabled={isBusy}
              onClick={isBusy ? undefined : approve}
            >
              {isBusy ? 'Working…' : 'Approve and publish'}
            </button>
          </p>
        ) : (
          <p class="muted">{whyNotApprove}</p>
        )}
        {mayReject ? (
          <details class="is-below">
            <summary>Reject it instead</summary>
            <Form label="Reject it" submit="Reject it" isBusy={isBusy} onSubmit={reject}>
              <TextField
                label="Why not"
                value={reason}
                onValue={setReason}
                hint="Told to who put it up."
                maxLength={500}
              />
            </Form>
          </details>
        ) : null}
      </div>
    </Section>
  );
}
