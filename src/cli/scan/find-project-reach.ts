// Looks into a project's own code for what it imports.

import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { findReach, type ComponentPlace } from '../../inventory/reach/find-reach.ts';
import type { Reach } from '../../inventory/reach/reach.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import { readInstalledModules } from './installed-modules.ts';
import { openCodeFolder } from './project-folder.ts';

/** `path`: of what was read. An answer for each of `asked`, in order. */
export async function findProjectReach(
  project: Project,
  path: string,
  asked: readonly { readonly ecosystem: Ecosystem; readonly places: readonly ComponentPlace[] }[],
): Promise<readonly Reach[]> {
  const root = (await stat(path)).isDirectory() ? path : dirname(path);
  const folders = new Set(['', ...project.files.map((file) => dirname(file.path))]);
  return findReach(
    {
      adapters: SCAN_RULES,
      folder: await openCodeFolder(path),
      installed: (rules) =>
        readInstalledModules(
          [...folders].map((folder) => join(root, folder)),
          rules,
        ),
    },
    project.files,
    asked,
  );
}
