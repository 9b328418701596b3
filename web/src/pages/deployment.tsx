// One deployment: its versions and files, what keeps it from being published, and the two things that can be done with it.

import { useLocation } from 'preact-iso';

import type { DeploymentDetail } from '../../../src/http/api/deployment-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { DeploymentState } from '../parts/deployment-state.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { countOf, describeBytes } from '../words/byte-words.ts';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';

export function DeploymentPage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<DeploymentDetail>(
    `/deployments/${encodeURIComponent(id)}`,
  );
  return (
    <Page
      title={data === undefined ? 'Deployment' : data.title}
      heading={data === undefined ? undefined : <span class="anywhere">{data.title}</span>}
      lead={<a href="/deployments">All deployments</a>}
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the deployment" /> : null}
      {data === undefined || problem !== undefined ? null : (
        <>
          <Facts deployment={data} />
          <Faults deployment={data} />
          <Act deployment={data} reload={reload} />
          <Versions deployment={data} />
          <Files deployment={data} />
        </>
      )}
    </Page>
  );
}

interface Shown {
  readonly deployment: DeploymentDetail;
}

function Facts({ deployment }: Shown) {
  const { state, ecosystem, kind, isAutomatic, createdAt, changedAt } = deployment;
  return (
    <dl class="facts is-three">
      <div>
        <dt>State</dt>
        <dd>
          <DeploymentState state={state} />
        </dd>
      </div>
      <div>
        <dt>Sent as</dt>
        <dd>
          {ECOSYSTEM_TITLES[ecosystem]}, {kind === 'bundle' ? 'one bundle' : 'file by file'}
          <div class="fact-note">
            {isAutomatic ? 'published by itself once it is sound' : 'published when you say so'}
          </div>
        </dd>
      </div>
      <div>
        <dt>Begun</dt>
        <dd>
          <Time at={createdAt} />
          <div class="fact-note">
            last change <Time at={changedAt} />
          </div>
        </dd>
      </div>
    </dl>
  );
}

/** A line for each requirement that a version or file fails. */
function Faults({ deployment: { faults } }: Shown) {
  const all = Object.entries(faults);
  if (all.length === 0) return null;
  const count = all.reduce((sum, [, lines]) => sum + lines.length, 0);
  return (
    <Section
      title="What keeps it from being published"
      lead={`${countOf(count, 'fault')}. Mend them in the project, and send it again.`}
    >
      {all.map(([of, lines]) => (
        <div key={of} class="panel is-padded is-below">
          <h3 class="anywhere">{of}</h3>
          <ul class="notes">
            {lines.map((line) => (
              <li key={line} class="anywhere">
                {line}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}

function Act({ deployment, reload }: Shown & { readonly reload: () => void }) {
  const { api } = useApp();
  const { route } = useLocation();
  const mayManage = useMay('manage-deployments');
  const { isBusy, problem, run } = useAction();
  const { id, state, title } = deployment;
  if (state === 'published') return null;
  if (!mayManage) return <NeedsFactor action="manage-deployments" what="Publishing or dropping it" />;
  const path = `/deployments/${encodeURIComponent(id)}`;
  const publish = () =>
    void run(async () => {
      await api.send('POST', `${path}/publish`);
      reload();
    }, `${title} is published`);
  const drop = () =>
    void run(async () => {
      await api.send('DELETE', path);
      route('/deployments');
    }, `${title} is dropped`);
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      <div class="row is-below">
        {state === 'validated' ? (
          <button
            type="button"
            class="button is-primary"
            aria-disabled={isBusy}
            onClick={isBusy ? undefined : publish}
          >
            {isBusy ? 'Working…' : 'Publish it'}
          </button>
        ) : null}
        <Sure
          verb="Drop it"
          label={`Drop it: ${title}`}
          ask="Drop it, with all files that came?"
          isBusy={isBusy}
          act={drop}
        />
      </div>
    </>
  );
}

function Versions({ deployment: { ecosystem, versions } }: Shown) {
  if (versions.length === 0) return null;
  return (
    <Section title="Versions in it">
      <ul class="lines">
        {versions.map(({ name, version }) => (
          <li key={`${name} ${version}`}>
            <PackageLink {...{ ecosystem, name, version }} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

type FileItem = DeploymentDetail['files'][number];

const FILE_COLUMNS: readonly Column<FileItem>[] = [
  { head: 'File', kind: 'main', cell: ({ file }) => <code class="anywhere">{file}</code> },
  { head: 'Size', kind: 'number', cell: ({ sizeBytes }) => describeBytes(sizeBytes) },
  { head: 'SHA-256', kind: 'wide', cell: ({ sha256 }) => <code class="anywhere">{sha256}</code> },
  { head: 'Came', kind: 'tight', cell: ({ receivedAt }) => <Time at={receivedAt} /> },
];

function Files({ deployment: { files, state } }: Shown) {
  if (files.length === 0) return null;
  return (
    <Section title={state === 'published' ? 'Files that are left' : 'Files that came'}>
      <Table
        caption="Files"
        columns={FILE_COLUMNS}
        items={files}
        keyOf={({ name, version, file }) => `${name} ${version} ${file}`}
      />
    </Section>
  );
}
