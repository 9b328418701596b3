// Lets something through, or holds it back.

import { useState } from 'preact/hooks';

import type { WaiverItem } from '../../../src/http/api/governance-contract.ts';
import { useApp } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import type { WaiverKind } from './waivers.tsx';

const LASTS = [
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;

/** What stays in force in spite of a waiver; undefined when nothing does. */
function describeRemaining({ purl, remaining = [] }: WaiverItem): string | undefined {
  if (remaining.length === 0) return undefined;
  const whole = remaining.filter(({ versions }) => versions === undefined);
  if (whole.length > 0) {
    const rules = [...new Set(whole.map(({ rule }) => rule))];
    return `Waived ${purl}, but it is still kept out: by ${rules.join(', ')}`;
  }
  const single = remaining.map(
    ({ rule, versions = [], versionCount = 0 }) =>
      `${versions.slice(0, SHOWN).join(', ')}${versionCount > SHOWN ? ` and ${versionCount - SHOWN} more` : ''} by ${rule}`,
  );
  return `Waived ${purl}, but single versions are still kept out: ${single.join('; ')}`;
}

const SHOWN = 5;

export function WaiverForm({ kind, reload }: { readonly kind: WaiverKind; readonly reload: () => void }) {
  const { api } = useApp();
  const query = useQuery();
  const { isBusy, problem, run } = useAction();
  const [purl, setPurl] = useState(query.get('purl') ?? '');
  const [rules, setRules] = useState(query.get('rule') ?? '');
  const [reason, setReason] = useState('');
  const [lasts, setLasts] = useState('7d');
  const isWaiver = kind === 'waivers';
  const close = { add: undefined, purl: undefined, rule: undefined };
  const submit = async () => {
    const named = rules.split(/[\s,]+/).filter(Boolean);
    const body = {
      purl: purl.trim(),
      reason: reason.trim(),
      ...(isWaiver && named.length > 0 ? { rules: named } : {}),
      ...(lasts === '' ? {} : { lasts }),
    };
    const isDone = await run(
      async () => describeRemaining(await api.send<WaiverItem>('POST', `/${kind}`, body)),
      `${isWaiver ? 'Waived' : 'Quarantined'} ${body.purl}`,
    );
    if (!isDone) return;
    query.set(close, 'replace');
    reload();
  };
  return (
    <div class="panel is-padded">
      <Form
        label={isWaiver ? 'Waive something' : 'Quarantine something'}
        submit={isWaiver ? 'Waive' : 'Quarantine'}
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <a class="button" href={query.href(close)}>
            Cancel
          </a>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        <TextField
          label="Package (purl)"
          value={purl}
          onValue={setPurl}
          placeholder="pkg:npm/name@1.2.3"
          hint="With a version: that one alone. Without: every version, also those to come."
          isRequired
        />
        <div class="form-pair">
          {isWaiver ? (
            <TextField
              label="Rules"
              value={rules}
              onValue={setRules}
              placeholder="all that may be waived"
              hint="Ids as refusals name them, with commas between."
            />
          ) : null}
          <SelectField
            label="Lasts"
            value={lasts}
            options={isWaiver ? LASTS : [...LASTS, ['', 'until lifted']]}
            onValue={setLasts}
          />
        </div>
        <TextField
          label="Reason"
          value={reason}
          onValue={setReason}
          lines={3}
          maxLength={500}
          hint="Kept in the journal and shown beside the verdict."
          isRequired
        />
      </Form>
    </div>
  );
}
