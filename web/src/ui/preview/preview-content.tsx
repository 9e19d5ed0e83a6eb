import type { PreviewContent as Content } from "@formloom/shared/api";
import { Text } from "@mantine/core";
import { MailPreview } from "./mail-preview.tsx";
import { MessagePreview } from "./message-preview.tsx";
import { RequestPreview } from "./request-preview.tsx";
import { SettingsPreview } from "./settings-preview.tsx";
import "./preview.css";

export interface PreviewContentProps {
  readonly content: Content;
  /** Name of the step, for screen readers: "Email preview of …". */
  readonly label: string;
}

/** What a step would send, drawn as its receiver would see it; nothing for a step that sends nothing. */
export function PreviewContent({ content, label }: PreviewContentProps) {
  if (content.kind === "none") return null;
  return (
    <figure className="preview" data-kind={content.kind} aria-label={`What “${label}” would send`}>
      <Drawing content={content} />
      {content.kind !== "settings" && content.cut === true && (
        <Text size="xs" c="dimmed" p="xs">
          Only the beginning is shown; the whole would be sent.
        </Text>
      )}
    </figure>
  );
}

function Drawing({ content }: { readonly content: Exclude<Content, { kind: "none" }> }) {
  switch (content.kind) {
    case "mail":
      return <MailPreview mail={content} />;
    case "message":
      return <MessagePreview message={content} />;
    case "request":
      return <RequestPreview request={content} />;
    case "settings":
      return <SettingsPreview rows={content.rows} />;
  }
}
