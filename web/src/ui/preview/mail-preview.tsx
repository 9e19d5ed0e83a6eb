import type { PreviewContent } from "@formloom/shared/api";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { MailHead } from "./mail-head.tsx";
import { MailFrame } from "./mail-frame.tsx";

export interface MailPreviewProps {
  readonly mail: Extract<PreviewContent, { kind: "mail" }>;
}

/** A mail as a mail program shows it. Its HTML stands in a frame that may do nothing. */
export function MailPreview({ mail }: MailPreviewProps) {
  const [asText, setAsText] = useState(false);
  const { html } = mail;
  return (
    <>
      <div className="preview-mail-top">
        <p className="preview-mail-subject">{mail.subject === "" ? "No subject" : mail.subject}</p>
        <MailHead mail={mail} />
      </div>
      {html === null || asText ? (
        <pre className="preview-text">{mail.text}</pre>
      ) : (
        <MailFrame html={html} className="preview-frame" />
      )}
      {html !== null && (
        <div className="preview-foot">
          <SegmentedControl
            size="xs"
            aria-label="Which form of the mail to show"
            value={asText ? "text" : "html"}
            onChange={(value) => setAsText(value === "text")}
            data={[
              { value: "html", label: "Formatted" },
              { value: "text", label: "Plain text" },
            ]}
          />
          {!asText && /<img\b/i.test(html) && (
            <span>Pictures are loaded by the receiver only.</span>
          )}
        </div>
      )}
    </>
  );
}
