// Tokens of ActiveState's platform.

import type { Claims, PublisherSettings } from '../trusted-publishing-ports.ts';
import {
  assertSettings,
  differs,
  findMissing,
  requireText,
  settingOf,
  shown,
  textOf,
  UUID,
  type ProviderRules,
} from './provider-rules.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const BUILDER = 'pypi-publisher';

export const activestateRules: ProviderRules = {
  parse(asked) {
    assertSettings(asked, ['organization', 'project', 'actorId']);
    const organization = requireText(asked, 'organization', NAME, 'the name of an organization');
    const project = requireText(asked, 'project', NAME, 'the name of a project');
    const actorId = requireText(asked, 'actorId', UUID, "the actor's id");
    return { settings: { organization, project, actorId }, locator: `${organization}/${project}`, pins: {} };
  },
  pins: [
    { claim: 'organization_id', isRequired: false },
    { claim: 'project_id', isRequired: false },
  ],
  hasJti: false,
  locate(claims) {
    const [organization, project] = [textOf(claims, 'organization'), textOf(claims, 'project')];
    return organization === undefined || project === undefined ? undefined : `${organization}/${project}`;
  },
  findFault(claims: Claims) {
    const missing = findMissing(claims, ['sub', 'organization', 'project', 'actor_id', 'builder']);
    if (missing !== undefined) return missing;
    return textOf(claims, 'builder') === BUILDER ? undefined : differs(claims, 'builder');
  },
  findMismatch(settings: PublisherSettings, claims: Claims) {
    const organization = settingOf(settings, 'organization');
    const project = settingOf(settings, 'project');
    // What follows the first four parts tells more of the build.
    const subject = textOf(claims, 'sub')?.split(':').slice(0, 4).join(':') ?? '';
    if (subject !== `org:${organization}:project:${project}`) return `its sub begins with ${shown(subject)}`;
    if (textOf(claims, 'organization') !== organization) return differs(claims, 'organization');
    if (textOf(claims, 'project') !== project) return differs(claims, 'project');
    return textOf(claims, 'actor_id') === settingOf(settings, 'actorId')
      ? undefined
      : differs(claims, 'actor_id');
  },
  specificity: () => 0,
  told: { organization: 'organization', project: 'project', actor: 'actor', actor_id: 'actor_id' },
};
