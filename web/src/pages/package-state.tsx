// The state of a hosted package, as PEP 792 names them: its people say whether others should still build on it.

import { useState } from 'preact/hooks';

import type { HostedPackageShown } from '../../../src/http/api/hosted-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { SelectField, TextField } from '../parts/field.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { Section } from '../parts/page.tsx';
import { PanelForm } from '../parts/panel-form.tsx';
import { useAction } from '../parts/use-action.ts';
import type { PublisherSubject } from './publisher-section.tsx';

type Status = HostedPackageShown['status'];

const MEANINGS: Readonly<Record<Status, string>> = {
  active: 'It is kept up.',
  archived: 'Nothing more is published. What is there is installed as before.',
  deprecated: 'It is installed as before, and its clients say that something else should be used.',
  quarantined: 'It is offered to nobody, and its files are served to nobody.',
};

export function PackageState({
  subject: { ecosystem, name },
  maySettle,
}: {
  readonly subject: PublisherSubject;
  readonly maySettle: boolean;
}) {
  const path = `/hosted/${ecosystem}/${encodeURIComponent(name)}`;
  const { data, replace } = useResource<HostedPackageShown>(path);
  const [isChanging, setChanging] = useState(false);
  const mayChange = useMay('change-published');
  // Of a name that nothing is published under yet, there is no state.
  if (data === undefined) return null;
  return (
    <Section
      title="State"
      more={
        maySettle && mayChange && !isChanging ? (
          <button type="button" class="button" onClick={() => setChanging(true)}>
            Change the state
          </button>
        ) : undefined
      }
    >
      {maySettle ? <NeedsFactor action="change-published" what="Changing the state" /> : null}
      <p>
        <strong>{data.status}</strong>
        {data.statusReason === '' ? null : <span class="anywhere">: {data.statusReason}</span>}{' '}
        <span class="muted">{MEANINGS[data.status]}</span>
      </p>
      {isChanging ? (
        <StateForm
          shown={data}
          path={path}
          close={() => setChanging(false)}
          done={(changed) => {
            setChanging(false);
            replace(changed);
          }}
        />
      ) : null}
    </Section>
  );
}

function StateForm(props: {
  readonly shown: HostedPackageShown;
  readonly path: string;
  readonly close: () => void;
  readonly done: (changed: HostedPackageShown) => void;
}) {
  const { api } = useApp();
  const action = useAction();
  const [status, setStatus] = useState<Status>(props.shown.status);
  const [reason, setReason] = useState(props.shown.statusReason);
  const submit = () =>
    void action.run(async () => {
      const changes = [{ change: 'status', status, reason: reason.trim() }];
      props.done(await api.send<HostedPackageShown>('POST', `${props.path}/changes`, { changes }));
    }, `${props.shown.name} is ${status} now`);
  return (
    <PanelForm label="Change the state" submit="Save" action={action} onSubmit={submit} close={props.close}>
      <SelectField
        label="It is"
        value={status}
        options={Object.keys(MEANINGS).map((one) => [one, one] as const)}
        onValue={(value) => setStatus(value as Status)}
        hint={MEANINGS[status]}
      />
      <TextField
        label="Reason"
        value={reason}
        onValue={setReason}
        hint="Clients that know states show it."
        maxLength={1_000}
      />
    </PanelForm>
  );
}
