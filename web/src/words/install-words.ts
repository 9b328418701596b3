// How each client asks for one version of a package, as people type it.

import type { EcosystemId } from './ecosystems.ts';

export interface InstallWords {
  readonly client: string;
  readonly text: string;
}

/** Of each client of the ecosystem. They ask here once they are set up. */
export function installWords(ecosystem: EcosystemId, name: string, version: string): readonly InstallWords[] {
  switch (ecosystem) {
    case 'npm':
      return [
        { client: 'npm', text: `npm install ${name}@${version}` },
        { client: 'pnpm', text: `pnpm add ${name}@${version}` },
        { client: 'Yarn', text: `yarn add ${name}@${version}` },
      ];
    case 'pypi':
      return [
        { client: 'pip', text: `pip install ${name}==${version}` },
        { client: 'uv', text: `uv add ${name}==${version}` },
        { client: 'Poetry', text: `poetry add ${name}==${version}` },
      ];
    case 'cargo':
      return [{ client: 'Cargo', text: `cargo add ${name}@${version} --registry gatehouse` }];
    case 'maven':
      return mavenWords(name, version);
    case 'composer':
      return [{ client: 'Composer', text: `composer require ${name}:${version}` }];
  }
}

function mavenWords(name: string, version: string): readonly InstallWords[] {
  const [groupId = '', artifactId = ''] = name.split(':');
  const lines = [
    '<dependency>',
    `  <groupId>${groupId}</groupId>`,
    `  <artifactId>${artifactId}</artifactId>`,
  ];
  return [
    { client: 'Maven', text: [...lines, `  <version>${version}</version>`, '</dependency>'].join('\n') },
    { client: 'Gradle', text: `implementation("${name}:${version}")` },
  ];
}
