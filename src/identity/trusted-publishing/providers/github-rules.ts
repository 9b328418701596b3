// Tokens of GitHub's workflows. `sub` is never read: its form differs by the age of the repository, and any repository may
// choose another one. What says whose a token is, are the names and, since names change hands, the ids beside them.

import { given } from '../../../kernel/given.ts';

import type { Claims, Issuer, PublisherSettings } from '../trusted-publishing-ports.ts';
import {
  assertSettings,
  badSetting,
  differs,
  ENVIRONMENT,
  findMissing,
  isSameText,
  NUMBER_ID,
  readText,
  readTruth,
  requireText,
  settingOf,
  shown,
  textOf,
  type AskedSettings,
  type ProviderRules,
  type ReadSettings,
} from './provider-rules.ts';

const OWNER = '[a-zA-Z0-9][a-zA-Z0-9-]{0,99}';
const REPOSITORY = '[a-zA-Z0-9_.-]{1,100}';
const FILE = '[^\\s/\\\\\'"`,;@\\p{Cc}\\p{Cf}]{1,200}\\.ya?ml';
const FULL_NAME = new RegExp(`^${OWNER}/(?!\\.{1,2}$)${REPOSITORY}$`, 'u');
const WORKFLOW = new RegExp(`^${FILE}$`, 'u');
const CALLED_WORKFLOW = new RegExp(
  `^${OWNER}/${REPOSITORY}/\\.github/workflows/${FILE}(?:@[^\\s@]{1,300})?$`,
  'u',
);

/** Runs with the rights of the repository on what somebody else wrote. */
const REFUSED_EVENTS: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run']);

const SETTINGS = [
  'repository',
  'workflow',
  'calledWorkflow',
  'environment',
  'ownerId',
  'repositoryId',
  'allowsSelfHosted',
] as const;

export const githubRules: ProviderRules = {
  parse: parseSettings,
  pins: [
    { claim: 'repository_owner_id', isRequired: true },
    { claim: 'repository_id', isRequired: true },
  ],
  hasJti: true,
  locate: (claims) => textOf(claims, 'repository')?.toLowerCase(),
  findFault,
  findMismatch,
  specificity: (settings) =>
    (settingOf(settings, 'environment') === undefined ? 0 : 4) +
    (settingOf(settings, 'workflow') === undefined ? 0 : 2) +
    (settingOf(settings, 'calledWorkflow') === undefined ? 0 : 1),
  told: {
    repository: 'repository',
    repository_id: 'repository_id',
    repository_owner_id: 'repository_owner_id',
    ref: 'ref',
    sha: 'sha',
    workflow: 'workflow_ref',
    called_workflow: 'job_workflow_ref',
    environment: 'environment',
    event: 'event_name',
    run: 'run_id',
    attempt: 'run_attempt',
    actor: 'actor',
  },
};

function parseSettings(asked: AskedSettings, issuer: Issuer): ReadSettings {
  assertSettings(asked, SETTINGS);
  const repository = requireText(asked, 'repository', FULL_NAME, 'owner/repository');
  const workflow = readText(asked, 'workflow', WORKFLOW, 'the name of a file such as release.yml');
  const called = 'owner/repository/.github/workflows/file.yml';
  const calledWorkflow = readText(asked, 'calledWorkflow', CALLED_WORKFLOW, called);
  if (workflow === undefined && calledWorkflow === undefined) {
    throw badSetting('workflow', 'expected workflow, calledWorkflow, or both');
  }
  const environment = readText(asked, 'environment', ENVIRONMENT, 'the name of an environment');
  return {
    settings: {
      repository,
      ...given('workflow', workflow),
      ...given('calledWorkflow', calledWorkflow),
      ...given('environment', environment),
      allowsSelfHosted: readTruth(asked, 'allowsSelfHosted', issuer.isOwn),
    },
    locator: repository.toLowerCase(),
    pins: {
      ...given('repository_owner_id', readText(asked, 'ownerId', NUMBER_ID, "the owner's number")),
      ...given('repository_id', readText(asked, 'repositoryId', NUMBER_ID, "the repository's number")),
    },
  };
}

function findFault(claims: Claims): string | undefined {
  const needed = ['repository', 'repository_owner', 'workflow_ref', 'ref', 'sha', 'event_name'];
  const missing = findMissing(claims, needed);
  if (missing !== undefined) return missing;
  const event = textOf(claims, 'event_name') ?? '';
  if (REFUSED_EVENTS.has(event)) {
    return `it is of the event ${event}, which runs with this repository's rights on what others wrote`;
  }
  // A name is told twice, and both must be of one repository.
  const owner = textOf(claims, 'repository')?.split('/')[0];
  return isSameText(owner, textOf(claims, 'repository_owner') ?? '')
    ? undefined
    : 'its repository and its repository_owner are of two owners';
}

function findMismatch(settings: PublisherSettings, claims: Claims): string | undefined {
  const repository = settingOf(settings, 'repository') ?? '';
  if (!isSameText(textOf(claims, 'repository'), repository)) return differs(claims, 'repository');
  const environment = settingOf(settings, 'environment');
  if (environment !== undefined && !isSameText(textOf(claims, 'environment'), environment)) {
    return differs(claims, 'environment');
  }
  if (settings['allowsSelfHosted'] !== true && textOf(claims, 'runner_environment') !== 'github-hosted') {
    return `${differs(claims, 'runner_environment')}, and this publisher takes none but github-hosted`;
  }
  return findWorkflowMismatch(settings, claims, repository);
}

/**
 * `workflow_ref` is the workflow that the run began with, `job_workflow_ref` the one that the job stands in: another, where the
 * first calls one. That may lie in somebody else's repository, and whoever writes there then publishes: so it is named, or it is
 * one of the same repository.
 */
function findWorkflowMismatch(
  settings: PublisherSettings,
  claims: Claims,
  repository: string,
): string | undefined {
  const workflow = settingOf(settings, 'workflow');
  if (workflow !== undefined && !isWorkflowOf(claims, 'workflow_ref', repository, workflow)) {
    return differs(claims, 'workflow_ref');
  }
  const called = splitReference(textOf(claims, 'job_workflow_ref'));
  const wanted = settingOf(settings, 'calledWorkflow');
  if (wanted === undefined) {
    if (called === undefined) return differs(claims, 'job_workflow_ref');
    return isOfRepository(called.path, repository)
      ? undefined
      : `its job stands in a workflow of another repository, ${shown(called.path)}`;
  }
  const expected = splitReference(wanted);
  const isMeant = called !== undefined && isSamePath(called.path, expected?.path ?? wanted);
  const isAtRef = expected === undefined || called?.ref === expected.ref;
  return isMeant && isAtRef ? undefined : differs(claims, 'job_workflow_ref');
}

/** `owner/repository/.github/workflows/file@ref`, where the ref is the run's own, by name or by commit. */
function isWorkflowOf(claims: Claims, claim: string, repository: string, file: string): boolean {
  const found = splitReference(textOf(claims, claim));
  if (found === undefined || !isSamePath(found.path, `${repository}/.github/workflows/${file}`)) return false;
  return found.ref === textOf(claims, 'ref') || found.ref === textOf(claims, 'sha');
}

interface Reference {
  readonly path: string;
  readonly ref: string;
}

function splitReference(text: string | undefined): Reference | undefined {
  const at = text?.indexOf('@') ?? -1;
  return text === undefined || at === -1 ? undefined : { path: text.slice(0, at), ref: text.slice(at + 1) };
}

/** Owners and repositories are one in any case; folders and files are not. */
function isSamePath(left: string, right: string): boolean {
  const [leftName, leftFile] = splitPath(left);
  const [rightName, rightFile] = splitPath(right);
  return isSameText(leftName, rightName) && leftFile === rightFile;
}

function isOfRepository(path: string, repository: string): boolean {
  return isSameText(splitPath(path)[0], repository);
}

/** `owner/repository`, and what stands in it. */
function splitPath(path: string): readonly [string, string] {
  const end = path.indexOf('/', path.indexOf('/') + 1);
  return end === -1 ? [path, ''] : [path.slice(0, end), path.slice(end)];
}
