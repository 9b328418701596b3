// The routes of the mock about giving back.

import * as contract from '../../src/http/api/giving-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { makeGiving, makePlan, money } from './data/giving.ts';
import { page, type MockCall, type MockRoute } from './mock-route.ts';
import { requireMay } from './mock-state.ts';

const answerOf = ({ state }: MockCall) => makeGiving(state.now, state.gifts, state.scenario === 'empty');

export function givingRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/giving$/,
      answer: contract.givingPage,
      handle(call) {
        requireMay(call.state, 'read-applications');
        return answerOf(call);
      },
    },
    {
      method: 'GET',
      path: /^\/giving\/plan$/,
      answer: contract.givingPlan,
      handle(call) {
        requireMay(call.state, 'read-applications');
        const [budget, currency] = [call.query.get('budget') ?? '', call.query.get('currency') ?? ''];
        if (!/^\d+(?:\.\d{1,2})?$/.test(budget)) {
          throw new GatehouseError(
            'invalid-request',
            `Cannot take the amount ${JSON.stringify(budget)}: expected EUR as 1200.00, without separators of thousands`,
          );
        }
        return makePlan(answerOf(call), Math.round(Number(budget) * 100), currency);
      },
    },
    {
      method: 'GET',
      path: /^\/giving\/records$/,
      answer: contract.giftPage,
      handle({ state, query }) {
        requireMay(state, 'read-applications');
        return page(query, state.gifts);
      },
    },
    {
      method: 'POST',
      path: /^\/giving\/records$/,
      answer: contract.giftItem,
      handle({ state, body }) {
        requireMay(state, 'record-gifts');
        const { amount, currency = '', day, ...asked } = contract.giftRequest.parse(body);
        const now = new Date(state.now).toISOString();
        const gift: contract.GiftItem = {
          id: `gift-new-${state.gifts.length}`,
          ...asked,
          ...(amount === undefined ? {} : { money: money(Math.round(Number(amount) * 100), currency) }),
          day: day ?? now.slice(0, 10),
          recordedAt: now,
          recordedBy: 'account:ada',
        };
        state.gifts.unshift(gift);
        return gift;
      },
    },
    {
      method: 'DELETE',
      path: /^\/giving\/records\/([^/]+)$/,
      answer: contract.giftItem,
      handle({ state, query }, [id]) {
        requireMay(state, 'record-gifts');
        const at = state.gifts.findIndex((one) => one.id === id && one.withdrawnAt === undefined);
        const gift = state.gifts[at];
        if (gift === undefined)
          throw new GatehouseError('not-found', 'Cannot withdraw: found no record of this id');
        const withdrawn = {
          ...gift,
          withdrawnAt: new Date(state.now).toISOString(),
          withdrawnBy: 'account:ada',
          withdrawnBecause: query.get('reason') ?? '',
        };
        state.gifts[at] = withdrawn;
        return withdrawn;
      },
    },
  ];
}
