// Which address shows which page.

import { Route, Router } from 'preact-iso';

import { useApp } from './context.ts';
import { laterPage } from './later-page.tsx';
import { AccountPage } from '../pages/account.tsx';
import { AdvisoriesPage } from '../pages/advisories.tsx';
import { ApplicationPage } from '../pages/application.tsx';
import { ApplicationsPage } from '../pages/applications.tsx';
import { ClientsPage } from '../pages/clients.tsx';
import { DecisionsPage } from '../pages/decisions.tsx';
import { FeedsPage } from '../pages/feeds.tsx';
import { FindingPage } from '../pages/finding.tsx';
import { FindingsPage } from '../pages/findings.tsx';
import { GivingPage } from '../pages/giving.tsx';
import { ImpactPage } from '../pages/impact.tsx';
import { LeakedPasswordPage } from '../pages/leaked-password.tsx';
import { JournalPage } from '../pages/journal.tsx';
import { NamesPage } from '../pages/names.tsx';
import { NotFoundPage } from '../pages/not-found.tsx';
import { InvitationPage } from '../pages/invitation.tsx';
import { OrganisationPage } from '../pages/organisation.tsx';
import { OrganisationsPage } from '../pages/organisations.tsx';
import { TransferPage } from '../pages/transfer.tsx';
import { OverviewPage } from '../pages/overview.tsx';
import { PackagePage } from '../pages/package.tsx';
import { PackagesPage } from '../pages/packages.tsx';
import { PeoplePage } from '../pages/people.tsx';
import { PolicyPage } from '../pages/policy.tsx';
import { PortfolioPage } from '../pages/portfolio.tsx';
import { RecoveryPage } from '../pages/recovery.tsx';
import { ReportPage } from '../pages/report.tsx';
import { SetUpPage } from '../pages/set-up.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { SsoReturnPage } from '../pages/sso-return.tsx';
import { SignUpPage } from '../pages/sign-up.tsx';
import { TokensPage } from '../pages/tokens.tsx';
import { ClientLoginPage } from '../pages/client-login.tsx';
import { ClientProofPage } from '../pages/client-proof.tsx';
import { ConfirmDevicePage } from '../pages/confirm-device.tsx';
import { VerifyPage } from '../pages/verify.tsx';
import { VettingRequestPage } from '../pages/vetting-request.tsx';
import { VettingPage } from '../pages/vetting.tsx';
import { WaiversPage } from '../pages/waivers.tsx';

const DeploymentsPage = laterPage(async () => (await import('../pages/deployments.tsx')).DeploymentsPage);
const DeploymentPage = laterPage(async () => (await import('../pages/deployment.tsx')).DeploymentPage);
const StagedPage = laterPage(async () => (await import('../pages/staged.tsx')).StagedPage);
const StagedVersionPage = laterPage(
  async () => (await import('../pages/staged-version.tsx')).StagedVersionPage,
);
const HighImpactPage = laterPage(async () => (await import('../pages/high-impact.tsx')).HighImpactPage);
const NamespacesPage = laterPage(async () => (await import('../pages/namespaces.tsx')).NamespacesPage);
const NamespacePage = laterPage(async () => (await import('../pages/namespace.tsx')).NamespacePage);

export function Pages() {
  const { session } = useApp();
  // The server lets such a session do nothing else.
  if (session?.mustChangePassword === true) return <LeakedPasswordPage />;
  return (
    <Router onRouteChange={focusHeading}>
      <Route path="/" component={OverviewPage} />
      <Route path="/packages" component={PackagesPage} />
      <Route path="/packages/:ecosystem/:name+" component={PackagePage} />
      <Route path="/decisions" component={DecisionsPage} />
      <Route path="/advisories" component={AdvisoriesPage} />
      <Route path="/portfolio" component={PortfolioPage} />
      <Route path="/report" component={ReportPage} />
      <Route path="/applications" component={ApplicationsPage} />
      <Route path="/applications/:name" component={ApplicationPage} />
      <Route path="/findings" component={FindingsPage} />
      <Route path="/findings/:id" component={FindingPage} />
      <Route path="/impact" component={ImpactPage} />
      <Route path="/vetting" component={VettingPage} />
      <Route path="/vetting/:id" component={VettingRequestPage} />
      <Route path="/giving" component={GivingPage} />
      <Route path="/organisations" component={OrganisationsPage} />
      <Route path="/organisations/:organisation" component={OrganisationPage} />
      <Route path="/staged" component={StagedPage} />
      <Route path="/staged/:id" component={StagedVersionPage} />
      <Route path="/high-impact" component={HighImpactPage} />
      <Route path="/deployments" component={DeploymentsPage} />
      <Route path="/deployments/:id" component={DeploymentPage} />
      <Route path="/namespaces" component={NamespacesPage} />
      <Route path="/namespaces/:id" component={NamespacePage} />
      <Route path="/invitations/:id" component={InvitationPage} />
      <Route path="/transfer" component={TransferPage} />
      <Route path="/clients" component={ClientsPage} />
      <Route path="/policy" component={PolicyPage} />
      <Route path="/waivers" component={WaiversPage} />
      <Route path="/names" component={NamesPage} />
      <Route path="/feeds" component={FeedsPage} />
      <Route path="/tokens" component={TokensPage} />
      <Route path="/people" component={PeoplePage} />
      <Route path="/journal" component={JournalPage} />
      <Route path="/sign-in" component={SignInPage} />
      <Route path="/sso/:name" component={SsoReturnPage} />
      <Route path="/setup" component={SetUpPage} />
      <Route path="/confirm-device" component={ConfirmDevicePage} />
      <Route path="/client-login/:id" component={ClientLoginPage} />
      <Route path="/client-proof/:id" component={ClientProofPage} />
      <Route path="/sign-up" component={SignUpPage} />
      <Route path="/recovery" component={RecoveryPage} />
      <Route path="/verify" component={VerifyPage} />
      <Route path="/account" component={AccountPage} />
      <Route default component={NotFoundPage} />
    </Router>
  );
}

/** A new page is read from its heading. */
function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
