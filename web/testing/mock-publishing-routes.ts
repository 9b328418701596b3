// The routes of the mock about what is published here, and under whose names.

import * as deploymentContract from '../../src/http/api/deployment-contract.ts';
import * as namespaceContract from '../../src/http/api/namespace-contract.ts';
import * as publisherContract from '../../src/http/api/publisher-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { page, type MockRoute } from './mock-route.ts';
import { requireMay } from './mock-state.ts';

export function publishingRoutes(): readonly MockRoute[] {
  return [...deploymentRoutes(), ...namespaceRoutes(), ...publisherRoutes()];
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

function known<T extends { readonly id: string }>(
  items: readonly T[],
  id: string | undefined,
  what: string,
): T {
  const found = items.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new GatehouseError('not-found', `Cannot find the ${what}: there is none of this id`);
}
