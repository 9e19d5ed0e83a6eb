import type {
  AlertChannel,
  AlertMessageState,
  AlertSettings,
  ConnectionView,
} from "@formloom/shared/api";
import {
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import { CopyField } from "../../ui/copy-field.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

export interface AlertSettingsFormProps {
  readonly settings: AlertSettings;
  readonly email: string;
  readonly slackConnections: readonly ConnectionView[];
  readonly webhookSecret: string | null;
  readonly busy: boolean;
  readonly onSave: (settings: AlertSettings) => void;
  readonly test: {
    readonly busy: boolean;
    readonly results:
      | readonly {
          readonly channel: AlertChannel;
          readonly state: AlertMessageState;
          readonly problem: string | null;
        }[]
      | null;
    readonly problem: string | null;
    readonly begin: () => void;
  };
}

const channelWords = { email: "Email", slack: "Slack", webhook: "Webhook" } as const;
const looks = {
  sent: { tone: "good", words: "sent" },
  caught: { tone: "caught", words: "kept in the outbox" },
  waiting: { tone: "waiting", words: "tried again soon" },
  failed: { tone: "bad", words: "not sent" },
} as const;

export function AlertSettingsForm({ settings, onSave, ...props }: AlertSettingsFormProps) {
  const [values, setValues] = useState(settings);
  const set = (change: Partial<AlertSettings>) => setValues({ ...values, ...change });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // Quiet hours are by the clock of whoever sets them.
        const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
        onSave({ ...values, timeZone });
      }}
    >
      <Stack>
        <Checkbox
          label={`By email to ${props.email}`}
          checked={values.email}
          onChange={(event) => set({ email: event.currentTarget.checked })}
        />
        <SlackFields values={values} set={set} connections={props.slackConnections} />
        <TextInput
          label="Webhook"
          description="Empty: none. Each alert is posted there, signed."
          placeholder="https://example.org/alerts"
          type="url"
          value={values.webhook?.url ?? ""}
          onChange={(event) => {
            const url = event.currentTarget.value.trim();
            const connectionId = values.webhook?.connectionId ?? null;
            set({ webhook: url === "" ? null : { url, connectionId } });
          }}
        />
        {props.webhookSecret !== null && (
          <CopyField label="Its signing secret" value={props.webhookSecret} />
        )}
        <QuietFields values={values} set={set} />
        <NumberInput
          label="Messages a day at most"
          description="What is beyond comes together in one, the next day."
          maw={240}
          min={1}
          max={100}
          allowDecimal={false}
          value={values.mostPerDay}
          onChange={(next) => {
            if (typeof next === "number" && next >= 1) set({ mostPerDay: Math.min(next, 100) });
          }}
        />
        <Group>
          <Button type="submit" loading={props.busy}>
            Save
          </Button>
          <Button variant="default" loading={props.test.busy} onClick={props.test.begin}>
            Send a test alert
          </Button>
        </Group>
        <TestResults test={props.test} />
      </Stack>
    </form>
  );
}

interface PartProps {
  readonly values: AlertSettings;
  readonly set: (change: Partial<AlertSettings>) => void;
}

function SlackFields({
  values: { slack },
  set,
  connections,
}: PartProps & { readonly connections: readonly ConnectionView[] }) {
  return (
    <Group align="flex-end">
      <NativeSelect
        label="By Slack"
        value={slack?.connectionId ?? ""}
        data={[
          {
            value: "",
            label: connections.length === 0 ? "No Slack connection yet" : "Not by Slack",
          },
          ...connections.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => {
          const connectionId = event.currentTarget.value;
          const channel = slack?.channel ?? null;
          set({ slack: connectionId === "" ? null : { connectionId, channel } });
        }}
      />
      {slack !== null && (
        <TextInput
          label="Channel"
          description="With a bot token only."
          placeholder="#alerts"
          value={slack.channel ?? ""}
          onChange={(event) => {
            const channel = event.currentTarget.value;
            set({ slack: { ...slack, channel: channel === "" ? null : channel } });
          }}
        />
      )}
    </Group>
  );
}

function QuietFields({ values: { quiet }, set }: PartProps) {
  return (
    <Group align="flex-end">
      <Checkbox
        label="Quiet hours: keep alerts until they are over"
        checked={quiet !== null}
        onChange={(event) =>
          set({ quiet: event.currentTarget.checked ? { from: "22:00", to: "07:00" } : null })
        }
      />
      {quiet !== null && (
        <>
          <TextInput
            type="time"
            label="From"
            required
            value={quiet.from}
            onChange={(event) => set({ quiet: { ...quiet, from: event.currentTarget.value } })}
          />
          <TextInput
            type="time"
            label="Until"
            required
            value={quiet.to}
            onChange={(event) => set({ quiet: { ...quiet, to: event.currentTarget.value } })}
          />
        </>
      )}
    </Group>
  );
}

function TestResults({ test: { results, problem } }: Pick<AlertSettingsFormProps, "test">) {
  return (
    <Stack gap="xs" component="output">
      {problem !== null && <Text size="sm">{problem}</Text>}
      {results?.length === 0 && <Text size="sm">You are told nowhere: switch something on.</Text>}
      {results?.map(({ channel, state, problem: why }) => (
        <Group key={channel} gap="xs">
          <StatusBadge tone={looks[state].tone} size="sm">
            {`${channelWords[channel]}: ${looks[state].words}`}
          </StatusBadge>
          {why !== null && <Text size="sm">{why}</Text>}
        </Group>
      ))}
    </Stack>
  );
}
