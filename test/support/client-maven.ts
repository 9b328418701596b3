// mvn, with one mirror of everything. A goal of a tiny plugin that the fixture upstream serves makes mvn resolve a
// project's dependencies, so that no other plugin has to be fetched.

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  findProgram,
  requireCommand,
  runIsolated,
  writeConfig,
  writeText,
  type Client,
  type InstallResult,
  type LockInstallJob,
} from './client.ts';
import type { MavenFixture } from './fixture-maven.ts';
import type { CommandResult } from './run-command.ts';

const PLUGIN = { groupId: 'example.fixture', artifactId: 'resolve-maven-plugin', version: '1.0' } as const;
const RESOLVE_GOAL = `${PLUGIN.groupId}:${PLUGIN.artifactId}:${PLUGIN.version}:resolve`;

/** mvn; `install` runs the resolve plugin, which must have been published (`publishResolvePlugin`). */
export const mvn: Client = {
  id: 'mvn',
  ecosystem: 'maven',
  projectFiles: ['pom.xml'],
  isInstalled: () => findProgram('mvn') !== undefined && findProgram('javac') !== undefined,
  run: runMaven,
  async install(job) {
    writePom(job.project, job.packages, {});
    const result = withResolved(job, await runMaven(job, [RESOLVE_GOAL, ...(job.args ?? [])]));
    // Maven has no lock file: what stands for it is a pom with exact versions of all that was resolved.
    if (result.exitCode === 0) {
      const direct = Object.keys(job.packages).map((name) => [name, result.installed[name] ?? ''] as const);
      writePom(job.project, Object.fromEntries(direct), result.installed);
    }
    return result;
  },
  async lockInstall(job) {
    return withResolved(job, await runMaven(job, [RESOLVE_GOAL, ...(job.args ?? [])]));
  },
};

async function runMaven(job: LockInstallJob, args: readonly string[]): Promise<CommandResult> {
  const mirror = `<mirror><id>gate</id><mirrorOf>*</mirrorOf><url>${job.registryUrl}/</url></mirror>`;
  writeConfig(job, join(job.home, '.m2/settings.xml'), `<settings><mirrors>${mirror}</mirrors></settings>\n`);
  const program = findProgram('mvn');
  const command = requireCommand('mvn', program === undefined ? undefined : [program]);
  // Java takes the home folder from the system's list of users unless it is told.
  const env = {
    MAVEN_OPTS: `-Duser.home=${job.home} -XX:TieredStopAtLevel=1 -Dmaven.wagon.http.retryHandler.count=0`,
  };
  return runIsolated(job, [...command, '--batch-mode', '--no-transfer-progress', ...args], env);
}

function dependencyXml([name, version]: readonly [string, string]): string {
  const [groupId = '', artifactId = ''] = name.split(':');
  return `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;
}

function writePom(
  project: string,
  direct: Readonly<Record<string, string>>,
  managed: Readonly<Record<string, string>>,
): void {
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<project>',
    '<modelVersion>4.0.0</modelVersion>',
    '<groupId>consumer</groupId><artifactId>consumer</artifactId><version>1.0</version><packaging>pom</packaging>',
    '<dependencyManagement><dependencies>',
    ...Object.entries(managed).map(dependencyXml),
    '</dependencies></dependencyManagement>',
    '<dependencies>',
    ...Object.entries(direct).map(dependencyXml),
    '</dependencies>',
    '</project>',
    '',
  ];
  writeText(join(project, 'pom.xml'), xml.join('\n'));
}

/** What the plugin said it was given, as far as the file is in the local repository. */
function withResolved(job: LockInstallJob, result: CommandResult): InstallResult {
  const lines = result.stdout.matchAll(/^resolved ([^:\s]+):([^:\s]+):[^:\s]+:([^:\s]+):\S+$/gm);
  const local = localArtifacts(job.home);
  const found = [...lines].flatMap(([, groupId, artifactId, version]) => {
    const name = `${groupId}:${artifactId}`;
    return version !== undefined && local.includes(`${name}:${version}`) ? [[name, version] as const] : [];
  });
  return { ...result, installed: Object.fromEntries(found) };
}

/** `groupId:artifactId:version` of every jar in the local repository of `home`. */
export function localArtifacts(home: string): readonly string[] {
  const folder = join(home, '.m2/repository');
  return globSync('**/*.jar', { cwd: folder }).map((path) => {
    const parts = path.split('/').slice(0, -1);
    const [artifactId, version] = parts.splice(-2);
    return `${parts.join('.')}:${artifactId}:${version}`;
  });
}

const MOJO = `package example.fixture;

public final class ResolveMojo extends org.apache.maven.plugin.AbstractMojo {
    private java.util.Set<?> artifacts;

    @Override
    public void execute() {
        for (Object artifact : artifacts) System.out.println("resolved " + artifact);
    }
}
`;

const DESCRIPTOR = `<?xml version="1.0" encoding="UTF-8"?>
<plugin>
  <name>resolve</name>
  <groupId>${PLUGIN.groupId}</groupId>
  <artifactId>${PLUGIN.artifactId}</artifactId>
  <version>${PLUGIN.version}</version>
  <goalPrefix>resolve</goalPrefix>
  <mojos>
    <mojo>
      <goal>resolve</goal>
      <requiresDependencyResolution>test</requiresDependencyResolution>
      <requiresProject>true</requiresProject>
      <implementation>example.fixture.ResolveMojo</implementation>
      <language>java</language>
      <instantiationStrategy>per-lookup</instantiationStrategy>
      <executionStrategy>once-per-session</executionStrategy>
      <parameters>
        <parameter><name>artifacts</name><type>java.util.Set</type></parameter>
      </parameters>
      <configuration>
        <artifacts implementation="java.util.Set" default-value="\${project.artifacts}"/>
      </configuration>
    </mojo>
  </mojos>
</plugin>
`;

let compiledMojo: Uint8Array | undefined;

/** The class file of the plugin's goal, compiled once in a process against the API in Maven's own folder. */
function compileMojo(): Uint8Array {
  if (compiledMojo !== undefined) return compiledMojo;
  const { stdout } = spawnSync('mvn', ['--batch-mode', '--version'], { encoding: 'utf8' });
  const mavenHome = /^Maven home: (.+)$/m.exec(stdout)?.[1] ?? '';
  const [api] = globSync(join(mavenHome, 'lib/maven-plugin-api*.jar'));
  if (api === undefined)
    throw new Error(`Cannot compile the resolve plugin: no plugin API in ${mavenHome}/lib`);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-mojo-'));
  try {
    writeFileSync(join(folder, 'ResolveMojo.java'), MOJO);
    const args = ['--release', '8', '-nowarn', '-cp', api, '-d', folder, join(folder, 'ResolveMojo.java')];
    const run = spawnSync('javac', args, { encoding: 'utf8' });
    const classFile = join(folder, 'example/fixture/ResolveMojo.class');
    if (!existsSync(classFile)) throw new Error(`Cannot compile the resolve plugin: ${run.stderr}`);
    compiledMojo = readFileSync(classFile);
    return compiledMojo;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Publishes the plugin that `install` runs, and the empty library that Maven 3 adds to every plugin without one. */
export async function publishResolvePlugin(maven: MavenFixture): Promise<void> {
  await maven.publish({
    ...PLUGIN,
    packaging: 'maven-plugin',
    files: {
      'META-INF/maven/plugin.xml': DESCRIPTOR,
      'example/fixture/ResolveMojo.class': compileMojo(),
    },
  });
  await maven.publish({ groupId: 'org.codehaus.plexus', artifactId: 'plexus-utils', version: '1.1' });
}
