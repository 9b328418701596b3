// gatehouse config: the configuration in force, without secrets.

import { stringify } from 'smol-toml';

import { readConfig, withoutSecrets } from '../../main/config.ts';
import { command } from '../command.ts';
import { assertFolder } from '../desk/open-desk.ts';

export const configCommand = command({
  name: 'config',
  summary: 'Print the configuration in force, without secrets',
  details: [
    'The file, then what GATEHOUSE_<SECTION>_<KEY> variables say over it. A running server has what was in force when it started.',
  ],
  flags: {
    data: { value: 'FOLDER', says: 'The data folder (or GATEHOUSE_DATA)', completes: 'folder' },
    config: { value: 'FILE', says: 'The configuration, if not in the data folder', completes: 'file' },
  },
  hasJson: true,
  async run({ shared, machine, out, err }) {
    assertFolder(shared);
    const config = withoutSecrets(readConfig(shared.configFile, machine.environment));
    if (shared.isJson) out.json(config);
    else {
      if (err.isTerminal) err.line(err.palette.faint(shared.configFile));
      out.raw(`${stringify(config)}\n`);
    }
    return 0;
  },
});
