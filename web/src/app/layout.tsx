import { Outlet } from "@tanstack/react-router";
import { TopBar } from "./top-bar.tsx";
import { TrialsLayer } from "./trials-layer.tsx";

/** The frame of every signed-in page. Full-height pages use `--app-shell-header-height`. */
export function Layout() {
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
      <TrialsLayer />
    </>
  );
}
