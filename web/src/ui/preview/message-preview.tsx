import type { PreviewContent } from "@formloom/shared/api";
import { BrandMark } from "../brand-mark.tsx";
import { readSlackText, type SlackLine, type SlackSpan } from "./slack-text.ts";

export interface MessagePreviewProps {
  readonly message: Extract<PreviewContent, { kind: "message" }>;
}

/** A chat message as it would stand in its channel. Links in it lead nowhere: they are only shown. */
export function MessagePreview({ message }: MessagePreviewProps) {
  const { channel } = message;
  const lines = readSlackText(message.text);
  return (
    <div className="preview-chat">
      <p className="preview-chat-channel">
        {channel === null ? "The channel that the connection posts to" : channelName(channel)}
      </p>
      <div className="preview-chat-message">
        <span className="preview-chat-face" aria-hidden>
          <BrandMark />
        </span>
        <div className="preview-chat-body">
          <p className="preview-chat-who">
            Formloom <span className="preview-chat-app">App</span>
          </p>
          {lines.map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a text's lines have no other name
            <Line key={index} line={line} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** An id of Slack's (`C0123`) or a name; names get their sign. */
function channelName(channel: string): string {
  return /^[#@]|^[A-Z0-9]{8,}$/.test(channel) ? channel : `#${channel}`;
}

function Line({ line }: { readonly line: SlackLine }) {
  if (line.kind === "code") return <pre className="preview-chat-code">{line.text}</pre>;
  const spans = line.spans.map((span, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- as above
    <Span key={index} span={span} />
  ));
  return line.kind === "quote" ? <blockquote>{spans}</blockquote> : <p>{spans}</p>;
}

function Span({ span }: { readonly span: SlackSpan }) {
  switch (span.kind) {
    case "text":
      return span.text;
    case "bold":
      return <strong>{span.text}</strong>;
    case "italic":
      return <em>{span.text}</em>;
    case "strike":
      return <s>{span.text}</s>;
    case "code":
      return <code>{span.text}</code>;
    case "link":
      return (
        <span className="preview-chat-link" title={span.address}>
          {span.text}
        </span>
      );
    case "mention":
      return <span className="preview-chat-mention">{span.text}</span>;
  }
}
