import { listUsers } from "@formloom/shared/api";
import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

export interface SharingPickerProps {
  readonly ownerId: string;
  readonly sharedWith: readonly string[];
  readonly busy: boolean;
  readonly onChange: (userIds: string[]) => void;
}

export function SharingPicker({ ownerId, sharedWith, busy, onChange }: SharingPickerProps) {
  const { data } = useQuery({
    queryKey: ["users"],
    queryFn: ({ signal }) => callRoute(listUsers, { query: { limit: 200 }, signal }),
  });
  return (
    <MultiSelect
      label="People"
      placeholder={sharedWith.length === 0 ? "Nobody yet" : ""}
      searchable
      disabled={busy || data === undefined}
      value={[...sharedWith]}
      data={(data?.items ?? [])
        .filter(({ id }) => id !== ownerId)
        .map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
      onChange={onChange}
    />
  );
}
