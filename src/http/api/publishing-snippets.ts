// What a build writes into its CI's configuration to publish here without a stored secret: by provider and ecosystem.

import type { ProviderKind } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

export interface SnippetQuestion {
  readonly provider: ProviderKind;
  readonly ecosystem: Ecosystem;
  /** Canonical. */
  readonly name: string;
  /** The gate's, without a trailing slash. */
  readonly url: string;
  /** What identity tokens must be for at our own door. */
  readonly audience: string;
}

export interface Snippet {
  /** Where it goes: `.github/workflows/release.yml`. */
  readonly file: string;
  readonly text: string;
}

/** A ready one. Names and addresses in it are such that nothing needs quoting: they were parsed before. */
export function renderSnippet(question: SnippetQuestion): Snippet {
  switch (question.provider) {
    case 'github':
      return { file: '.github/workflows/release.yml', text: github(question) };
    case 'gitlab':
      return { file: '.gitlab-ci.yml', text: gitlab(question) };
    case 'circleci':
      return { file: '.circleci/config.yml', text: circleci(question) };
    case 'google':
      return { file: 'publish.sh', text: script(question, googleIdentity(question)) };
    case 'activestate':
    case 'custom':
      return { file: 'publish.sh', text: script(question, 'ID_TOKEN="$(cat identity-token)"') };
  }
}

/** The audience that the client itself asks for, or ours. */
function audienceFor({ ecosystem, url, audience }: SnippetQuestion): string {
  return ecosystem === 'npm' ? `npm:${new URL(url).hostname}` : audience;
}

function github(question: SnippetQuestion): string {
  return `name: release
on:
  push:
    tags: ['v*']
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: release
    permissions:
      id-token: write
      contents: read
    steps:
      - uses: actions/checkout@v6
${indent(githubSteps(question), 6)}
`;
}

function githubSteps(question: SnippetQuestion): string {
  const { ecosystem, url } = question;
  if (ecosystem === 'npm') {
    return `- uses: actions/setup-node@v6
  with:
    node-version: 24
- run: npm install --global npm@latest # 11.5.1 or newer
- run: npm publish --registry ${url}/npm/`;
  }
  if (ecosystem === 'pypi') {
    return `- run: pipx run build
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    repository-url: ${url}/pypi/legacy/
    attestations: false`;
  }
  if (ecosystem === 'cargo') {
    return `- uses: rust-lang/crates-io-auth-action@v1
  id: auth
  with:
    url: ${url}/cargo
- run: cargo publish --registry gatehouse
  env:
    CARGO_REGISTRIES_GATEHOUSE_INDEX: sparse+${url}/cargo/
    CARGO_REGISTRIES_GATEHOUSE_TOKEN: \${{ steps.auth.outputs.token }}`;
  }
  const identity = `ID_TOKEN="$(curl -sSf -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${question.audience}" | jq -r .value)"`;
  return `- run: |
${indent(`${identity}\n${exchange(question)}\necho "::add-mask::$TOKEN"\n${publish(question)}`, 4)}`;
}

function gitlab(question: SnippetQuestion): string {
  const variable = question.ecosystem === 'npm' ? 'NPM_ID_TOKEN' : 'ID_TOKEN';
  const steps =
    question.ecosystem === 'npm' ? `npm publish --registry ${question.url}/npm/` : byHand(question);
  return `publish:
  stage: deploy
  image: ${IMAGES[question.ecosystem]}
  environment: release
  rules:
    - if: $CI_COMMIT_TAG
  id_tokens:
    ${variable}:
      aud: '${audienceFor(question)}'
  script:
    - |
${indent(steps, 6)}
`;
}

function circleci(question: SnippetQuestion): string {
  const variable = question.ecosystem === 'npm' ? 'NPM_ID_TOKEN' : 'ID_TOKEN';
  const get = `export ${variable}="$(circleci run oidc get --claims '{"aud": "${audienceFor(question)}"}')"`;
  const steps =
    question.ecosystem === 'npm' ? `npm publish --registry ${question.url}/npm/` : byHand(question);
  return `version: 2.1
jobs:
  publish:
    docker:
      - image: ${IMAGES[question.ecosystem]}
    steps:
      - checkout
      - run: |
${indent(`${get}\n${steps}`, 10)}
workflows:
  release:
    jobs:
      - publish:
          filters:
            tags: { only: /^v.*/ }
            branches: { ignore: /.*/ }
`;
}

function googleIdentity({ audience }: SnippetQuestion): string {
  return `ID_TOKEN="$(gcloud auth print-identity-token --audiences=${audience} --include-email)"`;
}

function script(question: SnippetQuestion, identity: string): string {
  return `#!/bin/sh
set -eu
${identity}
${byHand(question)}
`;
}

function byHand(question: SnippetQuestion): string {
  return `${exchange(question)}\n${publish(question)}`;
}

/** Our own door, for clients that have none of theirs. */
function exchange({ ecosystem, name, url }: SnippetQuestion): string {
  const sent = `{\\"ecosystem\\": \\"${ecosystem}\\", \\"name\\": \\"${name}\\", \\"token\\": \\"$ID_TOKEN\\"}`;
  return `TOKEN="$(curl -sSf ${url}/api/v1/trusted-publishing/exchange -H 'Content-Type: application/json' -d "${sent}" | jq -r .token)"`;
}

function publish({ ecosystem, name, url }: SnippetQuestion): string {
  const { host } = new URL(url);
  switch (ecosystem) {
    case 'npm':
      return `npm publish --registry ${url}/npm/ "--//${host}/npm/:_authToken=$TOKEN"`;
    case 'pypi':
      return `TWINE_USERNAME=__token__ TWINE_PASSWORD="$TOKEN" twine upload --repository-url ${url}/pypi/legacy/ dist/*`;
    case 'cargo':
      return `CARGO_REGISTRIES_GATEHOUSE_INDEX=sparse+${url}/cargo/ CARGO_REGISTRIES_GATEHOUSE_TOKEN="$TOKEN" cargo publish --registry gatehouse`;
    case 'maven':
      return `# settings.xml: a server "gatehouse" with the user name "token" and the password \${env.TOKEN}
TOKEN="$TOKEN" mvn --batch-mode --settings settings.xml deploy -DaltDeploymentRepository=gatehouse::default::${url}/maven/`;
    case 'composer':
      return `VERSION="$(git describe --tags --exact-match | sed 's/^v//')"
git archive --format=zip --output=package.zip HEAD
curl -sSf -T package.zip -H "Content-Type: application/zip" -H "Authorization: Bearer $TOKEN" "${url}/composer/packages/${name}/$VERSION"`;
  }
}

const IMAGES: Readonly<Record<Ecosystem, string>> = {
  npm: 'node:24',
  pypi: 'python:3.13',
  cargo: 'rust:1',
  maven: 'maven:3-eclipse-temurin-21',
  composer: 'composer:2',
};

function indent(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(columns) + line))
    .join('\n');
}
