// What Composer's metadata says of who needs whom.

import { GatehouseError } from '../../kernel/errors.ts';
import { objectField } from '../../formats/json.ts';
import type { DependencyRules } from '../adapter-dependencies.ts';
import { gatherNeeds } from '../gather-needs.ts';
import { STABLE } from './index-document.ts';
import { readMetadata } from './metadata.ts';
import { names } from './name.ts';

export const dependencies: DependencyRules = {
  read(documents, name, choose) {
    const bytes = documents.get(STABLE);
    if (bytes === undefined) return [];
    const releases = new Map(readMetadata(bytes, name).releases.map((one) => [one.version, one]));
    return [...choose([...releases.keys()])].flatMap((version) => {
      const release = releases.get(version);
      if (release === undefined) return [];
      const required = Object.entries(objectField(release.document, 'require') ?? {});
      // PHP itself and its extensions are no packages: they have no vendor.
      const packages = required.filter(([rawName]) => rawName.includes('/'));
      return [gatherNeeds(version, packages, names)];
    });
  },
  isTelling: () => false,
  readFile(_bytes, name) {
    throw new GatehouseError('unsupported', `Cannot read what ${name} needs: no file of Composer says it`);
  },
};
