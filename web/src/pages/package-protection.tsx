// What keeps a package from being published, or anybody from publishing it alone: freezes and holds, and approval by a second person.

import { useState } from 'preact/hooks';

import type { PackageHoldsShown } from '../../../src/http/api/hold-contract.ts';
import type { ApprovalSetting } from '../../../src/http/api/staged-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { TextField } from '../parts/field.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Section } from '../parts/page.tsx';
import { PanelForm } from '../parts/panel-form.tsx';
import { Actor, useReaderNames } from '../parts/reader.tsx';
import { Failure } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import type { PublisherSubject } from './publisher-section.tsx';

export function PackageProtection({ subject }: { readonly subject: PublisherSubject }) {
  const { ecosystem, name } = subject;
  const path = `/holds/${ecosystem}/${encodeURIComponent(name)}`;
  const { data, problem, reload, replace } = useResource<PackageHoldsShown>(path);
  const [isFreezing, setFreezing] = useState(false);
  if (problem?.code === 'not-found') return null;
  const mayFreeze = data?.mayFreeze === true && !isFreezing;
  return (
    <Section
      title="Protection"
      lead="Against a takeover of the package, or of an account that publishes it."
      more={
        mayFreeze ? (
          <button type="button" class="button" onClick={() => setFreezing(true)}>
            Freeze it
          </button>
        ) : undefined
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {isFreezing ? (
        <FreezeForm
          path={path}
          name={name}
          close={() => setFreezing(false)}
          done={(holds) => {
            setFreezing(false);
            replace(holds);
          }}
        />
      ) : null}
      {data === undefined ? null : <Holds holds={data} path={path} replace={replace} />}
      <Approval subject={subject} />
    </Section>
  );
}

function FreezeForm(props: {
  readonly path: string;
  readonly name: string;
  readonly close: () => void;
  readonly done: (holds: PackageHoldsShown) => void;
}) {
  const { api } = useApp();
  const action = useAction();
  const [reason, setReason] = useState('');
  const submit = () =>
    void action.run(async () => {
      props.done(
        await api.send<PackageHoldsShown>('POST', `${props.path}/freeze`, { reason: reason.trim() }),
      );
    }, `${props.name} is frozen; all its people get a letter`);
  return (
    <PanelForm label="Freeze it" submit="Freeze it now" action={action} onSubmit={submit} close={props.close}>
      <p class="muted">
        Nothing of it is published, changed or handed over until the freeze is ended, which takes somebody
        with a second factor. What is there is served as before.
      </p>
      <TextField
        label="Why"
        value={reason}
        onValue={setReason}
        hint="Read by everybody who may know the package."
        maxLength={500}
      />
    </PanelForm>
  );
}

type Hold = PackageHoldsShown['holds'][number];

const KINDS: Readonly<Record<Hold['kind'], string>> = {
  'frozen-by-owner': 'Frozen by its people',
  'frozen-by-reviewer': 'Frozen by a reviewer',
  'identity-mismatch': 'Frozen: a build came from a repository that is another one than before',
  'owners-changed': 'Somebody is new to it, and waits before they publish',
  'account-recovered': 'An account that publishes it was recovered, and waits',
  'dormant-account': 'An account that publishes it was not used for long, and proves its address first',
  'dormant-package': 'Nothing was published for long: the next release waits',
};

function Holds(props: {
  readonly holds: PackageHoldsShown;
  readonly path: string;
  readonly replace: (holds: PackageHoldsShown) => void;
}) {
  const { api } = useApp();
  const nameOf = useReaderNames();
  const { isBusy, problem, run } = useAction();
  const mayUnfreeze = useMay('unfreeze-packages');
  const { holds } = props.holds;
  if (holds.length === 0) return <p class="muted">Nothing holds it back.</p>;
  const end = (kind: Hold['kind']) =>
    void run(async () => {
      props.replace(await api.send<PackageHoldsShown>('POST', `${props.path}/unfreeze`, { kind }));
    }, 'The freeze is ended');
  return (
    <>
      {mayUnfreeze ? null : <NeedsFactor action="unfreeze-packages" what="Ending a freeze" />}
      {problem === undefined ? null : <Failure problem={problem} />}
      {holds.map((hold) => (
        <Banner key={`${hold.kind} ${hold.since}`} tone="warn">
          <p>
            <strong>{KINDS[hold.kind]}</strong>
            {hold.about === undefined ? ' ' : <HeldActor actor={hold.about} nameOf={nameOf} />}
            <Time at={hold.since} />
            {hold.by === undefined ? null : (
              <>
                {' '}
                by <Actor actor={hold.by} nameOf={nameOf} />
              </>
            )}
            {hold.reason === '' || hold.about !== undefined ? '.' : `: ${hold.reason}`}
          </p>
          <p>
            Ended by {hold.endedBy}.
            {hold.until === undefined ? null : (
              <>
                {' '}
                It ends by itself <Time at={hold.until} />.
              </>
            )}{' '}
            {hold.mayEnd ? (
              <button
                type="button"
                class="button is-small"
                aria-disabled={isBusy}
                onClick={isBusy ? undefined : () => end(hold.kind)}
              >
                End it
              </button>
            ) : null}
          </p>
        </Banner>
      ))}
    </>
  );
}

/** Who waits, and since when follows. */
function HeldActor({ actor, nameOf }: Parameters<typeof Actor>[0]) {
  return (
    <>
      {': '}
      <Actor actor={actor} nameOf={nameOf} />, since{' '}
    </>
  );
}

function Approval({ subject: { ecosystem, name } }: { readonly subject: PublisherSubject }) {
  const { api } = useApp();
  const path = `/hosted/${ecosystem}/${encodeURIComponent(name)}/approval`;
  const { data, problem: unread, reload } = useResource<ApprovalSetting>(path);
  const { isBusy, problem, run } = useAction();
  // Of a package of which nothing is published yet, there is nothing to set.
  if (data === undefined)
    return unread === undefined || unread.code === 'not-found' ? null : <Failure problem={unread} />;
  const turn = () =>
    void run(
      async () => {
        await api.send('PUT', path, { isRequired: !data.isRequired });
        reload();
      },
      data.isRequired ? 'Versions are published at once again' : 'Every version waits for approval now',
    );
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} />}
      <div class="row is-below">
        <span>
          {data.isRequired ? (
            <>
              Every version waits until <a href="/staged">a second person approves it</a>, since{' '}
              <Time at={data.since} />.
            </>
          ) : (
            'Its owner asks for no second person’s approval.'
          )}
        </span>
        {data.mayChange ? (
          <button
            type="button"
            class="button is-small"
            aria-disabled={isBusy}
            onClick={isBusy ? undefined : turn}
          >
            {data.isRequired ? 'Publish without approval again' : 'Ask for a second person’s approval'}
          </button>
        ) : null}
      </div>
    </>
  );
}
