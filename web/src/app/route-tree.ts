import { formEventTypeSchema } from "@formloom/shared/events";
import { runStatusSchema } from "@formloom/shared/run";
import { createRootRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { requireSession } from "./auth-gate.ts";
import { Layout } from "./layout.tsx";

const root = createRootRoute();

const signInSearch = z.object({ next: z.string().optional().catch(undefined) });
/** What the runs list is narrowed to; a value that makes no sense is dropped. */
const runsSearch = z.object({
  formId: z.uuid().optional().catch(undefined),
  pipelineId: z.uuid().optional().catch(undefined),
  responseId: z.uuid().optional().catch(undefined),
  status: runStatusSchema.optional().catch(undefined),
  event: formEventTypeSchema.optional().catch(undefined),
  version: z.number().int().min(0).max(1_000_000).optional().catch(undefined),
  nodeId: z.string().min(1).max(64).optional().catch(undefined),
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  from: z.iso.datetime().optional().catch(undefined),
  to: z.iso.datetime().optional().catch(undefined),
});
const failuresSearch = z.object({
  formId: z.uuid().optional().catch(undefined),
  pipelineId: z.uuid().optional().catch(undefined),
  state: z.literal("settled").optional().catch(undefined),
});
/** The step that is open at the side. */
const stepSearch = z.object({ step: z.string().max(64).optional().catch(undefined) });
const formIdSearch = z.object({ formId: z.uuid().optional().catch(undefined) });

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("../features/accounts/set-up-page.tsx"), "SetUpPage"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyRouteComponent(
    () => import("../features/accounts/sign-in-page.tsx"),
    "SignInPage",
  ),
});

/** Which version is looked at, and which one it is held against; `draft` is a version here. */
const shownVersion = z.union([z.literal("draft"), z.coerce.number().int().min(1)]).optional();
const versionsSearch = z.object({
  show: shownVersion.catch(undefined),
  against: shownVersion.catch(undefined),
});

/** Everything below it needs a session. Its children's ids begin with `/app`. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: ({ location }) => requireSession(location.href),
  component: Layout,
});

const forms = createRoute({
  getParentRoute: () => app,
  path: "/",
  component: lazyRouteComponent(() => import("../features/forms/forms-page.tsx"), "FormsPage"),
});
const form = createRoute({
  getParentRoute: () => app,
  path: "/forms/$formId",
  component: lazyRouteComponent(() => import("../features/forms/form-page.tsx"), "FormPage"),
});
const questions = createRoute({
  getParentRoute: () => form,
  path: "/",
  component: lazyRouteComponent(
    () => import("../features/forms/questions-tab.tsx"),
    "QuestionsTab",
  ),
});
const responses = createRoute({
  getParentRoute: () => form,
  path: "/responses",
  component: lazyRouteComponent(
    () => import("../features/responses/responses-tab.tsx"),
    "ResponsesTab",
  ),
});
const automations = createRoute({
  getParentRoute: () => form,
  path: "/automations",
  component: lazyRouteComponent(
    () => import("../features/pipelines/automations-tab.tsx"),
    "AutomationsTab",
  ),
});
const newAutomation = createRoute({
  getParentRoute: () => form,
  path: "/automations/new",
  component: lazyRouteComponent(
    () => import("../features/pipelines/new-automation-page.tsx"),
    "NewAutomationPage",
  ),
});
const formSettings = createRoute({
  getParentRoute: () => form,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/forms/settings-tab.tsx"), "SettingsTab"),
});
const pipeline = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$pipelineId",
  validateSearch: stepSearch,
  component: lazyRouteComponent(() => import("../features/editor/editor-page.tsx"), "EditorPage"),
});
const versions = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$pipelineId/versions",
  validateSearch: versionsSearch,
  component: lazyRouteComponent(
    () => import("../features/editor/changes/versions-page.tsx"),
    "VersionsPage",
  ),
});
const runs = createRoute({
  getParentRoute: () => app,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("../features/runs/runs-page.tsx"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: () => app,
  path: "/runs/$runId",
  validateSearch: stepSearch,
  component: lazyRouteComponent(() => import("./run-route.tsx"), "RunRoute"),
});
const failures = createRoute({
  getParentRoute: () => app,
  path: "/failures",
  validateSearch: failuresSearch,
  component: lazyRouteComponent(
    () => import("../features/failures/failures-page.tsx"),
    "FailuresPage",
  ),
});
const tasks = createRoute({
  getParentRoute: () => app,
  path: "/tasks",
  component: lazyRouteComponent(() => import("../features/tasks/tasks-page.tsx"), "TasksPage"),
});
const task = createRoute({
  getParentRoute: () => app,
  path: "/tasks/$taskId",
  component: lazyRouteComponent(() => import("../features/tasks/task-page.tsx"), "TaskPage"),
});
const backfill = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$pipelineId/past-responses",
  component: lazyRouteComponent(() => import("./backfill-route.tsx"), "BackfillRoute"),
});
const outbox = createRoute({
  getParentRoute: () => app,
  path: "/outbox",
  validateSearch: formIdSearch,
  component: lazyRouteComponent(() => import("../features/outbox/outbox-page.tsx"), "OutboxPage"),
});
const connections = createRoute({
  getParentRoute: () => app,
  path: "/connections",
  component: lazyRouteComponent(
    () => import("../features/connections/connections-page.tsx"),
    "ConnectionsPage",
  ),
});
const alerts = createRoute({
  getParentRoute: () => app,
  path: "/alerts",
  component: lazyRouteComponent(() => import("../features/alerts/alerts-page.tsx"), "AlertsPage"),
});
const automationAlerts = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$pipelineId/alerts",
  component: lazyRouteComponent(
    () => import("../features/alerts/alert-rule-page.tsx"),
    "AlertRulePage",
  ),
});
const health = createRoute({
  getParentRoute: () => app,
  path: "/admin/health",
  component: lazyRouteComponent(() => import("../features/admin/health-page.tsx"), "HealthPage"),
});
const people = createRoute({
  getParentRoute: () => app,
  path: "/admin/people",
  component: lazyRouteComponent(() => import("../features/admin/people-page.tsx"), "PeoplePage"),
});
const audit = createRoute({
  getParentRoute: () => app,
  path: "/admin/audit",
  component: lazyRouteComponent(() => import("../features/admin/audit-page.tsx"), "AuditPage"),
});
const account = createRoute({
  getParentRoute: () => app,
  path: "/account",
  component: lazyRouteComponent(
    () => import("../features/accounts/account-page.tsx"),
    "AccountPage",
  ),
});

export const routeTree = root.addChildren([
  setUp,
  signIn,
  app.addChildren([
    forms,
    form.addChildren([questions, responses, automations, newAutomation, formSettings]),
    pipeline,
    versions,
    backfill,
    runs,
    run,
    failures,
    tasks,
    task,
    outbox,
    connections,
    people,
    alerts,
    automationAlerts,
    health,
    audit,
    account,
  ]),
]);
