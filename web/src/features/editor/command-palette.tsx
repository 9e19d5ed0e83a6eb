import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconBolt, IconFileText, IconSearch } from "@tabler/icons-react";
import { listForms, listPipelines } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { stepLine } from "../../plugins/step-line.ts";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { canvasView } from "./canvas-view.ts";
import { addStep, appState, openPickerAtEnd } from "./editor-acts.ts";
import { eventsOf, useEditorFacts } from "./editor-facts.ts";
import { paletteCommands } from "./palette-commands.ts";
import { searchSteps } from "./step-search.ts";

const [store, spotlight] = createSpotlight();
/** How many are listed at once; typing on finds the others. */
const shown = 40;

/** Ctrl K: steps of this automation, kinds of steps, commands, other automations and forms. */
export function CommandPalette() {
  const paletteToggled = useAppStore((state) => state.paletteToggled);
  useEffect(() => spotlight.open(), []);
  const steps = useStepActions();
  const additions = useAdditionActions();
  const places = usePlaceActions();
  const { types, readOnly } = useEditorFacts();
  const actions: SpotlightActionGroupData[] = [
    { group: "Steps of this automation", actions: steps },
    { group: "Commands", actions: paletteCommands({ types, readOnly }) },
    { group: "Add a step", actions: additions },
    { group: "Go to", actions: places },
  ];
  return (
    <Spotlight
      store={store}
      shortcut={null}
      attributes={{ content: { "aria-label": "Find anything" } }}
      actions={actions.filter((group) => group.actions.length > 0)}
      limit={shown}
      scrollable
      maxHeight="min(60dvh, 480px)"
      nothingFound="Nothing is called that. Try a shorter word."
      searchProps={{
        placeholder: "A step, a command, an automation…",
        "aria-label": "Find a step, a command or an automation",
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
      onSpotlightClose={() => paletteToggled(false)}
    />
  );
}

function useStepActions() {
  const facts = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  return useMemo(
    () =>
      (graph?.nodes ?? []).map((node) => ({
        id: `step:${node.id}`,
        label: stepName(node, facts.types),
        description: stepLine(node, facts.types.get(node.type), facts),
        leftSection: <IconByName name={facts.types.get(node.type)?.icon ?? "puzzle"} />,
        onClick: () => {
          canvasView()?.reveal(node.id);
          appState().stepOpened(node.id);
        },
      })),
    [graph, facts],
  );
}

function useAdditionActions() {
  const { types, readOnly } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  return useMemo(() => {
    if (graph === undefined || readOnly) return [];
    return searchSteps(types.values(), { query: "", events: eventsOf(graph, types) })
      .flatMap((group) => group.choices)
      .filter((choice) => choice.reason === null)
      .map(({ type }) => ({
        id: `add:${type.id}`,
        label: `Add ${type.name}`,
        description: type.description,
        leftSection: <IconByName name={type.icon} />,
        onClick: () => {
          openPickerAtEnd(types);
          const place = appState().editor?.picker;
          if (place != null) addStep(type.id, place, types);
        },
      }));
  }, [types, graph, readOnly]);
}

/** The form's other automations, and the other forms. */
function usePlaceActions() {
  const { form, pipeline } = useEditorFacts();
  const navigate = useNavigate();
  const automations = useQuery({
    queryKey: ["forms", form.id, "pipelines", "palette"],
    queryFn: ({ signal }) =>
      callRoute(listPipelines, { params: { formId: form.id }, query: { limit: 200 }, signal }),
    staleTime: 30_000,
  });
  const forms = useQuery({
    queryKey: ["forms", "palette"],
    queryFn: ({ signal }) => callRoute(listForms, { query: { limit: 200 }, signal }),
    staleTime: 30_000,
  });
  const others = (automations.data?.items ?? []).filter(({ id }) => id !== pipeline.id);
  return [
    ...others.map(({ id, name, sentence }) => ({
      id: `automation:${id}`,
      label: name,
      description: sentence,
      leftSection: <IconBolt size={20} aria-hidden />,
      onClick: () => void navigate({ to: "/pipelines/$pipelineId", params: { pipelineId: id } }),
    })),
    ...(forms.data?.items ?? []).map(({ id, name }) => ({
      id: `form:${id}`,
      label: name,
      description: "Its automations",
      leftSection: <IconFileText size={20} aria-hidden />,
      onClick: () => void navigate({ to: "/forms/$formId/automations", params: { formId: id } }),
    })),
  ];
}
