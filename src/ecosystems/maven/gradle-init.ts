// Gradle's init script: every Maven repository that a build names is asked for here.

import type { ClientRecipe, SetupTarget } from '../adapter-client-setup.ts';
import { repositoryOf } from './maven-settings.ts';

const BEGIN = '// begin gatehouse';
const END = '// end gatehouse';

export const gradleClient: ClientRecipe = {
  id: 'gradle',
  title: 'Gradle',
  files: { user: '.gradle/init.d/gatehouse.gradle' },
  edit: editScript,
  currentRegistry: (text) => /^def gatehouseUrl = '([^']+)'/m.exec(text)?.[1],
  snippet: (target) => `// ~/.gradle/init.d/gatehouse.gradle\n${editScript(undefined, target)}`,
};

/** Replaces what stands between our marks, or adds it at the end. */
function editScript(text: string | undefined, target: SetupTarget): string {
  const given = text ?? '';
  const script = [BEGIN, ...scriptLines(target), END].join('\n');
  // The last pair of marks: one that stands alone is no mark of ours.
  const start = given.lastIndexOf(BEGIN, given.lastIndexOf(END));
  const end = given.indexOf(END, start);
  if (start >= 0 && end >= 0) return given.slice(0, start) + script + given.slice(end + END.length);
  const gap = given === '' || given.endsWith('\n') ? '' : '\n';
  return `${given}${gap}${script}\n`;
}

/** Repositories in files and on the machine itself stay, as with Maven's mirror of `external:*`. */
function scriptLines(target: SetupTarget): readonly string[] {
  const { token } = target;
  const isPlainHttp = target.gateUrl.startsWith('http:');
  return [
    `def gatehouseUrl = ${quote(repositoryOf(target))}`,
    `def isElsewhere = { repository ->`,
    `  repository instanceof org.gradle.api.artifacts.repositories.MavenArtifactRepository &&`,
    `    repository.url?.scheme in ['http', 'https'] && !(repository.url.host in ['localhost', '127.0.0.1'])`,
    `}`,
    `def throughGatehouse = { repositories ->`,
    `  repositories.configureEach { repository ->`,
    `    if (isElsewhere(repository)) {`,
    `      repository.url = gatehouseUrl`,
    ...(isPlainHttp ? [`      repository.allowInsecureProtocol = true`] : []),
    ...(token === undefined
      ? []
      : [
          `      repository.credentials {`,
          `        username = 'token'`,
          `        password = ${quote(token)}`,
          `      }`,
        ]),
    `    }`,
    `  }`,
    `}`,
    `beforeSettings { settings ->`,
    `  throughGatehouse(settings.buildscript.repositories)`,
    `  throughGatehouse(settings.pluginManagement.repositories)`,
    // Named, since the one that Gradle takes where a build names none could not be led here.
    `  settings.pluginManagement.repositories.gradlePluginPortal()`,
    `  throughGatehouse(settings.dependencyResolutionManagement.repositories)`,
    `}`,
    `allprojects {`,
    `  throughGatehouse(buildscript.repositories)`,
    `  throughGatehouse(repositories)`,
    `}`,
  ];
}

/** A Groovy string without interpolation. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
