import { Menu, Text } from "@mantine/core";
import { restoreVersion } from "@formloom/shared/api";
import { IconHistory } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { useAppStore } from "../../store/store.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { showFailure, showUndo } from "../../ui/toast.tsx";
import { flushDraft } from "./draft-saver.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { versionsQuery } from "./editor-queries.ts";

/** The published versions, within the page's menu; one can come back as the draft. */
export function VersionItems() {
  const { pipeline, readOnly } = useEditorFacts();
  const { data, isPending } = useQuery(versionsQuery(pipeline.id));
  const restoration = useMutation({
    mutationFn: async (version: number) => {
      await flushDraft();
      return callRoute(restoreVersion, { params: { pipelineId: pipeline.id }, body: { version } });
    },
    onSuccess: (restored, version) => {
      useAppStore.getState().theirsTaken(restored);
      showUndo({
        message: `Version ${version} is your draft now`,
        onUndo: () => void useAppStore.getState().undoAsked(),
      });
    },
    onError: (error) => showFailure("It was not restored", reasonOf(error)),
  });
  const versions = data?.items ?? [];
  if (versions.length === 0) {
    return <Menu.Label>{isPending ? "Looking for versions…" : "Not published yet"}</Menu.Label>;
  }
  return versions.map((version) => (
    <Menu.Item
      key={version.number}
      disabled={readOnly}
      leftSection={<IconHistory size={16} aria-hidden />}
      onClick={() => restoration.mutate(version.number)}
    >
      Version {version.number}
      {version.live ? ", live" : ""}: <RelativeTime at={version.publishedAt} />
      <Text size="xs" c="dimmed" lineClamp={2}>
        {version.note === "" ? version.sentence : version.note}
      </Text>
    </Menu.Item>
  ));
}
