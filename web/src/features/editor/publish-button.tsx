import { Button, Tooltip } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useEditorFacts } from "./editor-facts.ts";

const loadSheet = () => import("./changes/publish-sheet.tsx");
const PublishSheet = lazy(async () => ({ default: (await loadSheet()).PublishSheet }));

/** Opens what publishing would change, from where the draft is made live. */
export function PublishButton() {
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  const [opened, setOpened] = useState(false);
  const nothingNew = useEditorFacts(
    ({ pipeline }) => pipeline.liveVersion !== null && !pipeline.draftPending,
  );
  const button = (
    <Button
      {...(readOnly ? { "data-disabled": true } : {})}
      aria-disabled={readOnly}
      variant={nothingNew ? "default" : "filled"}
      onPointerEnter={() => void loadSheet()}
      onClick={() => {
        if (!readOnly) setOpened(true);
      }}
    >
      Publish
    </Button>
  );
  return (
    <>
      {readOnly ? (
        <Tooltip label="You may look at this, but not change it">{button}</Tooltip>
      ) : (
        button
      )}
      <Suspense>{opened && <PublishSheet onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
