// The data folder with everything that a command may ask of it.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { RegistryAsker } from '../../ecosystems/adapter-manifest.ts';
import type { ApiContext } from '../../http/api/deps.ts';
import { createEventStreams } from '../../http/api/event-streams.ts';
import { createOverviewReader } from '../../http/api/read-overview.ts';
import type { ApiRoute } from '../../http/api/route.ts';
import { findSubject, SUBJECTS } from '../../http/api/subjects.ts';
import type { OpenedFolder } from '../../main/open-folder.ts';
import { createStoredAsker } from '../../registry/stored-asker.ts';

export interface WholeFolder {
  /** Those of the subject that has `name` below it. */
  routesOf(name: string): Promise<readonly ApiRoute[]>;
  readonly context: ApiContext;
  /** As who works on the folder, from that address, is answered. */
  askerOf(ecosystem: Ecosystem, address: string): RegistryAsker;
  /** Imports a feed now, and waits for it. */
  refreshFeed(name: string): Promise<unknown>;
  close(): void;
}

export async function openWholeFolder(folder: OpenedFolder): Promise<WholeFolder> {
  const rooms = await folder.rooms();
  const { api } = rooms;
  const streams = createEventStreams(api);
  return {
    routesOf: async (name) => (await findSubject(SUBJECTS, name)?.load()) ?? [],
    context: { ...api, streams, overview: createOverviewReader(api) },
    askerOf: (ecosystem, address) =>
      createStoredAsker(api.registry, ecosystem, api.viewFor(folder.operator, address)),
    refreshFeed: (name) => rooms.refreshFeed(name),
    close: () => streams.close(),
  };
}
