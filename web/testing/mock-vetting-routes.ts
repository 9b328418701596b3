// The routes of the mock about vetting.

import * as contract from '../../src/http/api/vetting-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { daysAgo } from './data/days-ago.ts';
import { detailOfVetting, makeCard } from './data/vetting.ts';
import { page, type MockRoute } from './mock-route.ts';
import { requireMay, sessionOf, type MockState } from './mock-state.ts';

export function vettingRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/vetting\/card$/,
      answer: contract.vettingCard,
      handle({ state, query }) {
        requireMay(state, 'read-applications');
        return makeCard(state.now, query.get('purl') ?? '');
      },
    },
    {
      method: 'GET',
      path: /^\/vetting$/,
      answer: contract.vettingPage,
      handle({ state, query }) {
        requireMay(state, 'read-policy');
        const [wanted, purl] = [query.get('state'), query.get('purl')];
        const found = state.vettings.filter(
          (item) =>
            (wanted === null || item.state === wanted) &&
            (query.get('mine') !== 'true' || item.author === 'ada') &&
            (purl === null || item.purl.split('@')[0] === purl),
        );
        return page(
          query,
          found.map((item) => withMay(state, item)),
        );
      },
    },
    {
      method: 'POST',
      path: /^\/vetting$/,
      answer: contract.vettingItem,
      handle({ state, body }) {
        requireMay(state, 'request-vetting');
        return ask(state, contract.vettingRequest.parse(body));
      },
    },
    {
      method: 'GET',
      path: /^\/vetting\/([^/]+)$/,
      answer: contract.vettingDetail,
      handle({ state }, [id]) {
        requireMay(state, 'read-policy');
        return detailOfVetting(state.now, withMay(state, find(state, id)));
      },
    },
    {
      method: 'PUT',
      path: /^\/vetting\/([^/]+)\/decision$/,
      answer: contract.vettingDetail,
      handle({ state, body }, [id]) {
        requireMay(state, 'decide-vetting', true);
        const { lasts = '365d', ...said } = contract.vettingDecision.parse(body);
        const found = find(state, id);
        const days = Number(/^\d+/.exec(lasts)?.[0] ?? 0);
        Object.assign(found, {
          state: said.decision,
          outcome: {
            ...said,
            author: 'ada',
            at: daysAgo(state.now, 0),
            until: daysAgo(state.now, -days),
            isInForce: true,
            isOwn: found.author === 'ada',
            evidenceId: 'evidence-new',
            cardSha256: 'a1b2c3d4'.repeat(8),
          },
        });
        return detailOfVetting(state.now, withMay(state, found));
      },
    },
    {
      method: 'DELETE',
      path: /^\/vetting\/([^/]+)$/,
      answer: contract.vettingItem,
      handle({ state }, [id]) {
        const found = find(state, id);
        requireMay(state, 'request-vetting');
        if (found.outcome !== undefined) requireMay(state, 'decide-vetting', true);
        Object.assign(found, { withdrawnAt: daysAgo(state.now, 0) });
        if (found.outcome === undefined) found.state = 'withdrawn';
        else found.outcome.isInForce = false;
        return withMay(state, found);
      },
    },
  ];
}

function ask(
  state: MockState,
  asked: ReturnType<typeof contract.vettingRequest.parse>,
): contract.VettingItem {
  const [purl = '', version] = asked.purl.split(/(?<=.)@/);
  if (!/^pkg:[a-z]+\/./.test(purl)) {
    throw new GatehouseError('invalid-purl', `Cannot read package-URL: found ${asked.purl}`);
  }
  const same = state.vettings.find((item) => item.state === 'open' && item.purl === asked.purl);
  if (same !== undefined) {
    throw new GatehouseError(
      'conflict',
      `Cannot ask for ${purl}: the same was asked already, and nobody has decided yet`,
      { facts: { id: same.id } },
    );
  }
  const item: contract.VettingItem = {
    id: 'vetting-new',
    purl: asked.purl,
    ecosystem: 'npm',
    name: purl.replace('pkg:npm/', ''),
    ...(version === undefined ? {} : { versions: [version] }),
    ...(asked.application === undefined ? {} : { application: asked.application }),
    reason: asked.reason,
    author: 'ada',
    createdAt: daysAgo(state.now, 0),
    state: 'open',
    may: { decide: true, withdraw: true },
  };
  state.vettings.unshift(item);
  return item;
}

function find(state: MockState, id: string | undefined): contract.VettingItem {
  const found = state.vettings.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw new GatehouseError('not-found', 'Cannot find the vetting: found no request of this id');
}

function withMay(state: MockState, item: contract.VettingItem): contract.VettingItem {
  const mayDecide = sessionOf(state).may.includes('decide-vetting');
  const isOver = item.withdrawnAt !== undefined;
  const isOwn = item.author === 'ada';
  return {
    ...item,
    may: {
      decide: item.state === 'open' && mayDecide,
      withdraw: !isOver && (item.state === 'open' ? mayDecide || isOwn : mayDecide),
    },
  };
}
