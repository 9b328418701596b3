// Every change of state, who made it and when.

import type { JournalItem } from '../../../src/http/api/decision-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter } from '../parts/filters.tsx';
import { JOURNAL_CSV, JournalTable } from '../parts/journal-table.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';

/** The types see to it that none is missing. */
const KINDS: Readonly<Record<JournalItem['kind'], true>> = {
  'evidence-added': true,
  'evidence-withdrawn': true,
  'version-blocked': true,
  'index-changed': true,
  'artifact-stored': true,
  'artifact-removed': true,
  'feed-updated': true,
  'policy-applied': true,
  'reservation-added': true,
  'reservation-withdrawn': true,
  'vetting-requested': true,
  'vetting-withdrawn': true,
  'account-created': true,
  'account-role-changed': true,
  'account-disabled': true,
  'account-deleted': true,
  'account-exported': true,
  'account-recovered': true,
  'password-set': true,
  'password-found-leaked': true,
  'link-issued': true,
  'email-verified': true,
  'email-lapsed': true,
  'letter-posted': true,
  'letter-sent': true,
  'letter-lost': true,
  'signed-in': true,
  'signed-out': true,
  'sign-in-failed': true,
  'sso-linked': true,
  'sso-unlinked': true,
  'sso-refused': true,
  'factor-enrolled': true,
  'factor-removed': true,
  'factor-renamed': true,
  'recovery-codes-made': true,
  'recovery-code-used': true,
  'device-unknown': true,
  'device-confirmed': true,
  'sessions-ended': true,
  'person-confirmed': true,
  'token-minted': true,
  'token-revoked': true,
  'stray-token-refused': true,
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
  'package-assigned': true,
  'package-visibility-changed': true,
  'package-transfer-offered': true,
  'package-transferred': true,
  'package-frozen': true,
  'package-unfrozen': true,
  'package-held': true,
  'package-created': true,
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
  'publisher-added': true,
  'publisher-removed': true,
  'publisher-pinned': true,
  'publisher-token-minted': true,
  'publisher-token-ended': true,
  'publisher-refused': true,
  'trusted-only-changed': true,
  'package-proof-changed': true,
  'namespace-claimed': true,
  'namespace-unproven': true,
  'namespace-waiting': true,
  'namespace-proven': true,
  'namespace-lapsed': true,
  'namespace-reserved': true,
  'namespace-ended': true,
  'name-appealed': true,
  'name-appeal-decided': true,
  'application-added': true,
  'application-changed': true,
  'application-renamed': true,
  'application-removed': true,
  'snapshot-pushed': true,
  'finding-opened': true,
  'finding-resolved': true,
  'finding-decided': true,
  'fix-plan-kept': true,
  'gift-recorded': true,
  'gift-withdrawn': true,
  'vex-added': true,
  'vex-withdrawn': true,
};
const KIND_OPTIONS = Object.keys(KINDS).map((kind) => [kind, kind.replaceAll('-', ' ')] as const);

interface JournalPageData {
  readonly items: readonly JournalItem[];
  readonly next?: string;
}

export function JournalPage() {
  const query = useQuery();
  const kind = query.get('kind');
  const { data, problem, isLoading, reload } = useResource<JournalPageData>(
    `/journal${queryOf({ kind, before: query.get('after'), limit: 50 })}`,
  );
  return (
    <Page
      title="Journal"
      lead="The append-only record of every change: evidence, policy, waivers, people, tokens. Newest first."
    >
      <div class="filters">
        <ChoiceFilter name="kind" label="Kind of change" all="All kinds" options={KIND_OPTIONS} />
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the journal" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty title="No entry of this kind">
          Nothing of this kind has happened yet. <a href="/journal">Show all</a>
        </Empty>
      ) : (
        <>
          <JournalTable items={data.items} />
          <Pager
            page={data}
            one="entry"
            many="entries"
            list="/journal"
            cursor="before"
            filters={{ kind }}
            csv={JOURNAL_CSV}
          />
        </>
      )}
    </Page>
  );
}
