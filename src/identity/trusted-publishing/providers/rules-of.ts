// The rules of each provider.

import type { ProviderKind } from '../trusted-publishing-ports.ts';
import { activestateRules } from './activestate-rules.ts';
import { circleciRules } from './circleci-rules.ts';
import { customRules } from './custom-rules.ts';
import { githubRules } from './github-rules.ts';
import { gitlabRules } from './gitlab-rules.ts';
import { googleRules } from './google-rules.ts';
import type { ProviderRules } from './provider-rules.ts';

const RULES: Readonly<Record<ProviderKind, ProviderRules>> = {
  github: githubRules,
  gitlab: gitlabRules,
  google: googleRules,
  activestate: activestateRules,
  circleci: circleciRules,
  custom: customRules,
};

export function rulesOf(provider: ProviderKind): ProviderRules {
  return RULES[provider];
}
