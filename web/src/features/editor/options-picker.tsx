import { ActionIcon, Button, Loader, Popover, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { listPluginOptions } from "@formloom/shared/api";
import { IconChevronDown, IconRefresh } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { useEscape } from "../../ui/use-escape.ts";
import { useStepScope, type StepSource } from "./step-scope.ts";

export interface OptionsPickerProps {
  /** Name of the list, as the node type calls it. */
  readonly name: string;
  /** Of the setting, such as "Channel". */
  readonly label: string;
  readonly onPick: (value: string) => void;
}

/** Choices that the service itself gives, such as its channels, with search. */
export function OptionsPicker({ name, label, onPick }: OptionsPickerProps) {
  const { source } = useStepScope();
  const [open, setOpen] = useState(false);
  useEscape(open, () => setOpen(false));
  if (source?.options.includes(name) !== true) return null;
  const needsConnection = source.connectionId === null;
  return (
    <Popover
      closeOnEscape={false}
      returnFocus
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      withinPortal
      trapFocus
      shadow="md"
      withRoles={false}
    >
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={needsConnection}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={() => setOpen(!open)}
        >
          {needsConnection ? "Choose a connection to see the list" : `Choose from the list`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" className="options-drop" {...dialogNamed(`Choose: ${label}`)}>
        {open && (
          <OptionsList
            name={name}
            source={source}
            onPick={(value) => {
              onPick(value);
              setOpen(false);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** What opens is placed by script, which the element `dialog` cannot be while the page stays usable. */
const dialogNamed = (label: string) => ({ role: "dialog", "aria-label": label });

interface OptionsListProps {
  readonly name: string;
  readonly source: StepSource;
  readonly onPick: (value: string) => void;
}

function OptionsList({ name, source, onPick }: OptionsListProps) {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 300);
  const { pluginId, connectionId, config } = source;
  const query = useQuery({
    queryKey: ["plugins", pluginId, "options", name, connectionId, q],
    queryFn: ({ signal }) =>
      callRoute(listPluginOptions, {
        params: { pluginId, name },
        body: { ...(connectionId === null ? {} : { connectionId }), config: { ...config }, q },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  const items = query.data?.items ?? [];
  return (
    <>
      <div className="options-head">
        <TextInput
          data-autofocus
          size="sm"
          className="grow"
          aria-label="Search the list"
          placeholder="Search"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <ActionIcon
          variant="default"
          size={34}
          aria-label="Ask the service again"
          loading={query.isFetching}
          onClick={() => void query.refetch()}
        >
          <IconRefresh size={16} aria-hidden />
        </ActionIcon>
      </div>
      {query.isPending && <Loader size="sm" m="xs" />}
      {query.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" p="xs">
          The list could not be fetched. {reasonOf(query.error)} You can still write it yourself.
        </Text>
      )}
      <ul className="options-list" aria-label="Choices">
        {items.map(({ value, label }) => (
          <li key={value}>
            <button type="button" className="field-option" onClick={() => onPick(value)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
      {query.isSuccess && items.length === 0 && (
        <Text size="sm" c="dimmed" p="xs">
          Nothing is called that.
        </Text>
      )}
    </>
  );
}
