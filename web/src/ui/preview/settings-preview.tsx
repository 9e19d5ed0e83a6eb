export interface SettingsPreviewProps {
  readonly rows: readonly { readonly name: string; readonly value: string }[];
}

/** The filled-in settings of a step that has no picture of its own. */
export function SettingsPreview({ rows }: SettingsPreviewProps) {
  return (
    <dl className="mail-head preview-settings">
      {rows.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === "" ? "–" : value}</dd>
        </div>
      ))}
    </dl>
  );
}
