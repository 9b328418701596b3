// What happened in an organisation and to its packages.

import type { JournalItem } from '../../../src/http/api/decision-contract.ts';
import type { OrganisationChange, OrganisationItem } from '../../../src/http/api/organisation-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter } from '../parts/filters.tsx';
import { JOURNAL_CSV, JournalTable } from '../parts/journal-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { organisationHref, organisationPath } from '../words/organisation-words.ts';

/** The types see to it that none is missing. */
const KINDS: Readonly<Record<OrganisationChange, true>> = {
  'organisation-created': true,
  'organisation-changed': true,
  'organisation-deleted': true,
  'member-invited': true,
  'invitation-ended': true,
  'member-joined': true,
  'member-role-changed': true,
  'member-left': true,
  'team-changed': true,
  'grant-given': true,
  'grant-ended': true,
  'package-created': true,
  'package-assigned': true,
  'package-visibility-changed': true,
  'package-proof-changed': true,
  'package-transfer-offered': true,
  'package-transferred': true,
  'package-frozen': true,
  'package-unfrozen': true,
  'package-held': true,
  'namespace-claimed': true,
  'namespace-unproven': true,
  'namespace-waiting': true,
  'namespace-proven': true,
  'namespace-lapsed': true,
  'namespace-ended': true,
  'version-published': true,
  'version-imported': true,
  'publish-refused': true,
  'version-staged': true,
  'staged-approved': true,
  'staged-rejected': true,
  'staged-expired': true,
  'approval-refused': true,
  'approval-required-changed': true,
  'version-yanked': true,
  'version-restored': true,
  'version-deprecated': true,
  'version-removed': true,
  'tag-moved': true,
  'package-status-changed': true,
  'high-impact-began': true,
  'high-impact-ended': true,
  'high-impact-said': true,
  'high-impact-taken-in': true,
};
const KIND_OPTIONS = Object.keys(KINDS).map((kind) => [kind, kind.replaceAll('-', ' ')] as const);

/** Ids are for machines, and the organisation stands above. */
const LEFT_OUT: ReadonlySet<string> = new Set(['organisation', 'organisationId', 'accountId', 'grantId']);

interface JournalPageData {
  readonly items: readonly JournalItem[];
  readonly next?: string;
}

export function OrganisationJournal({ organisation: { name } }: { readonly organisation: OrganisationItem }) {
  const query = useQuery();
  const kind = query.get('kind');
  const path = organisationPath(name, 'journal');
  const { data, problem, isLoading, reload } = useResource<JournalPageData>(
    `${path}${queryOf({ kind, after: query.get('after'), limit: 50 })}`,
  );
  return (
    <>
      <div class="filters">
        <ChoiceFilter name="kind" label="Kind of change" all="All kinds" options={KIND_OPTIONS} />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the journal" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty title="No entry of this kind" command={`npx gatehouse organisation journal ${name}`}>
          Nothing of this kind has happened yet. <a href={organisationHref(name, 'journal')}>Show all</a>
        </Empty>
      ) : (
        <>
          <JournalTable items={data.items} leftOut={LEFT_OUT} />
          <Pager page={data} one="entry" many="entries" list={path} filters={{ kind }} csv={JOURNAL_CSV} />
        </>
      )}
    </>
  );
}
