// The table of commands: whatever the command line can do is here, and help, completion and docs/cli.md are made of it.

import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { advisoryCommands } from './commands/advisories.ts';
import { applicationCommands } from './commands/app.ts';
import { backupCommands } from './commands/backup.ts';
import { configCommand } from './commands/config.ts';
import { currencyCommand } from './commands/currency.ts';
import { decisionsCommand, observedCommand } from './commands/decisions.ts';
import { deploymentCommands } from './commands/deployment.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { feedCommands } from './commands/feeds.ts';
import { findingCommands } from './commands/finding.ts';
import { fixCommand } from './commands/fix.ts';
import { giveCommands } from './commands/give.ts';
import { helpCommands } from './commands/help.ts';
import { lockCommands } from './commands/lock.ts';
import { nameCommands } from './commands/name.ts';
import { highImpactCommands } from './commands/high-impact.ts';
import { namespaceCommands } from './commands/namespace.ts';
import { peopleCommands } from './commands/people.ts';
import { organisationJournalCommand } from './commands/organisation-journal.ts';
import { organisationCommands } from './commands/organisation.ts';
import { hostedCommands } from './commands/hosted.ts';
import { packageCommands } from './commands/package.ts';
import { ownerCommands } from './commands/owner.ts';
import { importCommands } from './commands/import.ts';
import { loginCommand } from './commands/login.ts';
import { publisherCommands } from './commands/publisher.ts';
import { publishCommand } from './commands/publish.ts';
import { policyCommands } from './commands/policy.ts';
import { quarantineCommands } from './commands/quarantine.ts';
import { reserveCommands } from './commands/reserve.ts';
import { sbomCommands } from './commands/sbom.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { setupCommand } from './commands/setup.ts';
import { stagedCommands } from './commands/staged.ts';
import { statusCommand } from './commands/status.ts';
import { teamCommands } from './commands/team.ts';
import { passwordCommands } from './commands/passwords.ts';
import { tokenCommands } from './commands/tokens.ts';
import { vetCommands } from './commands/vet.ts';
import { vexCommands } from './commands/vex.ts';
import { waiveCommands } from './commands/waive.ts';
import { impactCommand } from './commands/impact.ts';
import { whoCommand } from './commands/who.ts';

/** In the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  serveCommand,
  statusCommand,
  configCommand,
  ...backupCommands,
  setupCommand,
  doctorCommand,
  explainCommand,
  scanCommand,
  fixCommand,
  ...applicationCommands,
  currencyCommand,
  ...findingCommands,
  impactCommand,
  ...sbomCommands,
  ...vexCommands,
  ...giveCommands,
  ...lockCommands,
  ...deploymentCommands,
  ...stagedCommands,
  ...policyCommands,
  observedCommand,
  ...waiveCommands,
  ...reserveCommands,
  ...vetCommands,
  ...quarantineCommands,
  whoCommand,
  decisionsCommand,
  ...feedCommands,
  ...advisoryCommands,
  ...passwordCommands,
  ...tokenCommands,
  ...peopleCommands,
  ...accountCommands,
  ...organisationCommands,
  organisationJournalCommand,
  ...teamCommands,
  publishCommand,
  ...importCommands,
  ...hostedCommands,
  ...packageCommands,
  ...ownerCommands,
  ...publisherCommands,
  loginCommand,
  ...namespaceCommands,
  ...highImpactCommands,
  ...nameCommands,
  ...helpCommands(() => COMMANDS),
];
