import { TextDiff } from "../../../ui/diff/text-diff.tsx";
import type { SettingChange } from "./setting-changes.ts";

export interface SettingDiffProps {
  readonly changes: readonly SettingChange[];
  /** What it is, such as "Before and after". */
  readonly label: string;
}

/** Each setting that differs, with what goes struck through and what comes underlined. */
export function SettingDiff({ changes, label }: SettingDiffProps) {
  return (
    <dl className="setting-diff" aria-label={label}>
      {changes.map(({ path, label: name, before, after }) => (
        <div key={path}>
          <dt>{name}</dt>
          <dd>
            <TextDiff before={before ?? ""} after={after ?? ""} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
