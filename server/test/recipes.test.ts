import { fieldKinds, fieldSchema, type Field } from "@formloom/shared/form";
import { graphSchema } from "@formloom/shared/graph";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  answersTo,
  askProblem,
  type Recipe,
  type RecipeAsk,
  type RecipeSource,
  type RecipeValues,
} from "../../web/src/features/pipelines/recipes/recipe.ts";
import { firstRecipes, recipes } from "../../web/src/features/pipelines/recipes/recipes.ts";
import { createGraphTools } from "../src/graph-tools.ts";
import { loadManifests } from "../src/pipeline/plugins/registry.ts";
import { builtInPlugins } from "./support/pipeline.ts";

let tools: ReturnType<typeof createGraphTools>;
beforeAll(async () => {
  tools = createGraphTools(await loadManifests({ builtIn: builtInPlugins, external: [] }));
});

const connection = { id: "0192f0c4-7a3e-7cc1-8d25-0f5a3c1b2e4d", kind: "slack", name: "Our Slack" };
const base = { required: false };
const contact: readonly Field[] = [
  { ...base, id: "name", kind: "text", label: "Your name" },
  { ...base, id: "email", kind: "email", label: "Email", required: true },
];
const rich: readonly Field[] = [
  ...contact,
  { ...base, id: "second", kind: "email", label: "Another email" },
  { ...base, id: "people", kind: "number", label: "People", min: 1, max: 40 },
  { ...base, id: "budget", kind: "number", label: "Budget" },
  { ...base, id: "stars", kind: "rating", label: "How was it?", max: 10 },
  {
    ...base,
    id: "topic",
    kind: "choice",
    label: "What is it about?",
    options: [
      { id: "shop", label: "An online shop" },
      { id: "help", label: "Help" },
    ],
  },
];
const german: readonly Field[] = [
  { ...base, id: "q1", kind: "text", label: "Nachname" },
  { ...base, id: "q2", kind: "text", label: "Vorname" },
  { ...base, id: "q3", kind: "text", label: "E-Mail-Adresse" },
  { ...base, id: "q4", kind: "number", label: "Anzahl der Gäste" },
  { ...base, id: "q5", kind: "number", label: "Auftragssumme in Euro" },
  { ...base, id: "q6", kind: "number", label: "Zufriedenheit von 1 bis 6", min: 1, max: 6 },
  { ...base, id: "q7", kind: "choices", label: "Farben", options: [{ id: "r", label: "Rot" }] },
  {
    ...base,
    id: "q8",
    kind: "choices",
    label: "Abteilung",
    options: [{ id: "v", label: "Vertrieb" }],
  },
];
const empty: readonly Field[] = [{ ...base, id: "head", kind: "heading", label: "About you" }];

const sourceOf = (fields: readonly Field[]): RecipeSource => ({
  fields,
  ownerEmail: "owner@example.org",
  connections: [connection],
});

/** What nobody can guess, as somebody would answer it. */
const given: RecipeValues = { url: "https://example.org/hook?from=form" };

function outcomeOf(recipe: Recipe, source: RecipeSource, values: RecipeValues) {
  const graph = graphSchema.parse(recipe.build(source, values));
  return { graph, ...tools.compile(graph, { fields: [...source.fields] }) };
}

function complaintsOf(asks: readonly RecipeAsk[], values: RecipeValues): string[] {
  const answers = answersTo(asks, values);
  return asks.flatMap((ask) => askProblem(ask, answers[ask.name] ?? "") ?? []);
}

function recipeOf(id: string): Recipe {
  const recipe = recipes.find((each) => each.id === id);
  if (recipe === undefined) throw new Error(`Expected a recipe ${id}.`);
  return recipe;
}

describe("recipes", () => {
  it("come to at least eight, of which three are offered first", () => {
    expect(recipes.length).toBeGreaterThanOrEqual(8);
    expect(firstRecipes.map(({ id }) => id)).toEqual(["mail-me", "thank", "slack"]);
    expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
  });

  for (const [name, fields] of Object.entries({ contact, rich, german, empty })) {
    const source = sourceOf(fields);
    const fits = (recipe: Recipe) => recipe.lack(source) === null;

    it.each(recipes.filter(fits))(`$id fits the form ${name} without a problem`, (recipe) => {
      expect(complaintsOf(recipe.asks(source, given), given)).toEqual([]);
      const { plan, problems } = outcomeOf(recipe, source, given);
      // A text question that holds an address is worth a word, and no more than that.
      const told = problems.filter(({ code }) => !(fields === german && code === "wrong_kind"));
      expect(told).toEqual([]);
      expect(plan?.steps.length).toBeGreaterThan(0);
    });

    it(`say what the form ${name} lacks, and name the next best`, () => {
      for (const { lack } of recipes.filter((recipe) => !fits(recipe))) {
        expect(lack(source)?.sentence).toMatch(/^This form .*\.$/);
        expect(lack(source)?.instead.map(recipeOf).some(fits)).toBe(true);
      }
    });
  }

  it("fit every form that asks for enough, whatever its labels, options and bounds are", () => {
    let fitted = 0;
    fc.assert(
      fc.property(formArbitrary, (fields) => {
        const source = sourceOf(fields);
        for (const recipe of recipes) {
          if (recipe.lack(source) !== null) continue;
          fitted += 1;
          expect(complaintsOf(recipe.asks(source, given), given)).toEqual([]);
          const { plan, problems } = outcomeOf(recipe, source, given);
          const errors = problems.filter(({ severity }) => severity === "error");
          expect([recipe.id, errors]).toEqual([recipe.id, []]);
          expect([recipe.id, plan]).not.toEqual([recipe.id, null]);
        }
      }),
      { numRuns: 300 },
    );
    expect(fitted).toBeGreaterThan(1_000);
  });

  it("lack only what the form does not ask for", () => {
    const lacking = (fields: readonly Field[]) =>
      recipes.filter((recipe) => recipe.lack(sourceOf(fields)) !== null).map(({ id }) => id);
    expect(lacking(rich)).toEqual([]);
    expect(lacking(contact)).toEqual(["big-leads", "by-topic", "low-rating"]);
    expect(lacking(empty)).toEqual(["thank", "big-leads", "by-topic", "low-rating"]);
  });
});

describe("what recipes ask for", () => {
  const asked = (id: string, fields: readonly Field[], values: RecipeValues = {}) =>
    recipeOf(id).asks(sourceOf(fields), values);

  it("is nothing where the form leaves no doubt", () => {
    expect(asked("mail-me", rich)).toEqual([]);
    expect(asked("thank", contact)).toEqual([]);
    expect(asked("remind", rich)).toEqual([]);
  });

  it("has the likeliest question chosen beforehand, by label in English and German", () => {
    const chosen = (id: string, ask: string, fields: readonly Field[]) =>
      asked(id, fields).find(({ name }) => name === ask)?.suggested;
    expect(chosen("thank", "asker", rich)).toBe("email");
    expect(chosen("big-leads", "amount", rich)).toBe("budget");
    expect(chosen("big-leads", "amount", german)).toBe("q5");
    expect(chosen("by-topic", "topic", german)).toBe("q8");
    expect(chosen("low-rating", "low", rich)).toBe("4");
  });

  it("greets by the first name and writes to the address, in a German form too", () => {
    const text = JSON.stringify(recipeOf("thank").build(sourceOf(german), {}));
    expect(text).toContain("Hello {{ answers.q2 |");
    expect(text).toContain('"to":["{{ answers.q3 | orSkip }}"]');
  });

  it("follows the question that was chosen", () => {
    const two = asked("by-topic", german, { topic: "q7" });
    expect(two.map(({ label }) => label)).toContain("“Rot” goes to");
    const threshold = asked("big-leads", rich, { amount: "people" }).find(
      ({ name }) => name === "from",
    );
    expect(threshold).toMatchObject({ suggested: "40", min: 1, max: 40 });
  });

  it("refuses answers that no step could use, and says what is expected", () => {
    const complaint = (id: string, name: string, value: string) => {
      const ask = asked(id, rich).find((each) => each.name === name);
      return ask === undefined ? "no such ask" : askProblem(ask, value);
    };
    for (const wrong of ["", "ada", "a@b", "a@b.c, d@e.f", "{{ answers.email }}"]) {
      expect(complaint("big-leads", "sales", wrong)).toContain("address");
    }
    for (const wrong of ["", "many", "NaN", "Infinity"]) {
      expect(complaint("big-leads", "from", wrong)).toContain("number");
    }
    for (const wrong of [
      "example.org",
      "ftp://example.org",
      "https://u:p@example.org",
      "https://",
    ]) {
      expect(complaint("webhook", "url", wrong)).toContain("https://");
    }
    expect(complaint("thank", "asker", "gone")).toBe("Choose a question.");
    expect(complaint("slack", "slack", "gone")).toBe("Choose a connection.");
    expect(complaint("big-leads", "sales", " ada@example.org ")).toBeNull();
  });

  it("sends an option without an address with the rest", () => {
    const only = outcomeOf(recipeOf("by-topic"), sourceOf(rich), { way1: "" });
    expect(only.graph.nodes.filter(({ type }) => type === "email")).toHaveLength(2);
    const none = outcomeOf(recipeOf("by-topic"), sourceOf(rich), { way1: "", way2: "" });
    expect(none.graph.nodes.map(({ type }) => type)).toEqual(["trigger", "email"]);
    expect(none.problems).toEqual([]);
  });

  it("leaves a Slack post without a connection to the canvas, and says so there", () => {
    const source = { ...sourceOf(contact), connections: [] };
    expect(complaintsOf(recipeOf("slack").asks(source, {}), {})).toEqual([]);
    const { problems } = outcomeOf(recipeOf("slack"), source, {});
    expect(problems.map(({ code }) => code)).toEqual(["connection_missing"]);
  });
});

const nastyText = fc.oneof(
  fc.constantFrom(
    "{{ answers.x }}",
    "{{{",
    "}}",
    "{% if %}",
    "E-Mail",
    "Budget",
    "Bewertung",
    "a\nb",
  ),
  fc.string({ minLength: 1, maxLength: 80 }),
);
const optionArbitrary = fc.record({ id: nastyText, label: nastyText });
const fieldArbitrary = fc.record(
  {
    kind: fc.constantFrom(...fieldKinds),
    label: nastyText,
    required: fc.boolean(),
    min: fc.integer({ min: -50, max: 50 }),
    max: fc.integer({ min: 51, max: 100_000 }),
    options: fc.uniqueArray(optionArbitrary, {
      minLength: 1,
      maxLength: 9,
      selector: ({ id }) => id,
    }),
  },
  { requiredKeys: ["kind", "label", "required", "options"] },
);
/** Forms as the API takes them. */
const formArbitrary = fc.array(fieldArbitrary, { maxLength: 80 }).map((fields) =>
  fields.flatMap((field, at): Field[] => {
    const parsed = fieldSchema.safeParse({ ...field, id: `q${at}` });
    return parsed.success ? [parsed.data] : [];
  }),
);
