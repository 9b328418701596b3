// Reads what stands at a path: every manifest, lock file and bill of materials that is known.

import { ADAPTERS } from '../../ecosystems/list.ts';
import { billFormat } from '../../inventory/bill-format.ts';
import { readProject, type Project } from '../../inventory/read-project.ts';
import { openProjectFolder } from './project-folder.ts';

/** Throws `not-found` where nothing is. */
export async function openProject(path: string): Promise<Project> {
  const folder = await openProjectFolder(path);
  const formats = [...Object.values(ADAPTERS).flatMap(({ manifests }) => manifests), billFormat(ADAPTERS)];
  return readProject(folder, formats);
}
