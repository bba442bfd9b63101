import { Component, type ReactNode } from "react";

import { text } from "../texts";
import { Banner } from "../ui/Banner";
import { Button } from "../ui/Button";

/** A part of the page that fails shows its own card; its neighbours go on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <div role="alert">
        <Banner kind="alarm" cause={text.frame.crash.title}>
          <p>{text.frame.crash.body}</p>
          <p className="mono">{this.state.error.message}</p>
          <Button size="sm" onClick={() => this.setState({ error: null })}>
            {text.frame.crash.again}
          </Button>
        </Banner>
      </div>
    );
  }
}
