// How each package manager is pointed here, ready to copy.

import type { ClientList } from '../../../src/http/api/client-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Copy } from '../parts/copy.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES } from '../words/ecosystems.ts';

type ClientItem = ClientList['items'][number];

export function ClientsPage() {
  const query = useQuery();
  const { data, problem, isLoading, reload } = useResource<ClientList>('/clients');
  const offered = ECOSYSTEM_IDS.filter((id) => data?.items.some(({ ecosystem }) => ecosystem === id));
  const shown = offered.find((id) => id === query.get('ecosystem')) ?? offered[0];
  return (
    <Page title="Client set-up" lead="Package managers stay as they are: they are only pointed here.">
      <Section
        title="All at once"
        lead={
          <>
            Finds the clients of this machine, writes their configuration, keeps a backup.{' '}
            <code class="nowrap">--dry-run</code> shows it first, <code class="nowrap">--undo</code> takes it
            back byte for byte, <code class="nowrap">--project</code> does it for one folder.
          </>
        }
      >
        <Copy text="npx gatehouse setup" what="set-up command" />
      </Section>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="clients" /> : null}
      {data === undefined ? null : (
        <Section
          title="One by one"
          lead={
            <>
              Machines that must prove who they are add a read <a href="/tokens">token</a>.
            </>
          }
        >
          <nav class="tabs" aria-label="Ecosystems">
            {offered.map((id) => (
              <a
                key={id}
                href={query.href({ ecosystem: id })}
                aria-current={id === shown ? 'page' : undefined}
              >
                {ECOSYSTEM_TITLES[id]}
              </a>
            ))}
          </nav>
          <div class="stack">
            {data.items
              .filter(({ ecosystem }) => ecosystem === shown)
              .map((client) => (
                <Client key={client.id} client={client} />
              ))}
          </div>
        </Section>
      )}
    </Page>
  );
}

function Client({ client }: { readonly client: ClientItem }) {
  const { userFile, projectFile } = client;
  return (
    <section class="panel is-padded stack" aria-label={client.title}>
      <div>
        <h3>{client.title}</h3>
        {userFile === undefined && projectFile === undefined ? null : (
          <p class="muted">
            {userFile === undefined ? null : (
              <>
                For a person: <code>~/{userFile}</code>
              </>
            )}
            {userFile === undefined || projectFile === undefined ? null : '; '}
            {projectFile === undefined ? null : (
              <>
                for a project: <code>{projectFile}</code>
              </>
            )}
          </p>
        )}
      </div>
      <Copy text={client.command} what={`command for ${client.title}`} />
      <div>
        <p class="muted is-above">Or by hand:</p>
        <Copy text={client.snippet} what={`configuration of ${client.title}`} />
      </div>
    </section>
  );
}
