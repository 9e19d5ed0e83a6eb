import { conditionSetting, defineManifest, formEventTypes } from "@formloom/plugin-sdk";
import { z } from "zod";

const maxBranches = 50;
const noError = "A way can't have the id “error”; choose another.";

const branchSchema = z.strictObject({
  port: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .meta({ title: "Id", description: "Stays the same when the name changes." }),
  name: z.string().max(60).meta({ title: "Name" }),
  condition: conditionSetting({ title: "If" }),
});

export const manifest = defineManifest({
  id: "branch",
  version: 1,
  name: "Depending on",
  description: "Goes one of several ways: the first whose condition holds, otherwise the last.",
  category: "logic",
  icon: "git-branch",
  triggers: formEventTypes,
  role: "logic",
  config: z.strictObject({
    branches: z.array(branchSchema).max(maxBranches).meta({
      title: "Ways",
      description: "They are tried from top to bottom; the first whose condition holds is taken.",
      "x-control": "ways",
    }),
  }),
  defaults: {
    branches: [{ port: "a", name: "Way 1", condition: { combinator: "and", rules: [] } }],
  },
  outputs: {
    each: "branches",
    id: "port",
    label: "name",
    rest: [{ id: "otherwise", label: "Otherwise" }],
  },
  produces: [{ path: "branch", label: "Name of the way taken", kind: "text" }],
  example: {
    config: {
      branches: [
        {
          port: "a",
          name: "Named",
          condition: {
            combinator: "and",
            rules: [{ field: "answers.name", operator: "isNotEmpty" }],
          },
        },
      ],
    },
  },
  describe: "depending on {branches}",
  ifInterrupted: "again",
  validate: ({ branches }) => [
    ...(branches.length === 0
      ? [{ path: "branches", code: "required", message: "Add at least one way." }]
      : []),
    ...branches.flatMap(({ port, name, condition }, at) => [
      ...(name.trim() === ""
        ? [{ path: `branches.${at}.name`, code: "required", message: "Give this way a name." }]
        : []),
      ...(condition.rules.length === 0
        ? [
            {
              path: `branches.${at}.condition`,
              code: "required",
              message: "Add at least one rule.",
            },
          ]
        : []),
      // Ids that are there twice are found where the ports are known: when the graph is compiled.
      ...(port === "error"
        ? [{ path: `branches.${at}.port`, code: "port_taken", message: noError }]
        : []),
    ]),
  ],
});
