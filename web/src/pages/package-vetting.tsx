// Before a package is used: what was decided about it here, its card, and asking for it to be vetted.

import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import type { VettingCard, VettingItem } from '../../../src/http/api/vetting-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { VettingStanding } from '../parts/vetting-parts.tsx';
import { vettingHref } from '../words/vetting-words.ts';
import { CardView } from './vetting-card.tsx';

const SHOWN = 5;

export function VettingSection({
  detail,
  version,
}: {
  readonly detail: PackageDetail;
  /** The one that was chosen on the page. */
  readonly version: string | undefined;
}) {
  const mayAsk = useMay('request-vetting');
  const purl = version === undefined ? detail.purl : `${detail.purl}@${encodeURIComponent(version)}`;
  const { data, problem, isLoading, reload } = useResource<VettingCard>(`/vetting/card${queryOf({ purl })}`);
  return (
    <Section
      id="vetting"
      title="Before you use it"
      lead="What can be looked up about it, each with what it rests on."
      more={
        mayAsk ? (
          <a class="button" href={`/vetting${queryOf({ add: 'yes', purl })}`}>
            Ask for vetting
          </a>
        ) : undefined
      }
    >
      <Decided purl={detail.purl} />
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the card" /> : null}
      {data === undefined || problem !== undefined ? null : <CardView card={data} />}
    </Section>
  );
}

/** What people asked and decided about the package, newest first. */
function Decided({ purl }: { readonly purl: string }) {
  const { data, problem } = useResource<{ readonly items: readonly VettingItem[]; readonly next?: string }>(
    `/vetting${queryOf({ purl, limit: SHOWN })}`,
  );
  if (problem !== undefined) return <p class="muted is-above">What was decided about it is not known now.</p>;
  if (data === undefined) return null;
  if (data.items.length === 0) {
    return <p class="muted is-above">Nobody asked for it to be vetted here.</p>;
  }
  return (
    <ul class="panel is-padded lines is-above">
      {data.items.map((item) => (
        <li key={item.id} class="vetted">
          <VettingStanding item={item} />
          <span class="anywhere">
            <a href={vettingHref(item.id)}>{item.versions?.join(', ') ?? 'every version'}</a>{' '}
            {item.application === undefined ? null : `for ${item.application} `}
            <span class="muted">
              {item.outcome === undefined ? (
                <>
                  asked by {item.author} <Time at={item.createdAt} />: {item.reason}
                </>
              ) : (
                <>
                  by {item.outcome.author}: {item.outcome.reason}
                </>
              )}
            </span>
            {item.outcome?.conditions === undefined ? null : (
              <>
                <br />
                <strong>To heed:</strong> {item.outcome.conditions}
              </>
            )}
          </span>
        </li>
      ))}
      {data.next === undefined ? null : (
        <li>
          <a href={`/vetting${queryOf({ state: 'all', purl })}`}>All that was asked about it</a>
        </li>
      )}
    </ul>
  );
}
