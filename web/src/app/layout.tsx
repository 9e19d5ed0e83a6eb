import { AppShell, Box } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { TopBar } from "./top-bar.tsx";

/** The frame of every signed-in page. Full-height pages use `--app-shell-header-height`. */
export function Layout() {
  return (
    <AppShell header={{ height: 59 }}>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell.Header className="topbar" withBorder={false}>
        <TopBar />
        <div className="selvedge" />
      </AppShell.Header>
      <AppShell.Main>
        <Box id="content" tabIndex={-1} style={{ outline: "none" }}>
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}
