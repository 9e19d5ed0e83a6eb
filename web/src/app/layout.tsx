import { Outlet, useMatch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { TopBar } from "./top-bar.tsx";

/** Knows the editor's draft, which no other page loads. */
const TrialsLayer = lazy(async () => ({
  default: (await import("./trials-layer.tsx")).TrialsLayer,
}));

/** The frame of every signed-in page. Full-height pages use `--app-shell-header-height`. */
export function Layout() {
  const editor = useMatch({ from: "/app/pipelines/$pipelineId", shouldThrow: false });
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="topbar">
        <TopBar />
        <div className="selvedge" />
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>{editor !== undefined && <TrialsLayer />}</Suspense>
    </>
  );
}
