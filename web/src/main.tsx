// Starts the web UI.

import { render } from 'preact';
import { LocationProvider } from 'preact-iso';

import { Shell } from './app/shell.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/policy.css';
import './styles/portfolio.css';
import './styles/fix.css';
import './styles/vetting.css';
import './styles/giving.css';
import './styles/print.css';

const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  render(
    <LocationProvider>
      <Shell />
    </LocationProvider>,
    root,
  );
}
