// The table of rules: which function makes ready which kind.

import { messageOf } from '../../kernel/errors.ts';
import type { Rule, RuleKind, RuleOf } from '../policy.ts';
import { tameOutsideText } from '../outside-text.ts';
import { inspectAdvisory } from './advisory.ts';
import { inspectDenyList } from './deny-list.ts';
import { inspectDeprecated } from './deprecated.ts';
import { inspectDigestChanged } from './digest-changed.ts';
import { inspectFeeds } from './feeds.ts';
import { inspectFreeze } from './freeze.ts';
import { inspectInstallScript } from './install-script.ts';
import { inspectLicence } from './licence.ts';
import { inspectMalware } from './malware.ts';
import { inspectProvenanceLost } from './provenance-lost.ts';
import { inspectQuarantine } from './quarantine.ts';
import { inspectRemovedUpstream } from './removed-upstream.ts';
import { inspectReservedName } from './reserved-name.ts';
import { NOTHING, type Finding, type Inspection, type RuleContext } from './rule.ts';
import { inspectVetting } from './vetting.ts';
import { inspectYanked } from './yanked.ts';
import { inspectYoungVersion } from './young-version.ts';

/**
 * Makes `rule` ready for the package in `context`. Never throws, and neither does the inspection: what a rule fails to
 * decide is found undecided, with the policy's `unknown` action. Rules that only let through find nothing.
 */
export function inspectRule(rule: Rule, context: RuleContext): Inspection {
  try {
    const started = startInspection(rule, context);
    return {
      ofName: started.ofName,
      ...(started.changesAt === undefined ? {} : { changesAt: started.changesAt }),
      ofVersion(facts) {
        try {
          return started.ofVersion(facts);
        } catch (error) {
          return [failure(rule, error, context)];
        }
      },
    };
  } catch (error) {
    const failed = [failure(rule, error, context)];
    return { ofName: failed, ofVersion: () => failed };
  }
}

type Inspectors = { readonly [K in RuleKind]: (rule: RuleOf<K>, context: RuleContext) => Inspection };

const INSPECTORS: Inspectors = {
  malware: inspectMalware,
  'digest-changed': inspectDigestChanged,
  'reserved-name': inspectReservedName,
  quarantine: inspectQuarantine,
  'removed-upstream': inspectRemovedUpstream,
  'young-version': inspectYoungVersion,
  advisory: inspectAdvisory,
  feeds: inspectFeeds,
  'deny-list': inspectDenyList,
  licence: inspectLicence,
  'install-script': inspectInstallScript,
  'provenance-lost': inspectProvenanceLost,
  freeze: inspectFreeze,
  vetting: inspectVetting,
  yanked: inspectYanked,
  deprecated: inspectDeprecated,
  // These let through what others found (decide-package.ts).
  'fast-lane': () => NOTHING,
  'allow-list': () => NOTHING,
};

function startInspection(rule: Rule, context: RuleContext): Inspection {
  // The table pairs each kind with the function for it, which the type of a look-up cannot say.
  const inspect = INSPECTORS[rule.on] as (rule: Rule, context: RuleContext) => Inspection;
  return inspect(rule, context);
}

function failure(rule: Rule, error: unknown, context: RuleContext): Finding {
  return {
    rule,
    isUndecided: true,
    reason: {
      rule: rule.id,
      action: context.unknownAction,
      summary: `rule ${rule.id} could not decide: ${tameOutsideText(messageOf(error))}`,
      evidence: [{ kind: 'policy', source: rule.id }],
    },
  };
}
