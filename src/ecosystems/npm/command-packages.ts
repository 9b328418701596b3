// Which packages a command of a script may be of. A package may call its commands what it likes; most use their own name.

/** Well-known ones that do not. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  tsc: ['typescript'],
  tsserver: ['typescript'],
  ng: ['@angular/cli'],
  webpack: ['webpack', 'webpack-cli'],
  babel: ['@babel/cli', 'babel-cli'],
  playwright: ['@playwright/test', 'playwright'],
  changeset: ['@changesets/cli'],
  'svelte-kit': ['@sveltejs/kit'],
  'vue-cli-service': ['@vue/cli-service'],
  cap: ['@capacitor/cli'],
  biome: ['@biomejs/biome'],
  attw: ['@arethetypeswrong/cli'],
  stencil: ['@stencil/core'],
  sls: ['serverless'],
  sb: ['storybook'],
  'graphql-codegen': ['@graphql-codegen/cli'],
  'openapi-generator-cli': ['@openapitools/openapi-generator-cli'],
  'api-extractor': ['@microsoft/api-extractor'],
  'electron-forge': ['@electron-forge/cli'],
  depcruise: ['dependency-cruiser'],
  'run-s': ['npm-run-all'],
  'run-p': ['npm-run-all'],
  wdio: ['@wdio/cli'],
  tap: ['tap'],
  _mocha: ['mocha'],
};

/** `node_modules/.bin/tsc` -> `typescript`; `nest` -> `nest`, `nest-cli`, `@nest/cli`, `@nestjs/cli`. */
export function commandPackages(word: string): readonly string[] {
  const command = word.replace(/^.*node_modules\/(?:\.bin\/)?/, '');
  const known = Object.hasOwn(COMMANDS, command) ? (COMMANDS[command] ?? []) : [];
  return [...known, command, `${command}-cli`, `@${command}/cli`, `@${command}js/cli`];
}
