// Feeds that are required: nothing is served from upstreams before each was loaded, whatever rules a policy has.

import type { Policy, RuleOf } from './policy.ts';

/** Stands in where a policy has no rule on feeds, or only observes it. */
const REQUIRED_FEEDS: RuleOf<'feeds'> = {
  id: 'require-feeds',
  on: 'feeds',
  mode: 'enforce',
  waivable: false,
  missingAction: 'block',
  staleAction: 'allow',
};

/** The policy that refuses what comes from upstreams until every feed was loaded, and else decides as `policy` does. */
export function requireFeeds(policy: Policy): Policy {
  const isEnforced = policy.rules.some(({ on, mode }) => on === 'feeds' && mode === 'enforce');
  return {
    ...policy,
    requireFeeds: true,
    rules: isEnforced ? policy.rules : [...policy.rules, REQUIRED_FEEDS],
  };
}
