// A package is offered: the link of the letter to who may take it. Opening it changes nothing.

import { useState } from 'preact/hooks';

import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form } from '../parts/field.tsx';
import { NeedsFactor } from '../parts/needs-factor.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { useSecret } from '../parts/use-secret.ts';
import type { EcosystemId } from '../words/ecosystems.ts';

interface Taken {
  readonly ecosystem: EcosystemId;
  readonly name: string;
}

export function TransferPage() {
  const secret = useSecret();
  const { session } = useApp();
  const [taken, setTaken] = useState<Taken>();
  return (
    <div class="narrow">
      <Page title="A package is offered to you" lead="Whoever owns a package answers for it.">
        {taken !== undefined ? (
          <Done taken={taken} />
        ) : secret === '' ? (
          <Empty title="This link is not complete">
            Open it again as it stands in the letter, with everything after the # sign.
          </Empty>
        ) : session === undefined ? null : session.account === undefined ? (
          <Empty title="Sign in first">
            The letter was sent to one account. <a href="/sign-in">Sign in</a> to it with a second factor,
            then open the link of the letter again.
          </Empty>
        ) : (
          <TakeForm secret={secret} done={setTaken} />
        )}
      </Page>
    </div>
  );
}

function TakeForm({ secret, done }: { readonly secret: string; readonly done: (taken: Taken) => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const mayTake = useMay('manage-organisations');
  if (!mayTake) return <NeedsFactor action="manage-organisations" what="Taking a package" />;
  const submit = () => run(async () => done(await api.send<Taken>('POST', '/transfers', { secret })));
  return (
    <div class="panel is-padded">
      <Form label="Take the package" submit="Take the package" isBusy={isBusy} onSubmit={() => void submit()}>
        {problem === undefined ? null : <Failure problem={problem} />}
        <p>
          The letter names the package and who offers it. Once you take it, every grant on it ends, and its
          former owners may do nothing more on it. If you did not expect it, close this page: nothing has
          changed.
        </p>
      </Form>
    </div>
  );
}

function Done({ taken }: { readonly taken: Taken }) {
  return (
    <Banner tone="allow">
      <p>
        <strong>It is yours:</strong> <PackageLink {...taken} />.{' '}
        <a href="/organisations">Your organisations</a>
      </p>
    </Banner>
  );
}
