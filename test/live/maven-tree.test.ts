// What a pom.xml leads to, beside what mvn itself says: every artifact with its version and its scope.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { decodeText } from '../../src/formats/decode-text.ts';
import type { RegistryAsker } from '../../src/ecosystems/adapter-manifest.ts';
import { artifacts } from '../../src/ecosystems/maven/artifact.ts';
import { PomShelf } from '../../src/ecosystems/maven/pom-shelf.ts';
import { resolvePom } from '../../src/ecosystems/maven/resolve-pom.ts';
import { mvn } from '../support/client-maven.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { findMavenRepository } from '../support/find-maven-repository.ts';
import { makeWorkspace } from '../support/workspace.ts';

const repository = await findMavenRepository('junit/junit/4.13.2/junit-4.13.2.pom');
const skip = repository.skip === false ? skipUnlessInstalled(mvn) : repository.skip;

/** `group:artifact`, with a version and a scope where they are given. */
function dependency(words: string, more = ''): string {
  const [groupId, artifactId, version = '', scope = ''] = words.split(':');
  const optional = [
    version === '' ? '' : `<version>${version}</version>`,
    scope === '' ? '' : `<scope>${scope}</scope>`,
  ];
  return `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>${optional.join('')}${more}</dependency>`;
}

function exclude(...names: readonly string[]): string {
  const all = names.map((name) => name.split(':'));
  return `<exclusions>${all.map(([g, a]) => `<exclusion><groupId>${g}</groupId><artifactId>${a}</artifactId></exclusion>`).join('')}</exclusions>`;
}

const BOOT = 'org.springframework.boot';
const PROJECTS: Readonly<Record<string, string>> = {
  'a parent, starters and a property that overrides it': `<parent><groupId>${BOOT}</groupId><artifactId>spring-boot-starter-parent</artifactId><version>2.5.6</version><relativePath/></parent>
    <properties><log4j2.version>2.14.1</log4j2.version></properties>
    <dependencies>
    ${dependency(`${BOOT}:spring-boot-starter-web`, exclude(`${BOOT}:spring-boot-starter-logging`))}
    ${dependency(`${BOOT}:spring-boot-starter-log4j2`)}
    ${dependency('com.h2database:h2::runtime')}
    ${dependency(`${BOOT}:spring-boot-starter-test::test`)}
    </dependencies>`,
  'two lists that are imported, a managed scope, wildcards, old and new logging': `<properties><jackson.version>2.12.3</jackson.version></properties>
    <dependencyManagement><dependencies>
    ${dependency('com.fasterxml.jackson:jackson-bom:${jackson.version}:import', '<type>pom</type>')}
    ${dependency(`${BOOT}:spring-boot-dependencies:2.3.4.RELEASE:import`, '<type>pom</type>')}
    ${dependency('commons-logging:commons-logging:1.1.3:test')}
    </dependencies></dependencyManagement>
    <dependencies>
    ${dependency('com.fasterxml.jackson.datatype:jackson-datatype-jsr310')}
    ${dependency('org.apache.httpcomponents:httpclient')}
    ${dependency('org.apache.logging.log4j:log4j-core:2.14.1')}
    ${dependency('log4j:log4j:1.2.15', exclude('com.sun.jmx:*', 'com.sun.jdmk:*', 'javax.jms:*'))}
    ${dependency('com.google.guava:guava:31.1-jre')}
    ${dependency('junit:junit::test')}
    ${dependency('javax.servlet:javax.servlet-api::provided')}
    </dependencies>`,
  'places that have moved, a range and classifiers': `<dependencies>
    ${dependency('org.webjars:angularjs:[1.3,1.4)')}
    ${dependency('org.apache.commons:commons-io:1.3.2')}
    ${dependency('org.apache.struts:struts2-core:2.5.10')}
    ${dependency('com.google.inject:guice:4.2.0', '<classifier>no_aop</classifier>')}
    </dependencies>`,
};

const asker: RegistryAsker = {
  async document(name, version, file) {
    const answer = await fetch(`${repository.url}${artifacts.pathOf(name, version, file)}`);
    if (!answer.ok) return { because: `status ${answer.status}` };
    return { text: decodeText(new Uint8Array(await answer.arrayBuffer())) };
  },
  async versions(name) {
    const [groupId = '', artifactId] = name.split(':');
    const path = `${groupId.replaceAll('.', '/')}/${artifactId}/maven-metadata.xml`;
    const text = await (await fetch(`${repository.url}/${path}`)).text();
    return [...text.matchAll(/<version>([^<]+)<\/version>/g)].map(([, version = '']) => version);
  },
};

async function resolveHere(text: string): Promise<readonly string[]> {
  const shelf = new PomShelf(new Map([['pom.xml', text]]));
  const start = shelf.at('pom.xml');
  assert.ok(start !== undefined);
  const { nodes } = await resolvePom(start, shelf, asker);
  return nodes
    .map(({ dependency: { groupId, artifactId, type, classifier }, version, scope }) =>
      [groupId, artifactId, type, ...(classifier === '' ? [] : [classifier]), version, scope].join(':'),
    )
    .sort();
}

/** The lines of mvn's tree, without the project itself and without branches. */
function readTree(text: string): readonly string[] {
  return [...text.matchAll(/^[|+\\ -]+([^\s()]+)/gm)].map(([, artifact = '']) => artifact).sort();
}

for (const [what, body] of Object.entries(PROJECTS)) {
  test(`as mvn resolves it: ${what}`, { skip }, async (t) => {
    const workspace = makeWorkspace(t);
    const text = `<project><modelVersion>4.0.0</modelVersion><groupId>consumer</groupId><artifactId>consumer</artifactId><version>1</version>${body}</project>`;
    writeText(join(workspace.project, 'pom.xml'), text);
    const args = ['dependency:tree', '-DoutputType=text', '-DoutputFile=tree.txt'];
    const job = { ...workspace, registryUrl: repository.url, timeoutMs: 600_000 };
    const { exitCode, stdout } = await mvn.run(job, args);
    assert.equal(exitCode, 0, stdout.slice(-2_000));
    const theirs = readTree(readFileSync(join(workspace.project, 'tree.txt'), 'utf8'));
    assert.ok(theirs.length > 3);
    assert.deepEqual(await resolveHere(text), theirs);
  });
}
