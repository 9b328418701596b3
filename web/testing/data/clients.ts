// How package managers are pointed here.

import type { ClientList } from '../../../src/http/api/client-contract.ts';

export function makeClients(publicUrl: string): ClientList {
  const one = (
    ecosystem: ClientList['items'][number]['ecosystem'],
    id: string,
    title: string,
    snippet: string,
    file: string,
  ) => ({
    ecosystem,
    id,
    title,
    snippet,
    command: `npx gatehouse setup ${id}`,
    userFile: file,
    projectFile: file,
  });
  return {
    items: [
      one(
        'npm',
        'npm',
        'npm',
        `npm config set registry ${publicUrl}/npm/\nnpm config set omit-lockfile-registry-resolved true\nnpm config set replace-registry-host always`,
        '.npmrc',
      ),
      one('npm', 'pnpm', 'pnpm', `pnpm config set registry ${publicUrl}/npm/`, '.npmrc'),
      one(
        'npm',
        'yarn',
        'Yarn 2 and newer (berry)',
        `yarn config set npmRegistryServer ${publicUrl}/npm/`,
        '.yarnrc.yml',
      ),
      one(
        'pypi',
        'pip',
        'pip',
        `pip config set global.index-url ${publicUrl}/pypi/simple/`,
        '.config/pip/pip.conf',
      ),
      one(
        'cargo',
        'cargo',
        'Cargo',
        `[registries.gatehouse]\nindex = "sparse+${publicUrl}/cargo/"\ncredential-provider = ["cargo:token"]`,
        '.cargo/config.toml',
      ),
      one(
        'maven',
        'maven',
        'Maven',
        `<mirror>\n  <id>gatehouse</id>\n  <mirrorOf>*</mirrorOf>\n  <url>${publicUrl}/maven/</url>\n</mirror>`,
        '.m2/settings.xml',
      ),
      one(
        'composer',
        'composer',
        'Composer',
        `composer config -g repo.gatehouse composer ${publicUrl}/composer/`,
        '.composer/config.json',
      ),
    ],
  };
}
