import { Button } from "@mantine/core";
import { IconTestPipe } from "@tabler/icons-react";
import { useEditorFacts } from "./editor-facts.ts";
import { openTests } from "./open-tests.ts";

/** Tries the draft, sending nothing unless it is told to. */
export function TestButton() {
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  return (
    <Button
      variant="default"
      className="test-button"
      disabled={readOnly}
      leftSection={<IconTestPipe size={16} aria-hidden />}
      onClick={openTests}
    >
      Test
    </Button>
  );
}
