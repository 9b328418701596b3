// Trusted publishers in words: what each provider's identities must say, as a form asks for it.

import type { PublisherItem, TrustedPublishing } from '../../../src/http/api/publisher-contract.ts';

export type ProviderId = TrustedPublishing['issuers'][number]['provider'];

export interface SettingField {
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly isRequired?: boolean;
}

/** The settings of each provider that a person gives; ids that are left out are held from the first use on. */
export const PROVIDER_FIELDS: Readonly<Record<ProviderId, readonly SettingField[]>> = {
  github: [
    { name: 'repository', label: 'Repository', placeholder: 'acme/tide', isRequired: true },
    {
      name: 'workflow',
      label: 'Workflow file',
      placeholder: 'release.yml',
      hint: 'Below .github/workflows; the file that the run begins with.',
      isRequired: true,
    },
    {
      name: 'environment',
      label: 'Environment',
      placeholder: 'release',
      hint: 'Best with people who approve it.',
    },
    { name: 'repositoryId', label: 'Id of the repository', hint: 'Left empty: held from the first use on.' },
  ],
  gitlab: [
    { name: 'project', label: 'Project', placeholder: 'acme/tide', isRequired: true },
    { name: 'file', label: 'Pipeline file', placeholder: '.gitlab-ci.yml' },
    { name: 'environment', label: 'Environment', placeholder: 'release' },
    { name: 'projectId', label: 'Id of the project', hint: 'Left empty: held from the first use on.' },
  ],
  google: [
    {
      name: 'email',
      label: 'Service account',
      placeholder: 'release@acme.iam.gserviceaccount.com',
      isRequired: true,
    },
    { name: 'subject', label: 'Its number', hint: 'Left empty: held from the first use on.' },
  ],
  activestate: [
    { name: 'organization', label: 'Organisation', isRequired: true },
    { name: 'project', label: 'Project', isRequired: true },
    { name: 'actorId', label: 'Id of who runs it', isRequired: true },
  ],
  circleci: [
    { name: 'orgId', label: 'Id of the organisation', isRequired: true },
    { name: 'projectId', label: 'Id of the project', isRequired: true },
    { name: 'pipelineDefinitionId', label: 'Id of the pipeline definition' },
    { name: 'vcsOrigin', label: 'Origin', placeholder: 'github.com/acme/tide' },
  ],
  custom: [],
};

/** `repository acme/tide, workflow release.yml` */
export function describeSettings({ settings }: Pick<PublisherItem, 'settings'>): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== false)
    .map(([name, value]) =>
      value === true ? name : `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
}
