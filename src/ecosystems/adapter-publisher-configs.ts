// The contract of an ecosystem's `publisher-configs.ts`; `adapter.ts` puts the contracts together. Trusted publishers as the
// ecosystem's own registry has them: one list for each provider. What each change takes, its use case says.

import type { Instant } from '../kernel/clock.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { OneTimeRules, RenderedAnswer } from './adapter-answers.ts';
import type { PublisherAsk } from './adapter-governance.ts';

/** Those that a registry has lists of. */
export const CONFIG_PROVIDERS = ['github', 'gitlab'] as const;

export type ConfigProvider = (typeof CONFIG_PROVIDERS)[number];

/** After which one a page begins: lists are by time, then id. */
export interface ConfigPlace {
  readonly createdAt: Instant;
  readonly id: string;
}

/** What is asked. */
export type PublisherConfigRequest = { readonly provider: ConfigProvider } & (
  | {
      readonly ask: 'list';
      /** The package whose publishers are meant; absent: those of all that are `user`'s own. */
      readonly name?: PackageName;
      readonly user?: string;
      readonly perPage: number;
      readonly after?: ConfigPlace;
    }
  | { readonly ask: 'add' }
  | { readonly ask: 'remove'; readonly id: string }
);

/** A publisher as somebody wishes it. */
export interface PublisherConfigAsk extends Omit<PublisherAsk, 'right'> {
  readonly name: PackageName;
}

export interface ToldConfig extends ConfigPlace {
  readonly name: PackageName;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ids that hold, by the provider's own names of them. */
  readonly pins: Readonly<Record<string, string>>;
}

export interface ToldConfigPage {
  readonly configs: readonly ToldConfig[];
  readonly total: number;
  /** What was asked, where more follows after the last of these. */
  readonly next?: Extract<PublisherConfigRequest, { ask: 'list' }>;
}

export interface PublisherConfigRules {
  /** Throws `invalid-request`, `invalid-document`, `invalid-name`, `too-large`. */
  read(body: Uint8Array, provider: ConfigProvider): PublisherConfigAsk;
  /** Whether clients call this account so. */
  isUser(user: string, accountId: string): boolean;
  added(provider: ConfigProvider, config: ToldConfig): RenderedAnswer;
  list(provider: ConfigProvider, page: ToldConfigPage): RenderedAnswer;
  removed(): RenderedAnswer;
  /** How whoever adds or ends one shows that they are there. */
  readonly oneTime: OneTimeRules;
}
