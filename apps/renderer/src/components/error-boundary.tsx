import { Button } from "@mantine/core";
import i18next from "i18next";
import { Component, type ReactNode } from "react";

/** A page that fails to draw says so and offers a reload; the frame's state is at the supervisor, so nothing is lost. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" style={{ padding: 24, maxWidth: 560 }}>
        <h1>{i18next.t("errors.page")}</h1>
        <p style={{ margin: "8px 0 16px" }}>{i18next.t("errors.unexpected")}</p>
        <Button
          onClick={() => {
            location.reload();
          }}
        >
          {i18next.t("connection.reload")}
        </Button>
      </div>
    );
  }
}
