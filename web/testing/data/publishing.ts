// What is on its way in, and whose names are whose.

import type { DeploymentDetail } from '../../../src/http/api/deployment-contract.ts';
import type { AppealItem, NamespaceItem } from '../../../src/http/api/namespace-contract.ts';
import type { PublisherItem } from '../../../src/http/api/publisher-contract.ts';
import type { StagedDetail } from '../../../src/http/api/staged-contract.ts';
import { daysAgo } from './days-ago.ts';
import { makeStaged } from './staged.ts';

/** Lists are mutable on purpose: calls change them. */
export interface MockPublishing {
  deployments: DeploymentDetail[];
  namespaces: NamespaceItem[];
  appeals: AppealItem[];
  publishers: PublisherItem[];
  staged: StagedDetail[];
}

export function makePublishing(now: number): MockPublishing {
  return {
    deployments: makeDeployments(now),
    namespaces: makeNamespaces(now),
    appeals: makeAppeals(now),
    publishers: makePublishers(now),
    staged: makeStaged(now),
  };
}

export function emptyPublishing(): MockPublishing {
  return { deployments: [], namespaces: [], appeals: [], publishers: [], staged: [] };
}

const LONG = 'org.acme.a-group-with-the-longest-name-that-anybody-here-ever-thought-of';

function makeDeployments(now: number): DeploymentDetail[] {
  const common = { ecosystem: 'maven', kind: 'bundle', isAutomatic: false, faults: {} } as const;
  const file = (name: string, sizeBytes: number) => ({
    name: 'org.acme:tide',
    version: '2.0.0',
    file: `2.0.0/tide-2.0.0${name}`,
    sizeBytes,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    receivedAt: daysAgo(now, 0.02),
  });
  return [
    {
      ...common,
      id: 'deployment-sound',
      title: 'tide 2.0.0',
      state: 'validated',
      versions: [
        { name: 'org.acme:tide', version: '2.0.0' },
        { name: 'org.acme:tide-parent', version: '2.0.0' },
      ],
      files: [
        file('.pom', 2_310),
        file('.jar', 184_220),
        file('-sources.jar', 91_004),
        file('-javadoc.jar', 402_771),
      ],
      createdAt: daysAgo(now, 0.03),
      changedAt: daysAgo(now, 0.02),
    },
    {
      ...common,
      id: 'deployment-faulty',
      title: `${LONG} 1.4.0`,
      state: 'failed',
      files: [],
      isAutomatic: true,
      versions: [{ name: `${LONG}:tide-pool-of-many-waters`, version: '1.4.0' }],
      faults: {
        [`pkg:maven/${LONG}/tide-pool-of-many-waters@1.4.0`]: [
          'The POM has no licence.',
          'There is no tide-pool-of-many-waters-1.4.0-sources.jar.',
        ],
        '1.4.0/tide-pool-of-many-waters-1.4.0.jar': ['Its signature (.asc) is missing.'],
      },
      createdAt: daysAgo(now, 1.2),
      changedAt: daysAgo(now, 1.2),
    },
    {
      ...common,
      id: 'deployment-open',
      title: 'org.acme:harbour 0.9.1',
      kind: 'parts',
      state: 'open',
      files: [],
      isAutomatic: true,
      versions: [{ name: 'org.acme:harbour', version: '0.9.1' }],
      createdAt: daysAgo(now, 0.001),
      changedAt: daysAgo(now, 0.0005),
    },
    {
      ...common,
      id: 'deployment-done',
      title: 'tide 1.9.0',
      state: 'published',
      files: [],
      versions: [{ name: 'org.acme:tide', version: '1.9.0' }],
      createdAt: daysAgo(now, 40),
      changedAt: daysAgo(now, 40),
    },
  ];
}

function makeNamespaces(now: number): NamespaceItem[] {
  const record = 'gatehouse-namespace=7q2mzv4n8k1xw9c3h5t6';
  return [
    {
      id: 'namespace-acme',
      ecosystem: 'npm',
      namespace: '@acme',
      pattern: '@acme/*',
      state: 'proven',
      owner: 'organisation:acme',
      proof: 'dns',
      place: 'the domain acme.example',
      tasks: [{ way: 'dns', where: 'acme.example', what: record }],
      claimedAt: daysAgo(now, 120),
      provenAt: daysAgo(now, 3),
    },
    {
      id: 'namespace-pending',
      ecosystem: 'pypi',
      namespace: 'acme',
      pattern: 'acme-*',
      state: 'pending',
      owner: 'account:ada',
      place: 'the domain acme.example',
      tasks: [
        { way: 'dns', where: 'acme.example', what: record },
        { way: 'file', where: 'https://acme.example/.well-known/gatehouse-namespaces.txt', what: record },
      ],
      claimedAt: daysAgo(now, 1),
    },
    {
      id: 'namespace-lapsed',
      ecosystem: 'maven',
      namespace: LONG,
      pattern: `${LONG}.*`,
      state: 'lapsed',
      owner: 'organisation:tide-works',
      proof: 'repository',
      place: 'the account acme at github',
      tasks: [{ way: 'repository', where: 'https://github.example/acme/gatehouse-7q2mzv4n8k1xw9c3h5t6' }],
      claimedAt: daysAgo(now, 300),
      provenAt: daysAgo(now, 40),
      failingSince: daysAgo(now, 33),
    },
    {
      id: 'namespace-reserved',
      ecosystem: 'composer',
      namespace: 'symfony',
      pattern: 'symfony/*',
      state: 'reserved',
      tasks: [],
      claimedAt: daysAgo(now, 10),
      reason: 'Nobody here publishes for them.',
    },
  ];
}

function makeAppeals(now: number): AppealItem[] {
  const one = { ecosystem: 'npm', account: 'grace', how: 'one letter apart' } as const;
  return [
    {
      ...one,
      id: 'appeal-open',
      name: 'tide-pools',
      looksLike: 'tide-pool',
      reason: 'Our product has been called so since 2019; tide-pool is ours as well.',
      askedAt: daysAgo(now, 0.5),
      state: 'asked',
    },
    {
      ...one,
      id: 'appeal-refused',
      name: 'lodahs',
      looksLike: 'lodash',
      how: 'letters in another order',
      reason: 'A joke.',
      askedAt: daysAgo(now, 20),
      state: 'refused',
      decidedBy: 'account:ada',
      answer: 'People would take it for lodash.',
    },
  ];
}

function makePublishers(now: number): PublisherItem[] {
  return [
    {
      id: 'publisher-1',
      ecosystem: 'npm',
      pattern: '@acme/*',
      provider: 'github',
      issuer: 'https://token.actions.example',
      settings: {
        repository: 'acme/tide',
        workflow: 'release.yml',
        environment: 'release',
        allowsSelfHosted: false,
      },
      pins: { repository_owner_id: '123456', repository_id: '456789' },
      right: 'publish',
      createdAt: daysAgo(now, 60),
      createdBy: 'account:ada',
      lastUsedAt: daysAgo(now, 2),
    },
  ];
}
