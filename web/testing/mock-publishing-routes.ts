// The routes of the mock about what is published here, and under whose names.

import * as deploymentContract from '../../src/http/api/deployment-contract.ts';
import * as namespaceContract from '../../src/http/api/namespace-contract.ts';
import { hostedPackage } from '../../src/http/api/hosted-contract.ts';
import { packageHolds } from '../../src/http/api/hold-contract.ts';
import * as publisherContract from '../../src/http/api/publisher-contract.ts';
import * as stagedContract from '../../src/http/api/staged-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { STAGED_DIFF } from './data/staged.ts';
import { page, type MockRoute } from './mock-route.ts';
import { requireMay } from './mock-state.ts';

export function publishingRoutes(): readonly MockRoute[] {
  return [
    ...deploymentRoutes(),
    ...namespaceRoutes(),
    ...publisherRoutes(),
    ...stagedRoutes(),
    ...protectionRoutes(),
  ];
}

function deploymentRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/deployments$/,
      answer: deploymentContract.deploymentPage,
      handle({ state, query }) {
        requireMay(state, 'read-deployments');
        const items = state.publishing.deployments.map(({ faults, files: _files, ...item }) => ({
          ...item,
          faultCount: Object.values(faults).flat().length,
        }));
        return page(query, items);
      },
    },
    {
      method: 'GET',
      path: /^\/deployments\/([^/]+)$/,
      answer: deploymentContract.deploymentDetail,
      handle: ({ state }, [id]) => known(state.publishing.deployments, id, 'deployment'),
    },
    {
      method: 'POST',
      path: /^\/deployments\/([^/]+)\/publish$/,
      handle({ state }, [id]) {
        requireMay(state, 'manage-deployments');
        known(state.publishing.deployments, id, 'deployment').state = 'published';
      },
    },
    {
      method: 'DELETE',
      path: /^\/deployments\/([^/]+)$/,
      handle({ state }, [id]) {
        requireMay(state, 'manage-deployments');
        state.publishing.deployments = state.publishing.deployments.filter((one) => one.id !== id);
      },
    },
  ];
}

function namespaceRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/namespaces$/,
      answer: namespaceContract.namespaceList,
      handle({ state }) {
        requireMay(state, 'read-namespaces');
        return { items: state.publishing.namespaces };
      },
    },
    {
      method: 'GET',
      path: /^\/namespaces\/([^/]+)$/,
      answer: namespaceContract.namespaceItem,
      handle: ({ state }, [id]) => known(state.publishing.namespaces, id, 'namespace'),
    },
    {
      method: 'GET',
      path: /^\/names\/appeals$/,
      answer: namespaceContract.appealList,
      handle: ({ state }) => ({ items: state.publishing.appeals }),
    },
  ];
}

function publisherRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/publishers$/,
      answer: publisherContract.publisherList,
      handle({ state, query }) {
        requireMay(state, 'read-publishers');
        const items = state.publishing.publishers.filter(({ pattern }) => pattern === query.get('name'));
        return { items, isTrustedOnly: false };
      },
    },
    {
      method: 'GET',
      path: /^\/trusted-publishing$/,
      answer: publisherContract.trustedPublishing,
      handle: () => ({
        audience: 'gatehouse:example',
        issuers: (['github', 'gitlab', 'google', 'activestate', 'circleci'] as const).map((provider) => ({
          name: provider,
          provider,
          url: `https://${provider}.example`,
        })),
      }),
    },
    {
      method: 'GET',
      path: /^\/trusted-publishing\/snippet$/,
      answer: publisherContract.snippet,
      handle: () => ({ file: '.github/workflows/release.yml', text: 'name: release\non: push\n' }),
    },
  ];
}

function stagedRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/staged$/,
      answer: stagedContract.stagedPage,
      handle({ state, query }) {
        requireMay(state, 'read-staged');
        const wanted = query.get('state') ?? 'open';
        return page(
          query,
          state.publishing.staged.filter((one) => one.state === wanted),
        );
      },
    },
    {
      method: 'GET',
      path: /^\/staged\/([^/]+)$/,
      answer: stagedContract.stagedDetail,
      handle: ({ state }, [id]) => known(state.publishing.staged, id, 'staged version'),
    },
    {
      method: 'GET',
      path: /^\/staged\/([^/]+)\/diff$/,
      answer: stagedContract.stagedDiff,
      handle: () => STAGED_DIFF,
    },
    {
      method: 'POST',
      path: /^\/staged\/([^/]+)\/approve$/,
      handle({ state }, [id]) {
        requireMay(state, 'approve-staged', true);
        const { ecosystem, name, version } = Object.assign(
          known(state.publishing.staged, id, 'staged version'),
          {
            state: 'approved',
          },
        );
        return { ecosystem, name, version };
      },
    },
    {
      method: 'POST',
      path: /^\/staged\/([^/]+)\/reject$/,
      handle({ state }, [id]) {
        requireMay(state, 'reject-staged');
        Object.assign(known(state.publishing.staged, id, 'staged version'), { state: 'rejected' });
      },
    },
  ];
}

function protectionRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/holds\/([^/]+)\/([^/]+)$/,
      answer: packageHolds,
      handle: (_, [ecosystem, name]) => ({
        ecosystem,
        name: decodeURIComponent(name ?? ''),
        holds: [
          {
            kind: 'frozen-by-owner',
            since: '2026-11-01T10:00:00Z',
            by: 'account:grace',
            reason: 'A laptop was stolen.',
            endedBy: 'an owner of it',
            mayEnd: true,
          },
        ],
        mayFreeze: false,
      }),
    },
    {
      method: 'GET',
      path: /^\/hosted\/([^/]+)\/([^/]+)$/,
      answer: hostedPackage,
      handle: (_, [ecosystem, name]) => ({
        ecosystem,
        name: decodeURIComponent(name ?? ''),
        spelt: decodeURIComponent(name ?? ''),
        status: 'deprecated',
        statusReason: 'Use @acme/money.',
        createdAt: '2026-06-01T10:00:00Z',
        updatedAt: '2026-10-01T10:00:00Z',
        tags: { latest: '2.3.8' },
        versions: [],
      }),
    },
    {
      method: 'GET',
      path: /^\/hosted\/([^/]+)\/([^/]+)\/approval$/,
      answer: stagedContract.approvalSetting,
      handle: () => ({ isRequired: true, since: '2026-10-01T10:00:00Z', mayChange: true }),
    },
  ];
}

function known<T extends { readonly id: string }>(
  items: readonly T[],
  id: string | undefined,
  what: string,
): T {
  const found = items.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new GatehouseError('not-found', `Cannot find the ${what}: there is none of this id`);
}
