// Throw-away folders for one installation: a project and a home with nothing in it.

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A project folder and a home folder, both empty. */
export interface Workspace {
  readonly project: string;
  readonly home: string;
}

/** A workspace that is removed when the test is over. */
export function makeWorkspace(test: Pick<TestContext, 'after'>): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-client-'));
  test.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const workspace = { project: join(root, 'project'), home: join(root, 'home') };
  for (const folder of Object.values(workspace)) mkdirSync(folder);
  return workspace;
}

/** Copies the named files (manifest and lock file) of one project into another, as a checkout elsewhere would. */
export function copyProjectFiles(from: Workspace, to: Workspace, files: readonly string[]): void {
  for (const file of files) {
    if (existsSync(join(from.project, file))) cpSync(join(from.project, file), join(to.project, file));
  }
}
