import { formEventTypeSchema, type FormEventType } from "@formloom/shared/events";
import type { Graph } from "@formloom/shared/graph";
import {
  IconBolt,
  IconForms,
  IconInbox,
  IconPencil,
  IconTrash,
  type Icon,
} from "@tabler/icons-react";

export interface TriggerIconProps {
  readonly graph: Graph;
}

const icons: Readonly<Record<FormEventType, Icon>> = {
  "form.submitted": IconInbox,
  "response.edited": IconPencil,
  "response.deleted": IconTrash,
  "form.updated": IconForms,
};

/** What starts the automation, as the sentence beside it says; a bolt where it is several things. */
export function TriggerIcon({ graph }: TriggerIconProps) {
  const events = eventsOf(graph);
  const [only] = events;
  const Glyph = events.length === 1 && only !== undefined ? icons[only] : IconBolt;
  return (
    <span className="trigger-icon" aria-hidden>
      <Glyph size={19} stroke={1.75} />
    </span>
  );
}

function eventsOf(graph: Graph): readonly FormEventType[] {
  const events: unknown = graph.nodes.find(({ type }) => type === "trigger")?.config["events"];
  if (!Array.isArray(events)) return [];
  return events.flatMap((event: unknown) => formEventTypeSchema.safeParse(event).data ?? []);
}
