// Grants a member or a team a role on packages of the organisation.

import { useState } from 'preact/hooks';

import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES, type EcosystemId } from '../words/ecosystems.ts';
import { GRANT_ROLES, optionsOf, organisationPath, type GrantRole } from '../words/organisation-words.ts';
import type { MemberList } from './organisation-members.tsx';
import type { TeamList } from './organisation-teams.tsx';

/** What a name or a prefix looks like in each. */
export const PATTERNS: Readonly<Record<EcosystemId, string>> = {
  npm: '@acme/*',
  pypi: 'acme-*',
  cargo: 'acme-*',
  maven: 'org.acme.*',
  composer: 'acme/*',
};

export function GrantForm({ name, reload }: { readonly name: string; readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const holders = useHolders(name);
  const [chosen, setChosen] = useState('');
  const [role, setRole] = useState<GrantRole>('publisher');
  const [ecosystem, setEcosystem] = useState<EcosystemId>('npm');
  const [pattern, setPattern] = useState('');
  const holder = holders.some(([value]) => value === chosen) ? chosen : (holders[0]?.[0] ?? '');
  const submit = async () => {
    const [kind = '', to = ''] = holder.split(':');
    const body = { to: { kind, name: to }, role, ecosystem, pattern: pattern.trim() };
    const isDone = await run(
      async () => void (await api.send('POST', organisationPath(name, 'grants'), body)),
      `${to} is ${role} on ${body.pattern} now`,
    );
    if (!isDone) return;
    setPattern('');
    reload();
  };
  return (
    <Section
      title="Grant something"
      lead="It reaches packages of this organisation alone, and ends with the team, the membership or the package’s transfer."
    >
      <div class="panel is-padded">
        <Form label="Grant something" submit="Grant" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <SelectField label="To" value={holder} options={holders} onValue={setChosen} />
            <SelectField
              label="Role"
              value={role}
              options={optionsOf(GRANT_ROLES)}
              hint={GRANT_ROLES[role]}
              onValue={(value) => setRole(value as GrantRole)}
            />
          </div>
          <div class="form-pair">
            <SelectField
              label="Ecosystem"
              value={ecosystem}
              options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
              onValue={(value) => setEcosystem(value as EcosystemId)}
            />
            <TextField
              label="Packages"
              value={pattern}
              onValue={setPattern}
              placeholder={PATTERNS[ecosystem]}
              hint="A name, or a prefix that ends in *."
              isRequired
            />
          </div>
        </Form>
      </div>
    </Section>
  );
}

/** Teams first: who leaves one loses what it was granted. */
function useHolders(name: string): readonly (readonly [value: string, title: string])[] {
  const teams = useResource<TeamList>(organisationPath(name, 'teams'));
  const members = useResource<MemberList>(organisationPath(name, 'members'));
  return [
    ...(teams.data?.items ?? []).map(({ name: team }) => [`team:${team}`, `team ${team}`] as const),
    ...(members.data?.items ?? []).map(({ name: person }) => [`account:${person}`, person] as const),
  ];
}
