// A machine on which npm, pnpm and yarn are set up for one gate with a token of npmScene's person.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { writeText, type LockInstallJob } from '../support/client.ts';
import { makeWorkspace } from '../support/workspace.ts';
import type { NpmPerson } from '../publish/npm-person.ts';

/** Without a token where that is empty. */
export function machineOf(
  test: TestContext,
  { gate }: Pick<NpmPerson, 'gate'>,
  token: string,
): LockInstallJob {
  const machine = makeWorkspace(test);
  const registry = gate.urls.npm;
  const auth = token === '' ? '' : `${registry.replace('http:', '')}/:_authToken=${token}\n`;
  writeText(join(machine.home, '.npmrc'), `registry=${registry}/\n${auth}`);
  writeText(join(machine.home, '.yarnrc'), `registry "${registry}/"\ndisable-self-update-check true\n`);
  const yarn = `npmRegistryServer: "${registry}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n`;
  writeText(join(machine.home, '.yarnrc.yml'), token === '' ? yarn : `${yarn}npmAuthToken: "${token}"\n`);
  const env = token === '' ? {} : { NPM_CONFIG_TOKEN: token };
  return { ...machine, registryUrl: registry, configured: true, env };
}

/** A package that is public whatever the gate makes of new ones. */
export function writePackage(
  { project }: Pick<LockInstallJob, 'project'>,
  version = '1.0.0',
  more: object = {},
): void {
  const manifest = {
    name: '@acme/tide',
    version,
    license: 'MIT',
    publishConfig: { access: 'public' },
    ...more,
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  // Yarn takes a folder for a project of its own by its lock file.
  writeFileSync(join(project, 'yarn.lock'), '');
}

/** Does `then` once, when something that matches is printed. */
export function once(pattern: RegExp, then: (found: string, type: (text: string) => void) => void) {
  let [whole, isDone] = ['', false];
  return (text: string, type: (text: string) => void) => {
    whole += text;
    const found = pattern.exec(whole)?.[1];
    if (found === undefined || isDone) return;
    isDone = true;
    then(found, type);
  };
}
