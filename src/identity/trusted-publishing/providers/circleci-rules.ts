// Tokens of CircleCI's jobs: each organisation has an issuer of its own, and everything goes by ids.

import { given } from '../../../kernel/given.ts';

import type { Claims, Issuer, PublisherSettings } from '../trusted-publishing-ports.ts';
import {
  assertSettings,
  badSetting,
  differs,
  readText,
  requireText,
  settingOf,
  textOf,
  UUID,
  type AskedSettings,
  type ProviderRules,
  type ReadSettings,
} from './provider-rules.ts';

const ORG_ID = 'oidc.circleci.com/org-id';
const PROJECT_ID = 'oidc.circleci.com/project-id';
const PIPELINE_ID = 'oidc.circleci.com/pipeline-definition-id';
const ORIGIN = 'oidc.circleci.com/vcs-origin';
const CONTEXTS = 'oidc.circleci.com/context-ids';
const SSH_RERUN = 'oidc.circleci.com/ssh-rerun';

const MAX_CONTEXTS = 20;
const SETTINGS = ['orgId', 'projectId', 'pipelineDefinitionId', 'vcsOrigin', 'contextIds'] as const;

export const circleciRules: ProviderRules = {
  parse: parseSettings,
  pins: [],
  hasJti: false,
  locate: (claims) => textOf(claims, PROJECT_ID),
  findFault(claims: Claims, issuer: Issuer) {
    const [organisation, project] = [textOf(claims, ORG_ID), textOf(claims, PROJECT_ID)];
    if (organisation === undefined) return differs(claims, ORG_ID);
    if (project === undefined) return differs(claims, PROJECT_ID);
    if (claims['iss'] !== `${issuer.url}/${organisation}`) return 'its issuer is of another organisation';
    // Somebody sits in that job by SSH, and may do there what no configuration says.
    return claims[SSH_RERUN] === true ? 'it is of a job that was run again with SSH' : undefined;
  },
  findMismatch(settings: PublisherSettings, claims: Claims) {
    const wanted = [
      [ORG_ID, settingOf(settings, 'orgId')],
      [PROJECT_ID, settingOf(settings, 'projectId')],
      [PIPELINE_ID, settingOf(settings, 'pipelineDefinitionId')],
      [ORIGIN, settingOf(settings, 'vcsOrigin')],
    ] as const;
    const other = wanted.find(([claim, value]) => value !== undefined && textOf(claims, claim) !== value);
    if (other !== undefined) return differs(claims, other[0]);
    const found = claims[CONTEXTS];
    const contexts = Array.isArray(found) ? found : [];
    const hasAll = contextsOf(settings).every((id) => contexts.includes(id));
    return hasAll ? undefined : `its ${CONTEXTS} are not those of this publisher`;
  },
  specificity: (settings) =>
    (settingOf(settings, 'pipelineDefinitionId') === undefined ? 0 : 4) +
    (contextsOf(settings).length === 0 ? 0 : 2) +
    (settingOf(settings, 'vcsOrigin') === undefined ? 0 : 1),
  told: {
    organisation: ORG_ID,
    project: PROJECT_ID,
    pipeline: 'oidc.circleci.com/pipeline-id',
    workflow: 'oidc.circleci.com/workflow-id',
    job: 'oidc.circleci.com/job-id',
    repository: ORIGIN,
    ref: 'oidc.circleci.com/vcs-ref',
  },
};

function parseSettings(asked: AskedSettings, issuer: Issuer): ReadSettings {
  assertSettings(asked, SETTINGS);
  const orgId = requireText(asked, 'orgId', UUID, "the organisation's id");
  const projectId = requireText(asked, 'projectId', UUID, "the project's id");
  const pipeline = readText(asked, 'pipelineDefinitionId', UUID, "the pipeline definition's id");
  const vcsOrigin = readText(asked, 'vcsOrigin', /^[\w.@:/-]{1,300}$/, 'such as github.com/acme/tide');
  const contextIds = readContexts(asked);
  return {
    settings: {
      orgId,
      projectId,
      ...given('pipelineDefinitionId', pipeline),
      ...given('vcsOrigin', vcsOrigin),
      ...(contextIds.length === 0 ? {} : { contextIds }),
    },
    locator: projectId,
    pins: {},
    issuer: `${issuer.url}/${orgId}`,
  };
}

function readContexts({ contextIds: found = [] }: AskedSettings): readonly string[] {
  const isList = Array.isArray(found) && found.length <= MAX_CONTEXTS;
  if (isList && found.every((id) => typeof id === 'string' && UUID.test(id))) return found as string[];
  throw badSetting('contextIds', `expected at most ${MAX_CONTEXTS} ids`);
}

function contextsOf({ contextIds }: PublisherSettings): readonly string[] {
  return Array.isArray(contextIds) ? (contextIds as readonly string[]) : [];
}
