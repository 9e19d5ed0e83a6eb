import type { PreviewContent } from "@formloom/shared/api";

export interface RequestPreviewProps {
  readonly request: Extract<PreviewContent, { kind: "request" }>;
}

/** A request as it would leave: method and address, headers, and the body set out in lines. */
export function RequestPreview({ request }: RequestPreviewProps) {
  const headers = Object.entries(request.headers);
  return (
    <div className="preview-request">
      <p className="preview-request-line">
        <strong>{request.method}</strong> <span>{request.url}</span>
      </p>
      {headers.length > 0 && (
        <details>
          <summary>{headers.length === 1 ? "1 header" : `${headers.length} headers`}</summary>
          <dl className="mail-head">
            {headers.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {request.body !== "" && <pre className="preview-code">{setOut(request.body)}</pre>}
    </div>
  );
}

function setOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
