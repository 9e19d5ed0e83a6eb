import type { AlertRule, AlertRuleView } from "@formloom/shared/api";
import { Button, Checkbox, Group, Stack, Switch } from "@mantine/core";
import { useState } from "react";
import { Section } from "../../ui/section.tsx";
import { ExpectedFields } from "./expected-fields.tsx";
import { LimitField } from "./limit-field.tsx";

export interface AlertRuleFormProps {
  readonly view: AlertRuleView;
  readonly busy: boolean;
  readonly onSave: (rule: AlertRule) => void;
}

export function AlertRuleForm({ view, busy, onSave }: AlertRuleFormProps) {
  const [rule, setRule] = useState(view.rule);
  const set = (change: Partial<AlertRule>) => setRule({ ...rule, ...change });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(rule);
      }}
    >
      <Section title="Tell somebody">
        <Switch
          label="Send alerts about this automation"
          checked={rule.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </Section>
      <fieldset
        disabled={!rule.enabled}
        style={{ border: 0, padding: 0, margin: 0, minInlineSize: 0 }}
      >
        <Section title="When it fails">
          <Stack gap="sm">
            <Checkbox
              label="At the first failure of each cause"
              checked={rule.failing}
              onChange={(event) => set({ failing: event.currentTarget.checked })}
            />
            <LimitField
              label="When many of the last 20 runs fail"
              unit="% or more"
              value={rule.rate?.percent ?? null}
              first={20}
              most={100}
              onChange={(percent) =>
                set({
                  rate: percent === null ? null : { percent, atLeast: rule.rate?.atLeast ?? 3 },
                })
              }
            />
            <Checkbox
              label="When a connection is refused or expired"
              checked={rule.connection}
              onChange={(event) => set({ connection: event.currentTarget.checked })}
            />
          </Stack>
        </Section>
        <Section title="When nothing moves">
          <Stack gap="sm">
            <LimitField
              label="When runs are queued, held or need a decision for long"
              unit="minutes"
              value={rule.waitingMinutes}
              first={60}
              most={10_080}
              onChange={(waitingMinutes) => set({ waitingMinutes })}
            />
            <LimitField
              label="When a response’s run has not ended in time"
              unit="minutes"
              value={rule.lateMinutes}
              first={15}
              most={10_080}
              onChange={(lateMinutes) => set({ lateMinutes })}
            />
            <ExpectedFields expected={rule.expected} onChange={(expected) => set({ expected })} />
          </Stack>
        </Section>
        <Section title="Who is told" description="Each in the way they chose in their account.">
          <Checkbox.Group
            label="People"
            value={[...(rule.people ?? ownersOf(view))]}
            onChange={(people) => set({ people: people.length === 0 ? null : people })}
          >
            <Stack gap="xs" mt="xs">
              {view.candidates.map(({ id, name, isOwner }) => (
                <Checkbox key={id} value={id} label={isOwner ? `${name} (owner)` : name} />
              ))}
            </Stack>
          </Checkbox.Group>
        </Section>
      </fieldset>
      <Group>
        <Button type="submit" loading={busy}>
          Save
        </Button>
      </Group>
    </form>
  );
}

const ownersOf = ({ candidates }: AlertRuleView): string[] =>
  candidates.filter(({ isOwner }) => isOwner).map(({ id }) => id);
