// Asks that a package be looked at before it is used.

import { useState } from 'preact/hooks';

import type { VettingItem } from '../../../src/http/api/vetting-contract.ts';
import { useApp } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { vettingHref } from '../words/vetting-words.ts';

export function VettingForm({ reload }: { readonly reload: () => void }) {
  const { api } = useApp();
  const query = useQuery();
  const { isBusy, problem, run } = useAction();
  const [purl, setPurl] = useState(query.get('purl') ?? '');
  const [application, setApplication] = useState(query.get('application') ?? '');
  const [reason, setReason] = useState('');
  const close = { add: undefined, purl: undefined, application: undefined, state: undefined };
  const submit = async () => {
    const body = {
      purl: purl.trim(),
      reason: reason.trim(),
      ...(application.trim() === '' ? {} : { application: application.trim() }),
    };
    const isDone = await run(
      async () => void (await api.send<VettingItem>('POST', '/vetting', body)),
      `Asked for ${body.purl} to be vetted`,
    );
    if (!isDone) return;
    query.set(close, 'replace');
    reload();
  };
  const same = problem?.code === 'conflict' ? problem.facts?.['id'] : undefined;
  return (
    <div class="panel is-padded">
      <Form
        label="Ask for vetting"
        submit="Ask for vetting"
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <a class="button" href={query.href(close)}>
            Cancel
          </a>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        {typeof same === 'string' ? (
          <p>
            <a href={vettingHref(same)}>See the request that is there</a>
          </p>
        ) : null}
        <TextField
          label="Package (purl)"
          value={purl}
          onValue={setPurl}
          placeholder="pkg:npm/name@1.2.3"
          hint="With a version: that one alone. Without: every version, also those to come."
          isRequired
        />
        <TextField
          label="For application"
          value={application}
          onValue={setApplication}
          hint="Where you want to use it, if that is known: its licence is judged by that application’s lists."
        />
        <TextField
          label="Why"
          value={reason}
          onValue={setReason}
          lines={3}
          hint="What you need it for, and what you looked at instead: for whoever decides, and for whoever reads it in a year."
          isRequired
        />
      </Form>
    </div>
  );
}
