// Freezes everything of somebody, or of an organisation, at once: for whoever wakes up to a stolen laptop.

import { useState } from 'preact/hooks';
import type { z } from 'zod';

import type { frozenPackages } from '../../../src/http/api/hold-contract.ts';
import { useApp } from '../app/context.ts';
import { Banner } from './banner.tsx';
import { TextField } from './field.tsx';
import { PackageLink } from './package-link.tsx';
import { Section } from './page.tsx';
import { PanelForm } from './panel-form.tsx';
import { useAction } from './use-action.ts';

type Frozen = z.output<typeof frozenPackages>['items'];

/** `organisation`: of that one; absent: of the account, and of every organisation that it owns. */
export function FreezeAll({ organisation }: { readonly organisation?: string }) {
  const { api } = useApp();
  const action = useAction();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [frozen, setFrozen] = useState<Frozen>();
  const submit = () =>
    void action.run(async () => {
      const body = { reason: reason.trim(), ...(organisation === undefined ? {} : { organisation }) };
      setFrozen((await api.send<{ readonly items: Frozen }>('POST', '/holds/freeze', body)).items);
      setOpen(false);
    }, 'Frozen; everybody who publishes them gets a letter');
  const whose =
    organisation === undefined
      ? 'Every package of yours, and of the organisations that you own'
      : `Every package of ${organisation}`;
  return (
    <Section
      title="Freeze everything"
      lead={`A laptop or a key was stolen? ${whose}: nothing of it is published, changed or handed over until an owner ends that.`}
      more={
        isOpen ? undefined : (
          <button type="button" class="button" onClick={() => setOpen(true)}>
            Freeze everything
          </button>
        )
      }
    >
      {isOpen ? (
        <PanelForm
          label="Freeze everything"
          submit="Freeze everything now"
          action={action}
          onSubmit={submit}
          close={() => setOpen(false)}
        >
          <TextField
            label="Why"
            value={reason}
            onValue={setReason}
            hint="Read by everybody who may know the packages."
            maxLength={500}
          />
        </PanelForm>
      ) : null}
      {frozen === undefined || isOpen ? null : <FrozenNow frozen={frozen} />}
    </Section>
  );
}

function FrozenNow({ frozen }: { readonly frozen: Frozen }) {
  if (frozen.length === 0) return <p class="muted">Nothing was left to freeze.</p>;
  return (
    <Banner tone="warn">
      <p>
        <strong>Frozen now, each until an owner ends it on its page:</strong>{' '}
        {frozen.map(({ ecosystem, name }, index) => (
          <span key={`${ecosystem} ${name}`}>
            {index === 0 ? null : ', '}
            <PackageLink ecosystem={ecosystem} name={name} />
          </span>
        ))}
      </p>
    </Banner>
  );
}
