// Tokens of GitLab's jobs, of the public server and of an organisation's own. Names of groups and projects change hands: their
// ids are pinned beside them.

import { given } from '../../../kernel/given.ts';

import type { Claims, Issuer, PublisherSettings } from '../trusted-publishing-ports.ts';
import {
  assertSettings,
  differs,
  ENVIRONMENT,
  findMissing,
  isSameText,
  NUMBER_ID,
  readText,
  readTruth,
  requireText,
  settingOf,
  textOf,
  type AskedSettings,
  type ProviderRules,
  type ReadSettings,
} from './provider-rules.ts';

const SEGMENT = '[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}';
const PROJECT = new RegExp(`^${SEGMENT}(?:/${SEGMENT}){1,20}$`);
/** A file of the project, by its path. */
const FILE = /^(?!.*\.\.)[^\s@\\'"`,;\p{Cc}\p{Cf}]{1,255}\.ya?ml$/u;

const SETTINGS = ['project', 'file', 'environment', 'namespaceId', 'projectId', 'allowsSelfHosted'] as const;

export const gitlabRules: ProviderRules = {
  parse: parseSettings,
  pins: [
    { claim: 'namespace_id', isRequired: true },
    { claim: 'project_id', isRequired: true },
  ],
  hasJti: true,
  locate: (claims) => textOf(claims, 'project_path')?.toLowerCase(),
  findFault: (claims) =>
    findMissing(claims, ['project_path', 'namespace_path', 'ci_config_ref_uri', 'ref_path', 'sha']),
  findMismatch,
  specificity: (settings) => (settingOf(settings, 'environment') === undefined ? 0 : 1),
  told: {
    repository: 'project_path',
    project_id: 'project_id',
    namespace_id: 'namespace_id',
    ref: 'ref_path',
    sha: 'sha',
    workflow: 'ci_config_ref_uri',
    environment: 'environment',
    event: 'pipeline_source',
    run: 'pipeline_id',
    job: 'job_id',
    actor: 'user_login',
  },
};

function parseSettings(asked: AskedSettings, issuer: Issuer): ReadSettings {
  assertSettings(asked, SETTINGS);
  const project = requireText(asked, 'project', PROJECT, 'group/project');
  const file = readText(asked, 'file', FILE, 'the path of a file such as .gitlab-ci.yml');
  const environment = readText(asked, 'environment', ENVIRONMENT, 'the name of an environment');
  return {
    settings: {
      project,
      file: file ?? '.gitlab-ci.yml',
      ...given('environment', environment),
      allowsSelfHosted: readTruth(asked, 'allowsSelfHosted', issuer.isOwn),
    },
    locator: project.toLowerCase(),
    pins: {
      ...given('namespace_id', readText(asked, 'namespaceId', NUMBER_ID, "the group's number")),
      ...given('project_id', readText(asked, 'projectId', NUMBER_ID, "the project's number")),
    },
  };
}

function findMismatch(settings: PublisherSettings, claims: Claims, issuer: Issuer): string | undefined {
  const project = settingOf(settings, 'project') ?? '';
  if (!isSameText(textOf(claims, 'project_path'), project)) return differs(claims, 'project_path');
  const environment = settingOf(settings, 'environment');
  // Two environments whose names differ by case alone are two.
  if (environment !== undefined && textOf(claims, 'environment') !== environment) {
    return differs(claims, 'environment');
  }
  if (settings['allowsSelfHosted'] !== true && textOf(claims, 'runner_environment') !== 'gitlab-hosted') {
    return `${differs(claims, 'runner_environment')}, and this publisher takes none but gitlab-hosted`;
  }
  const expected = `${hostOf(issuer)}/${project}//${settingOf(settings, 'file') ?? ''}`;
  return isConfigOf(claims, expected) ? undefined : differs(claims, 'ci_config_ref_uri');
}

/** `host/group/project//file@ref`, where the ref is the job's own, by name or by commit. */
function isConfigOf(claims: Claims, expected: string): boolean {
  const found = textOf(claims, 'ci_config_ref_uri') ?? '';
  const at = found.indexOf('@');
  const path = found.slice(0, Math.max(0, at));
  const ref = found.slice(at + 1);
  const [name, file] = splitFile(path);
  const [expectedName, expectedFile] = splitFile(expected);
  const isAtRef = ref === textOf(claims, 'ref_path') || ref === textOf(claims, 'sha');
  return isSameText(name, expectedName) && file === expectedFile && isAtRef;
}

function splitFile(path: string): readonly [string, string] {
  const end = path.indexOf('//');
  return end === -1 ? [path, ''] : [path.slice(0, end), path.slice(end)];
}

/** As the server calls itself there: with the folder that it lies in, where it lies in one. */
function hostOf({ url }: Issuer): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`.replace(/\/$/, '');
}
