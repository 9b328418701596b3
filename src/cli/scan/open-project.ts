// Reads what stands at a path: every manifest, lock file and bill of materials that is known.

import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { billFormat } from '../../inventory/bills/bill-format.ts';
import { readProject, type Project } from '../../inventory/scan/read-project.ts';
import type { Desk } from '../desk/desk.ts';
import { askersAt } from './askers-at.ts';
import { openProjectFolder } from './project-folder.ts';

/** What files leave open is asked of the desk, where one is given. Throws `not-found` where nothing is, and what opening the desk throws. */
export async function openProject(path: string, openDesk?: () => Promise<Desk>): Promise<Project> {
  const folder = await openProjectFolder(path);
  const formats = [
    ...Object.values(SCAN_RULES).flatMap(({ manifests }) => manifests),
    billFormat(SCAN_RULES),
  ];
  return readProject(folder, formats, openDesk === undefined ? undefined : askersAt(await openDesk()));
}
