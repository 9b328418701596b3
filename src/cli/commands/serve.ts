// gatehouse serve: the server itself.

import { command } from '../command.ts';
import { describeCommand } from '../help-text.ts';

export const serveCommand = command({
  name: 'serve',
  summary: 'Start the server, and run until it is told to end',
  details: [
    'The first start writes gatehouse.toml into the data folder, with the host and port that it was given. Until there is an administrator, each start prints a one-time link that makes one.',
  ],
  flags: {
    data: { value: 'FOLDER', says: 'The data folder (or GATEHOUSE_DATA; else ./data)', completes: 'folder' },
    config: { value: 'FILE', says: 'The configuration, if not in the data folder', completes: 'file' },
    host: { value: 'HOST', says: 'The address to listen on (else that of gatehouse.toml)' },
    port: { value: 'PORT', says: 'The port to listen on (else that of gatehouse.toml)' },
    upstream: {
      value: 'ECOSYSTEM=URL',
      says: 'At the first start: take packages from here instead of the public registry',
      isMany: true,
    },
    help: { says: 'Say how this command is used' },
  },
  takesAll: true,
  examples: ['gatehouse serve', 'gatehouse serve --data /var/lib/gatehouse --port 4870'],
  async run({ out }, { words }) {
    if (!words.some((word) => word === '--help' || word === '-h')) {
      const { serve } = await import('../../main/serve.ts');
      return serve(words);
    }
    for (const line of describeCommand(out.palette, serveCommand)) out.line(line);
    return 0;
  },
});
