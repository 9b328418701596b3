// Whose a package is, who may know it, and how that came to be. Nothing for a name that nobody owns here.

import { useState } from 'preact/hooks';

import type { JournalItem } from '../../../src/http/api/decision-contract.ts';
import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { JournalTable } from '../parts/journal-table.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { organisationHref, VISIBILITIES } from '../words/organisation-words.ts';
import { TransferForm } from './transfer-form.tsx';
import { ownerPath, VisibilityChoice } from './visibility-choice.tsx';

export function OwnerSection({ detail }: { readonly detail: PackageDetail }) {
  const { data, problem, reload } = useResource<OwnedItem>(ownerPath(detail));
  if (data === undefined) {
    // That nobody owns it is the rule here, and no news.
    if (problem === undefined || problem.code === 'not-found') return null;
    return (
      <Section title="Whose it is">
        <Failure problem={problem} retry={reload} />
      </Section>
    );
  }
  return <Owned item={data} reload={reload} />;
}

function Owned({ item, reload }: { readonly item: OwnedItem; readonly reload: () => void }) {
  const { api } = useApp();
  const mayManage = useMay('manage-organisations');
  const { problem, run } = useAction();
  const [isOffering, setOffering] = useState(false);
  const [turn, setTurn] = useState(0);
  const changed = () => {
    reload();
    setTurn(turn + 1);
  };
  const setVisibility = (visibility: string) =>
    void run(async () => {
      await api.send('PUT', ownerPath(item), { visibility });
      changed();
    }, `${item.name} is ${visibility} now`);
  const isManaged = item.may.includes('manage-settings') || item.may.includes('transfer');
  return (
    <Section
      title="Whose it is"
      more={
        mayManage && item.may.includes('transfer') && !isOffering ? (
          <button type="button" class="button" onClick={() => setOffering(true)}>
            Offer it to somebody else
          </button>
        ) : undefined
      }
    >
      {isManaged ? <NeedsFactor action="manage-organisations" what="Changing this" /> : null}
      {problem === undefined ? null : <Failure problem={problem} />}
      {isOffering ? (
        <TransferForm
          item={item}
          close={() => {
            setOffering(false);
            changed();
          }}
        />
      ) : null}
      <dl class="facts is-three is-below">
        <div>
          <dt>Owner</dt>
          <dd>
            <OwnerName owner={item.owner} />
          </dd>
        </div>
        <div>
          <dt>Since</dt>
          <dd>
            <Time at={item.since} />
          </dd>
        </div>
        <div>
          <dt>Who may know it</dt>
          <dd>
            {mayManage && item.may.includes('manage-settings') ? (
              <VisibilityChoice key={item.visibility} item={item} setVisibility={setVisibility} />
            ) : (
              item.visibility
            )}
            <div class="fact-note">{VISIBILITIES[item.visibility]}</div>
          </dd>
        </div>
      </dl>
      <History key={turn} item={item} />
    </Section>
  );
}

function OwnerName({ owner }: { readonly owner: string }) {
  const [kind = '', name = ''] = owner.split(':');
  if (kind !== 'organisation') return <span class="anywhere">{name}</span>;
  return (
    <a class="anywhere" href={organisationHref(name)}>
      {name}
    </a>
  );
}

function History({ item }: { readonly item: OwnedItem }) {
  const { data, problem, isLoading, reload } = useResource<{
    readonly items: readonly JournalItem[];
    readonly next?: string;
  }>(`${ownerPath(item)}/history?limit=20`);
  return (
    <details class="is-below">
      <summary>How that came to be</summary>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="its history" /> : null}
      {data === undefined || problem !== undefined ? null : (
        <>
          <JournalTable items={data.items} />
          {data.next === undefined ? null : (
            <p class="muted">
              The newest 20 entries. All of them: <code>{`GET /api/v1${ownerPath(item)}/history`}</code>
            </p>
          )}
        </>
      )}
    </details>
  );
}
