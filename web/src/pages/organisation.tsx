// One organisation: who belongs to it, who may do what, what it owns, and what happened in it.

import type { OrganisationItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { useMay } from '../app/context.ts';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { organisationHref, organisationPath } from '../words/organisation-words.ts';
import { OrganisationGrants } from './organisation-grants.tsx';
import { OrganisationJournal } from './organisation-journal.tsx';
import { OrganisationMembers } from './organisation-members.tsx';
import { OrganisationPackages } from './organisation-packages.tsx';
import { OrganisationSettings } from './organisation-settings.tsx';
import { OrganisationTeams } from './organisation-teams.tsx';

const TABS = [
  ['members', 'Members'],
  ['teams', 'Teams'],
  ['grants', 'Grants'],
  ['packages', 'Packages'],
  ['journal', 'Journal'],
  ['settings', 'Settings'],
] as const;

/** An organisation and what may be done in it, by its role and by how the person signed in. */
export interface OrganisationView {
  readonly organisation: OrganisationItem;
  readonly reload: () => void;
  readonly mayManagePeople: boolean;
  readonly mayManageSettings: boolean;
}

export function OrganisationPage({ organisation: name = '' }: { readonly organisation?: string }) {
  const { data, problem, isLoading, reload } = useResource<OrganisationItem>(organisationPath(name));
  return (
    <Page
      title={data?.displayName ?? name}
      heading={
        data === undefined || data.displayName === data.name ? (
          (data?.name ?? name)
        ) : (
          <>
            {data.displayName} <span class="tag">{data.name}</span>
          </>
        )
      }
      lead={<Lead organisation={data} />}
    >
      {problem?.code === 'not-found' ? (
        <NotYours name={name} />
      ) : problem === undefined ? null : (
        <Failure problem={problem} retry={reload} />
      )}
      {data === undefined && isLoading ? <Loading what="the organisation" /> : null}
      {data === undefined || problem !== undefined ? null : <Parts organisation={data} reload={reload} />}
    </Page>
  );
}

function Lead({ organisation }: { readonly organisation: OrganisationItem | undefined }) {
  const all = <a href="/organisations">All your organisations</a>;
  if (organisation === undefined) return all;
  const { role, createdAt } = organisation;
  return (
    <>
      {all} · {role === undefined ? 'you are its operator' : `you are ${role}`} · made <Time at={createdAt} />
    </>
  );
}

function NotYours({ name }: { readonly name: string }) {
  return (
    <Empty
      title={`There is no organisation ${name} that you belong to`}
      command="npx gatehouse organisation list"
    >
      Whether there is one of this name is told to its own people alone. If somebody invited you, the
      invitation waits among <a href="/organisations">your organisations</a>.
    </Empty>
  );
}

function Parts({
  organisation,
  reload,
}: {
  readonly organisation: OrganisationItem;
  readonly reload: () => void;
}) {
  const query = useQuery();
  const mayManage = useMay('manage-organisations');
  const tab = TABS.find(([id]) => id === query.get('tab'))?.[0] ?? 'members';
  const isManaged = organisation.may.some((action) => action.startsWith('manage-'));
  const view: OrganisationView = {
    organisation,
    reload,
    mayManagePeople: mayManage && organisation.may.includes('manage-people'),
    mayManageSettings: mayManage && organisation.may.includes('manage-settings'),
  };
  return (
    <>
      {isManaged ? (
        <NeedsFactor action="manage-organisations" what="Changing something in an organisation" />
      ) : null}
      <nav class="tabs" aria-label={`Parts of ${organisation.name}`}>
        {TABS.filter(([id]) => id !== 'journal' || organisation.may.includes('read-journal')).map(
          ([id, title]) => (
            <a
              key={id}
              href={organisationHref(organisation.name, id === 'members' ? undefined : id)}
              aria-current={tab === id ? 'page' : undefined}
            >
              {title}
            </a>
          ),
        )}
      </nav>
      {tab === 'members' ? <OrganisationMembers view={view} /> : null}
      {tab === 'teams' ? <OrganisationTeams view={view} /> : null}
      {tab === 'grants' ? <OrganisationGrants view={view} /> : null}
      {tab === 'packages' ? <OrganisationPackages view={view} /> : null}
      {tab === 'journal' ? <OrganisationJournal organisation={organisation} /> : null}
      {tab === 'settings' ? <OrganisationSettings view={view} /> : null}
    </>
  );
}
