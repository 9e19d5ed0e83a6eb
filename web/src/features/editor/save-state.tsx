import { UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCloudCheck, IconLoader2 } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { saveDraft } from "./draft-saver.ts";
import { syncLabel, type DraftSync } from "./draft-sync.ts";

const ConflictDialog = lazy(async () => ({
  default: (await import("./changes/conflict-dialog.tsx")).ConflictDialog,
}));

/** Whether the draft is on the server, in words; on a conflict, the way to the choice between both drafts. */
export function SaveState() {
  const sync = useAppStore((state) => state.editor?.sync);
  if (sync === undefined) return null;
  if (sync.state.kind === "conflict") return <ConflictState key={sync.version} sync={sync} />;
  if (sync.state.kind !== "failed") return <SaveWords sync={sync} />;
  return (
    <UnstyledButton
      title={sync.state.message}
      aria-label={`Not saved: ${sync.state.message} Try again`}
      onClick={() => void saveDraft()}
    >
      <SaveWords sync={sync} />
    </UnstyledButton>
  );
}

/** The dialog opens by itself once; it can be put off, and opened again from here. */
function ConflictState({ sync }: { readonly sync: DraftSync }) {
  const [opened, setOpened] = useState(true);
  return (
    <>
      <UnstyledButton
        aria-label="Two people changed the same steps: choose what stays"
        onClick={() => setOpened(true)}
      >
        <SaveWords sync={sync} />
      </UnstyledButton>
      <Suspense>{opened && <ConflictDialog onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}

function SaveWords({ sync }: { readonly sync: DraftSync }) {
  const { text, tone } = syncLabel(sync);
  const StateIcon =
    tone === "bad" ? IconAlertTriangle : tone === "busy" ? IconLoader2 : IconCloudCheck;
  return (
    <output className="save-state" data-tone={tone}>
      <StateIcon size={16} aria-hidden />
      {text}
    </output>
  );
}
