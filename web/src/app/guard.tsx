// Keeps a page that fails from taking the frame with it.

import { Component, type ComponentChildren } from 'preact';

import { problemOf } from '../api/problem.ts';
import { Failure } from '../parts/states.tsx';

interface GuardProps {
  /** Another address is another try. */
  readonly address: string;
  readonly children: ComponentChildren;
}

interface GuardState {
  readonly error?: unknown;
}

export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = {};

  static override getDerivedStateFromError(error: unknown): GuardState {
    return { error };
  }

  override componentDidUpdate(before: GuardProps): void {
    if (this.state.error !== undefined && before.address !== this.props.address)
      this.setState({ error: undefined });
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Failure problem={problemOf(this.state.error)} retry={() => this.setState({ error: undefined })} />
    );
  }
}
